"""What single-glyph nets read of the benchmark's strings when they are handed every glyph alone.

Usage, with SEQDIGITS_DATA set: python scripts/legibility.py models/cnn models/base [--seed 7]

The glyphs of each string are given one by one, as they are in MNIST: nothing is cut, nothing
touches. What a net gets wrong then is in the glyph, so this is a mark for those who read strings.
A string net reads each glyph as a string of one. With several nets, the last column is what would
be right if, of every glyph, somebody who knew could take the net that tells it.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from seqdigits.bundle import load_bundle
from seqdigits.comparison.single_glyphs import told_rightly
from seqdigits.metrics import wilson_interval
from seqdigits.reading import Reader
from synth.benchmark import LAYOUTS
from synth.glyphs.bank import GlyphBank
from synth.glyphs.mnist import load_mnist


class Noting:
    """An array that notes which of its rows were asked for."""

    def __init__(self, array: NDArray[np.uint8]) -> None:
        self._array = array
        self.asked: list[int] = []

    def __len__(self) -> int:
        return len(self._array)

    def __getitem__(self, row: int) -> NDArray[np.uint8]:
        self.asked.append(row)
        return self._array[row]


def read_alone(folder: Path, bank: GlyphBank) -> NDArray[np.bool_]:
    """Which glyphs (N,) the bundle tells rightly, each alone."""
    bundle = load_bundle(folder)
    if bundle.config.is_ctc:
        texts = [reading.text for reading in Reader(bundle, max_ood=1.0).read(list(bank.tiles))]
        return np.array(texts) == bank.characters_of
    return told_rightly(bundle, bank, np.arange(len(bank)))


def main() -> None:
    """Print a row a layout."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundles", type=Path, nargs="+")
    parser.add_argument("--count", type=int, default=2000, help="strings a layout")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    bank = load_mnist("val")
    right = [read_alone(folder, bank) for folder in arguments.bundles]
    names = [folder.name for folder in arguments.bundles]
    if len(right) > 1:
        right.append(np.any(right, axis=0))
        names.append("either" if len(names) == 2 else "any of them")
    print("| set | " + " | ".join(names) + " |")
    print("|---" * (1 + len(right)) + "|")
    alone = " | ".join(f"{row.mean():.2%}" for row in right)
    print(f"| {len(bank):,} glyphs | {alone} |")
    for layout in LAYOUTS[:4]:
        noting = Noting(bank.tiles)
        counts = np.zeros(len(right), np.int64)
        drawn = replace(bank, tiles=noting)  # type: ignore[arg-type]
        for _ in layout.pictures(drawn, arguments.count, arguments.seed):
            counts += [int(row[noting.asked].all()) for row in right]
            noting.asked.clear()
        cells = []
        for count in counts.tolist():
            low, high = wilson_interval(count, arguments.count)
            cells.append(f"{count / arguments.count:.2%} [{low:.2%}, {high:.2%}]")
        print(f"| {layout.name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
