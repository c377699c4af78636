"""Print whether --max-error keeps its promise when a true constraint is asked for as well.

Usage, with SEQDIGITS_DATA set: python scripts/promises_under_constraints.py models/base

Strings are parted at random into two halves. A calibration is fitted on one half, without a
constraint; the other half is read with that calibration and --max-error, once without a
constraint and once knowing each string's true length, or that it ends in Luhn's digit. Both ways
round, added up.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from what_constraints_buy import Pictures, touching

from seqdigits.bundle import Bundle, load_bundle
from seqdigits.calibrating import Answers, calibrate
from seqdigits.calibration import percent
from seqdigits.errors import CalibrationError
from seqdigits.evaluation import REAL_SETS, open_labelled
from seqdigits.images import normalise
from seqdigits.metrics import wilson_interval
from seqdigits.reading import Reader, Status
from seqdigits.runtime import BATCH_SIZE, Output, line_runner
from synth.glyphs.files import data_folder


class Remembering:
    """A runner that gives the same image's output again without running the net."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self._runner = line_runner(bundle)
        self._known: dict[tuple[int, bytes], Output] = {}

    def run(self, images: Sequence[np.ndarray], batch_size: int = BATCH_SIZE) -> list[Output]:
        """Output of every image, in order."""
        keys = [(image.shape[1], image.tobytes()) for image in images]
        new = {
            key: image for key, image in zip(keys, images, strict=True) if key not in self._known
        }
        found = self._runner.run(list(new.values()), batch_size)
        self._known |= dict(zip(new, found, strict=True))
        return [self._known[key] for key in keys]


def answered(runner: Remembering, pictures: Pictures) -> Answers:
    """What the net answers to `pictures`."""
    lines = [normalise(source, runner.bundle.config.input) for source, _ in pictures]
    found = iter(runner.run([line.image for line in lines if not line.is_empty]))
    outputs = tuple(None if line.is_empty else next(found) for line in lines)
    return Answers(outputs, tuple(text for _, text in pictures), (("half", len(pictures)),))


def accepted(
    runner: Remembering, bundle: Bundle, pictures: Pictures, rate: float, **asked: str
) -> np.ndarray:
    """(2,) how many of `pictures` are accepted at `rate`, and how many of those are wrong."""
    reader = Reader(bundle, runner=runner, max_error=rate, **asked)  # type: ignore[arg-type]
    readings = reader.read([source for source, _ in pictures])
    pairs = zip(readings, pictures, strict=True)
    wrong = [reading.text != text for reading, (_, text) in pairs if reading.status is Status.READ]
    return np.array([len(wrong), sum(wrong)])


def by_length(runner: Remembering, bundle: Bundle, pictures: Pictures, rate: float) -> np.ndarray:
    """`accepted`, the length of each known."""
    groups: dict[int, Pictures] = defaultdict(list)
    for picture in pictures:
        groups[len(picture[1])].append(picture)
    counts = [accepted(runner, bundle, group, rate, length=str(n)) for n, group in groups.items()]
    return np.sum(counts, axis=0)


def rows(
    runner: Remembering,
    name: str,
    pictures: Pictures,
    rates: Sequence[float],
    seed: int,
    luhn: bool,
) -> Iterator[str]:
    """A row for each rate and what is known."""
    order = np.random.default_rng(seed).permutation(len(pictures))
    halves = [[pictures[index] for index in half] for half in np.array_split(order, 2)]
    known = ["nothing", "length", *["check digit"] * luhn]
    sums = {(rate, asked): np.zeros(2, int) for rate in rates for asked in known}
    missing: set[float] = set()
    for fitted, held in (halves, halves[::-1]):
        calibration = calibrate(runner.bundle, answered(runner, fitted), max_errors=rates)
        config = runner.bundle.config.model_copy(update={"calibration": calibration.calibration})
        bundle = replace(runner.bundle, config=config)
        for rate in rates:
            try:
                sums[rate, "nothing"] += accepted(runner, bundle, held, rate)
            except CalibrationError:
                missing.add(rate)
                continue
            sums[rate, "length"] += by_length(runner, bundle, held, rate)
            if luhn:
                sums[rate, "check digit"] += accepted(runner, bundle, held, rate, check="luhn")
    for (rate, asked), (count, wrong) in sums.items():
        low, high = wilson_interval(int(wrong), int(count)) if count else (0.0, 1.0)
        note = ", one half supports no threshold" if rate in missing else ""
        share = f"{100 * wrong / max(count, 1):.2f} ({100 * low:.2f} to {100 * high:.2f})"
        yield f"| {name} | {percent(rate)}{note} | {asked} | {count:,} | {wrong:,} | {share} |"


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--count", type=int, default=2000, help="touching strings")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--max-error", type=float, nargs="+", default=[0.01, 0.02, 0.05])
    arguments = parser.parse_args()
    runner = Remembering(load_bundle(arguments.bundle))
    sets = [("touching, with a check digit", touching(arguments.count, arguments.seed), True)]
    if (data := data_folder()) is not None:
        files = [data / "strings" / f"{file}.zip" for file, _ in REAL_SETS.values()]
        real = [picture for file in files for picture in open_labelled(file, "val") if picture[1]]
        sets.append(("all real sets", real, False))
    print("| set | wrong at most | known | accepted | wrong | wrong, % (95 % interval) |")
    print("|---|---|---|---|---|---|")
    for name, pictures, luhn in sets:
        rates = sorted(arguments.max_error)
        for row in rows(runner, name, pictures, rates, arguments.seed, luhn):
            print(row, flush=True)


if __name__ == "__main__":
    main()
