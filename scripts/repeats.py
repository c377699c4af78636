"""Runs of one digit against mixed strings of their length, at every gap: errors by edits.

Usage, with SEQDIGITS_DATA set: python scripts/repeats.py models/base

Runs without neighbouring 1s are told besides: two straight strokes in each other are one stroke.
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


def renamed(text: str, rng: np.random.Generator) -> str:
    """`text`, its digits changed for others half of the time."""
    order = rng.permutation(10) if rng.random() < 0.5 else np.arange(10)
    return "".join(str(order[int(digit)]) for digit in text)


def run(index: int, rng: np.random.Generator) -> str:
    """A run: each of `RUNS` in turn."""
    return renamed(RUNS[index % len(RUNS)], rng)


def mixed(index: int, rng: np.random.Generator) -> str:
    """A string of the same length and of the runs' digits, without equal neighbours.

    0, 7 and 1 are as frequent as they can be so, since a 7 is harder to read than most digits.
    """
    text = ""
    for _ in RUNS[index % len(RUNS)]:
        others = [digit for digit in "".join(RUNS) if digit != text[-1:]]
        text += others[int(rng.integers(len(others)))]
    return renamed(text, rng)


def main() -> None:
    """Print a Markdown table, MNIST glyphs of validation writers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--count", type=int, default=2000, help="strings per gap and kind")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    reader, bank = Reader.load(arguments.bundle, max_ood=1.0), load_mnist("val")
    print("| gap, px | texts | strings | exact match | 95 % interval | CER |")
    print("|---|---|---|---|---|---|")
    kinds: tuple[_Text, ...] = (run, mixed)
    for gaps in GAPS:
        for kind in kinds:
            pictures = []
            for index in range(arguments.count):
                rng = np.random.default_rng([arguments.seed, index])
                pictures.append(cropped(bank, kind(index, rng), gaps, rng))
            readings = reader.read([image for image, _ in pictures])
            pairs = [(text, got.text) for (_, text), got in zip(pictures, readings, strict=True)]
            gap = f"{gaps[0]} to {gaps[1]}" if gaps[0] < gaps[1] else f"{gaps[0]}"
            print(row(gap, kind.__name__, pairs), flush=True)
            if kind is run:
                others = [pair for pair in pairs if "11" not in pair[0]]
                print(row(gap, "run, not of 1s", others), flush=True)


def row(gap: str, kind: str, pairs: list[tuple[str, str]]) -> str:
    """A row of the table for (text, what was read)."""
    texts, read = zip(*pairs, strict=True)
    count = correct(texts, read)
    low, high = wilson_interval(count, len(texts))
    return (
        f"| {gap} | {kind} | {len(texts):,} | {count / len(texts):.1%} | "
        f"{low:.1%} to {high:.1%} | {cer(texts, read):.2%} |"
    )


if __name__ == "__main__":
    main()
