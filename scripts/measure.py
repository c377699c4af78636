"""Measure a bundle on benchmark layouts and real sets; write its metrics.json and CARD.md.

Usage, with SEQDIGITS_DATA set: python scripts/measure.py models/base (validation, at any time)
and python scripts/measure.py models/base --test (test glyphs, once per release). No reading is
rejected; scripts/rejection.py measures what rejecting costs and buys.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from seqdigits.bundle import Metrics, SetResult, load_bundle, write_metrics
from seqdigits.evaluation import Mistake, measure, measure_real
from seqdigits.reading import Reader
from synth.benchmark import LAYOUTS
from synth.glyphs.files import data_folder
from synth.glyphs.mnist import load_mnist


def synthetic(
    reader: Reader, split: str, count: int, seed: int
) -> Iterator[tuple[SetResult, list[Mistake]]]:
    """The benchmark's layouts on MNIST glyphs of `split`."""
    bank = load_mnist(split)
    group, part = ("test", "test") if split == "test" else ("synthetic", "val")
    for layout in LAYOUTS:
        pictures = layout.pictures(bank, count, seed)
        yield measure(reader, pictures, layout.name, group, part)  # type: ignore[arg-type]


def main() -> None:
    """Measure, print a row a set, and write the bundle's metrics.json, CARD.md and checksums."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--count", type=int, default=2000, help="strings per synthetic set")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--test", action="store_true", help="MNIST test glyphs, once per release")
    parser.add_argument("--dry-run", action="store_true", help="print only, write nothing")
    parser.add_argument("--mistakes", type=int, default=0, help="print this many per set")
    arguments = parser.parse_args()
    reader = Reader.load(arguments.bundle, max_ood=1.0)
    before = load_bundle(arguments.bundle).metrics
    kept = [row for row in before.sets if (row.split == "test") != arguments.test]
    rows = []
    split = "test" if arguments.test else "val"
    drawn = synthetic(reader, split, arguments.count, arguments.seed)
    runs = drawn if arguments.test else chain(measure_real(reader, data_folder()), drawn)
    for row, mistakes in runs:
        low, high = row.interval
        print(f"{row.name:40} n {row.n:5}  exact {row.exact_match:7.2%} [{low:.2%}, {high:.2%}]  "
              f"CER {row.cer if row.cer is not None else '-'}", flush=True)  # fmt: skip
        for mistake in mistakes[: arguments.mistakes]:
            print(f"    #{mistake.index}: {mistake.text!r} read {mistake.reading!r} "
                  f"at {mistake.confidence:.3f}")  # fmt: skip
        rows.append(row)
    if not arguments.dry_run:
        command = f"python scripts/measure.py {arguments.bundle.as_posix()}"
        command += f" --count {arguments.count} --seed {arguments.seed} [--test]"
        machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs"
        metrics = Metrics(
            sets=tuple([*kept, *rows]),
            sources=before.sources,
            training=before.training,
            machine=machine,
            command=command,
        )
        write_metrics(arguments.bundle, metrics)


if __name__ == "__main__":
    main()
