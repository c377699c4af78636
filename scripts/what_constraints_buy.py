"""Exact match with and without what a user may know of a text: length, check digit, lexicon.

Usage, with SEQDIGITS_DATA set: python scripts/what_constraints_buy.py models/base
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from seqdigits.evaluation import open_labelled
from seqdigits.evaluation.real_sets import REAL_SETS
from seqdigits.images import Source
from seqdigits.metrics import wilson_interval
from seqdigits.reading import Reader
from synth import Synthesizer
from synth.glyphs import open_sources
from synth.glyphs.files import data_folder
from synth.style import style_named
from synth.text import open_texts

REAL = ("cheque amounts", "phone photos", "parish years and numbers", "register numbers")
ENTRIES = 1000

Pictures = list[tuple[Source, str]]


def touching(count: int, seed: int) -> Pictures:
    """Touching numbers of 6 to 10 digits that end in Luhn's, of MNIST validation glyphs."""
    synthesizer = Synthesizer(
        open_sources({"mnist": 1.0}, "val"),
        style_named("touching"),
        seed,
        "val",
        texts=open_texts(kind="luhn", length="6-10"),
    )
    samples = (synthesizer.sample(index) for index in range(count))
    return [(sample.image, sample.text) for sample in samples]


def lexicon(pictures: Pictures, folder: Path, seed: int) -> Path:
    """A file of the pictures' texts and others of their lengths, `ENTRIES` in all."""
    rng = np.random.default_rng(seed)
    known = {text for _, text in pictures}
    lengths = [len(text) for _, text in pictures]
    for _ in range(100 * ENTRIES):
        if len(known) >= ENTRIES:
            break
        known.add("".join(map(str, rng.integers(0, 10, lengths[int(rng.integers(len(lengths)))]))))
    path = folder / "known.txt"
    path.write_text("".join(f"{text}\n" for text in sorted(known) if text), encoding="utf-8")
    return path


def right(bundle: Path, pictures: Pictures, **asked: str | Path) -> int:
    """How many of `pictures` are read right under what is asked."""
    reader = Reader.load(bundle, max_ood=1.0, **asked)  # type: ignore[arg-type]
    readings = reader.read([source for source, _ in pictures])
    return sum(reading.text == text for reading, (_, text) in zip(readings, pictures, strict=True))


def by_length(bundle: Path, pictures: Pictures, leeway: int, **asked: str) -> int:
    """How many are read right if the length of each is known, give or take `leeway`."""
    groups: dict[int, Pictures] = defaultdict(list)
    for picture in pictures:
        groups[len(picture[1])].append(picture)
    return sum(
        right(bundle, group, length=f"{max(1, n - leeway)}-{n + leeway}", **asked)
        for n, group in groups.items()
    )


def conditions(bundle: Path, pictures: Pictures, checked: bool) -> Iterator[tuple[str, int]]:
    """What is known, and how many are read right then."""
    yield "nothing", right(bundle, pictures)
    yield "length, give or take 1", by_length(bundle, pictures, 1)
    yield "length", by_length(bundle, pictures, 0)
    if checked:
        yield "check digit", right(bundle, pictures, check="luhn")
        yield "length and check digit", by_length(bundle, pictures, 0, check="luhn")
    with tempfile.TemporaryDirectory() as folder:
        path = lexicon(pictures, Path(folder), 1)
        yield f"one of {ENTRIES:,} texts", right(bundle, pictures, lexicon=path)


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--count", type=int, default=1000, help="touching strings")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    sets = [("touching, with a check digit", touching(arguments.count, arguments.seed), True)]
    data = data_folder()
    for name in REAL if data is not None else ():
        pictures = open_labelled(data / "strings" / f"{REAL_SETS[name][0]}.zip", "val")
        sets.append((name, [picture for picture in pictures if picture[1]], False))
    print("| set | strings | known | exact match | 95 % interval |\n|---|---|---|---|---|")
    for name, pictures, checked in sets:
        for known, count in conditions(arguments.bundle, pictures, checked):
            low, high = wilson_interval(count, len(pictures))
            print(f"| {name} | {len(pictures):,} | {known} | {count / len(pictures):.1%} | "
                  f"{low:.1%} to {high:.1%} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
