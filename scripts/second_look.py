"""What a second look buys and costs: exact match and CPU time with and without it.

Usage, with SEQDIGITS_DATA set: python scripts/second_look.py models/base [--count 1000] [--seed 7]

Validation parts of the real sets and the benchmark's layouts on MNIST glyphs of validation writers.
Times are CPU time of this process, one thread; the two readers take turns at each part of a set.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

from seqdigits.errors import DataError
from seqdigits.evaluation import REAL_SETS, open_labelled
from seqdigits.reading import Reader, Reading
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


def main() -> None:
    """Print a row a set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--count", type=int, default=1000, help="strings per synthetic set")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    readers = [
        Reader.load(arguments.bundle, threads=1, second_look=second, max_ood=1.0)
        for second in (False, True)
    ]
    print("| set | strings | first look | second look | read otherwise | time |")
    print("|---|---|---|---|---|---|")
    for name, rows in sets(arguments.count, arguments.seed):
        readings: list[list[Reading]] = [[], []]
        seconds = [0.0, 0.0]
        for start in range(0, len(rows), PART):
            pictures = [picture for picture, _ in rows[start : start + PART]]
            for i, reader in enumerate(readers):
                found, spent = timed(reader, pictures)
                readings[i] += found
                seconds[i] += spent
        right = [sum(a.text == b for a, (_, b) in zip(r, rows, strict=True)) for r in readings]
        other = sum(a.text != b.text for a, b in zip(*readings, strict=True))
        print(
            f"| {name} | {len(rows):,} | {right[0] / len(rows):.1%} | {right[1] / len(rows):.1%} "
            f"| {other / len(rows):.1%} | {seconds[1] / seconds[0]:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
