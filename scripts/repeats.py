"""Runs of one digit against mixed strings of their length, at every gap: errors by edits.

Usage, with SEQDIGITS_DATA set: python scripts/repeats.py models/base
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np

from seqdigits.metrics import cer, correct, wilson_interval
from seqdigits.reading import Reader
from synth.benchmark import cropped
from synth.glyphs.mnist import load_mnist

RUNS = ("11", "000", "7777777", "1001", "100000000")
GAPS = ((6, 8), (2, 4), (1, 1), (0, 0), (-1, -1), (-2, -2))
_Text = Callable[[int, np.random.Generator], str]


def run(index: int, rng: np.random.Generator) -> str:
    """A run: each of `RUNS` in turn, its digits changed for others half of the time."""
    text = RUNS[index % len(RUNS)]
    if rng.random() < 0.5:
        return text
    order = rng.permutation(10)
    return "".join(str(order[int(digit)]) for digit in text)


def mixed(index: int, rng: np.random.Generator) -> str:
    """A string of the same length without equal neighbours."""
    digits = [int(rng.integers(10))]
    for _ in range(len(RUNS[index % len(RUNS)]) - 1):
        digits.append((digits[-1] + int(rng.integers(1, 10))) % 10)
    return "".join(map(str, digits))


def main() -> None:
    """Print a Markdown table, MNIST glyphs of validation writers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--count", type=int, default=500, help="strings per gap and kind")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    reader, bank = Reader.load(arguments.bundle), load_mnist("val")
    print("| gap, px | texts | strings | exact match | 95 % interval | CER |")
    print("|---|---|---|---|---|---|")
    kinds: tuple[_Text, ...] = (run, mixed)
    for gaps in GAPS:
        for kind in kinds:
            pictures = []
            for index in range(arguments.count):
                rng = np.random.default_rng([arguments.seed, index])
                pictures.append(cropped(bank, kind(index, rng), gaps, rng))
            texts = [text for _, text in pictures]
            read = [reading.text for reading in reader.read([image for image, _ in pictures])]
            count = correct(texts, read)
            low, high = wilson_interval(count, len(texts))
            gap = f"{gaps[0]} to {gaps[1]}" if gaps[0] < gaps[1] else f"{gaps[0]}"
            print(f"| {gap} | {kind.__name__} | {len(texts)} | {count / len(texts):.1%} | "
                  f"{low:.1%} to {high:.1%} | {cer(texts, read):.2%} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
