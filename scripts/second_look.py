"""What a second look and a second opinion buy and cost: exact match and CPU time with and without.

Usage, with SEQDIGITS_DATA set: python scripts/second_look.py models/base [--count 1000] [--seed 7]

Validation parts of the real sets and the benchmark's layouts on MNIST glyphs of validation writers.
Times are CPU time of this process, one thread; the readers take turns at each part of a set.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

from seqdigits.bundle import load_bundle
from seqdigits.errors import DataError
from seqdigits.evaluation import REAL_SETS, open_labelled
from seqdigits.reading import Reader, Reading
from seqdigits.runtime import OnnxRunner, Runner, SecondLookRunner, line_runner
from synth.benchmark import LAYOUTS
from synth.glyphs.files import data_folder
from synth.glyphs.mnist import load_mnist

PART = 64


def sets(count: int, seed: int) -> Iterator[tuple[str, list]]:
    """Name and (picture, text) of each set."""
    if (data := data_folder()) is None:
        raise DataError("the report needs the folder of data sets. Set SEQDIGITS_DATA.")
    for name, (file, _) in REAL_SETS.items():
        yield name, list(open_labelled(data / "strings" / f"{file}.zip", "val"))
    bank = load_mnist("val")
    for layout in LAYOUTS:
        yield layout.name, list(layout.pictures(bank, count, seed))


def timed(reader: Reader, pictures: list) -> tuple[list[Reading], float]:
    """Readings and CPU seconds."""
    start = time.process_time()
    readings = reader.read(pictures)
    return readings, time.process_time() - start


def readers(name: Path) -> dict[str, Reader]:
    """Readers that see a little more each, by what they add."""
    bundle = load_bundle(name)
    first = OnnxRunner(bundle, threads=1)
    runners: dict[str, Runner] = {"first look": first, "second look": SecondLookRunner(first)}
    if bundle.opinion is not None:
        runners["second opinion"] = line_runner(bundle, threads=1)
    return {what: Reader(bundle, runner=runner, max_ood=1.0) for what, runner in runners.items()}


def main() -> None:
    """Print a row a set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--count", type=int, default=1000, help="strings per synthetic set")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    compared = readers(arguments.bundle)
    columns = ["set", "strings", *compared, "read otherwise", "time"]
    print(f"| {' | '.join(columns)} |")
    print("|---" * len(columns) + "|")
    for name, rows in sets(arguments.count, arguments.seed):
        readings: list[list[Reading]] = [[] for _ in compared]
        seconds = [0.0] * len(compared)
        for start in range(0, len(rows), PART):
            pictures = [picture for picture, _ in rows[start : start + PART]]
            for i, reader in enumerate(compared.values()):
                found, spent = timed(reader, pictures)
                readings[i] += found
                seconds[i] += spent
        right = [sum(a.text == b for a, (_, b) in zip(r, rows, strict=True)) for r in readings]
        other = sum(a.text != b.text for a, b in zip(readings[0], readings[-1], strict=True))
        shares = [f"{one / len(rows):.1%}" for one in (*right, other)]
        cells = [name, f"{len(rows):,}", *shares, f"{seconds[-1] / seconds[0]:.2f}"]
        print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
