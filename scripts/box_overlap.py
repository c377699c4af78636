"""Where readings put their characters: mean intersection over union with the true boxes.

Usage, with SEQDIGITS_DATA set: python scripts/box_overlap.py models/base
"""

from __future__ import annotations

import argparse
import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from seqdigits.images import Source
from seqdigits.reading import Reader
from synth import Synthesizer
from synth.glyphs import open_sources
from synth.glyphs.files import data_folder
from synth.style import style_named
from synth.text import open_texts

Box = Sequence[float]
Truth = tuple[Source, str, list[Box]]
STYLES = ("clean", "everyday", "touching", "form", "photo")


def overlap(a: Box, b: Box) -> float:
    """Intersection over union of [x0, y0, x1, y1)."""
    width = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    height = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    shared = width * height
    whole = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared
    return shared / whole if whole else 0.0


def drawn(style: str, count: int, seed: int) -> Iterator[Truth]:
    """Strings of 1 to 8 MNIST validation glyphs."""
    texts = open_texts(kind="uniform", length="1-8")
    source = open_sources({"mnist": 1.0}, "val")
    synthesizer = Synthesizer(source, style_named(style), seed, "val", texts=texts)
    for index in range(count):
        sample = synthesizer.sample(index)
        yield sample.image, sample.text, list(sample.boxes)


def cheques(data: Path) -> Iterator[Truth]:
    """The validation part of the cheque amounts that have a box for every digit."""
    with zipfile.ZipFile(data / "strings" / "orand_car_a.zip") as archive:
        table = csv.DictReader(io.StringIO(archive.read("val/labels.csv").decode()))
        for row in table:
            items = [item.split(":") for item in row["boxes"].split(";") if item]
            if "".join(item[0] for item in items) != row["text"]:
                continue
            corners = [list(map(float, item[1].split(","))) for item in items]
            boxes: list[Box] = [(x, y, x + w, y + h) for x, y, w, h in corners]
            yield archive.read(f"val/{row['file']}"), row["text"], boxes


def main() -> None:
    """Print a Markdown table; strings read wrongly have no boxes to compare and are left out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    reader = Reader.load(arguments.bundle, max_ood=1.0)
    sets = {style: list(drawn(style, arguments.count, arguments.seed)) for style in STYLES}
    if (data := data_folder()) is not None:
        sets["cheque amounts"] = list(cheques(data))
    print("| set | read right | characters | mean overlap | worst tenth below |\n"
          "|---|---|---|---|---|")  # fmt: skip
    for name, truths in sets.items():
        readings = reader.read([source for source, _, _ in truths])
        right = [pair for pair in zip(readings, truths, strict=True) if pair[0].text == pair[1][1]]
        overlaps = [
            overlap(digit.box, box)
            for reading, (_, _, boxes) in right
            for digit, box in zip(reading.digits, boxes, strict=True)
        ]
        mean, worst = np.mean(overlaps), np.quantile(overlaps, 0.1)
        print(f"| {name} | {len(right)} of {len(truths)} | {len(overlaps):,} | {mean:.3f} | "
              f"{worst:.3f} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
