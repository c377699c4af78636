"""What cutting strings up costs: a single-glyph net on strings, and on the same glyphs alone.

Usage, with SEQDIGITS_DATA set: python scripts/segmenter_loss.py models/cnn

Strings of 1 to 5 MNIST validation digits, gaps of 2 to 8 pixels, as `seqdigits compare` draws them.
That compares them with the net's accuracy to the power of the length; here the very glyphs of each
string are told apart one by one, so that it does not matter which glyphs were drawn.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from seqdigits.bundle import load_bundle
from seqdigits.comparison.sets import APART
from seqdigits.comparison.single_glyphs import told_rightly
from seqdigits.reading import Reader
from synth.benchmark import cropped
from synth.glyphs.bank import GlyphBank
from synth.glyphs.mnist import load_mnist
from synth.text.law import TextLaw, uniform_lengths

LENGTHS = range(1, 6)


def glyphs_of(bank: GlyphBank, law: TextLaw, seed: int, index: int) -> list[int]:
    """Rows of the glyphs that `cropped` takes for string `index`: its first choices."""
    rng = np.random.default_rng([seed, index])
    rows = (bank.by_character[digit] for digit in law.sample(rng))
    return [int(those[rng.integers(len(those))]) for those in rows]


def main() -> None:
    """Print a row a seed: shares of strings, in percent, mean over lengths."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--count", type=int, default=400, help="strings of each length")
    parser.add_argument("--seeds", type=int, nargs="+", default=[7, 23, 47, 101])
    arguments = parser.parse_args()
    bank, reader = load_mnist("val"), Reader.load(arguments.bundle)
    alone = told_rightly(load_bundle(arguments.bundle), bank, np.arange(len(bank)))
    print(f"{alone.mean():.2%} of {len(bank):,} glyphs alone")
    print("| seed | strings | read right | all glyphs right alone | power of the share alone |")
    print("|---|---|---|---|---|")
    for seed in arguments.seeds:
        read, hoped = [], []
        for length in LENGTHS:
            law = TextLaw(lengths=uniform_lengths(length, length))
            pictures, texts = [], []
            for index in range(arguments.count):
                rng = np.random.default_rng([seed, index])
                picture, text = cropped(bank, law.sample(rng), APART, rng)
                pictures.append(picture)
                texts.append(text)
                hoped.append(alone[glyphs_of(bank, law, seed, index)].all())
            found = reader.read(pictures)
            read += [one.text == text for one, text in zip(found, texts, strict=True)]
        power = np.mean([alone.mean() ** length for length in LENGTHS])
        print(f"| {seed} | {len(read):,} | {np.mean(read):.2%} | {np.mean(hoped):.2%} "
              f"| {power:.2%} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
