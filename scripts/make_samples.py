"""Write the bundled samples, seqdigits/samples, anew: strings made of strokes, and their texts.

None is chosen by how well it is read: each text is written once, with its row as the seed, in a
preset's style but with legible spacing: digits apart and of one size.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from synth import Synthesizer
from synth.glyphs.strokes import StrokeSource
from synth.style import GapLaw, style_named

FOLDER = Path(__file__).resolve().parents[1] / "seqdigits" / "samples"
SPACING = GapLaw(1.0, (0.08, 0.35))
#: Text as written and style; the digits profile reads the digits of it.
ROWS = (
    ("7", "photo"),
    ("0042", "form"),
    ("1867", "everyday"),
    ("90210", "scan"),
    ("5550100", "paper"),
    ("1,250.00-", "scan"),
    ("31415926", "photo"),
    ("100000", "form"),
    ("08/11/1979", "paper"),
    ("24", "photo"),
    ("6174", "everyday"),
    ("", "paper"),
)


def main() -> None:
    """Write one PNG a row, and labels.csv with the digits of each."""
    FOLDER.mkdir(exist_ok=True)
    labels = []
    for index, (text, style) in enumerate(ROWS):
        legible = replace(style_named(style), gaps=(SPACING,), uneven=0.0, cut=0.0)
        synthesizer = Synthesizer(StrokeSource((36.0, 48.0)), legible, split="test")
        sample = synthesizer.write(text, np.random.default_rng([2, index]))
        name = f"{index + 1:02d}.png"
        Image.fromarray(sample.image).save(FOLDER / name, optimize=True)
        labels.append((name, "".join(filter(str.isdigit, text))))
    with (FOLDER / "labels.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([("file", "text"), *labels])
    print(f"{len(labels)} samples in {FOLDER}")


if __name__ == "__main__":
    main()
