"""What damage to an image costs: exact match on the real sets' validation parts, image by image.

Usage, with SEQDIGITS_DATA set: python scripts/damage.py [models/base] [--count 60] [--seed 0]

The images are damaged here, so the figures say how much worse the same numbers are read; --count
images of each set, evenly spread, 0 for all.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from seqdigits.errors import DataError
from seqdigits.evaluation import REAL_SETS, open_labelled
from seqdigits.images.load import load
from seqdigits.reading import Reader, Reading
from synth.glyphs.files import data_folder

Pixels = NDArray[np.uint8]
Damage = Callable[[Pixels, np.random.Generator], Pixels | bytes]


def paper(pixels: Pixels) -> NDArray[np.float64]:
    """The paper's colour: the median of each channel."""
    return np.median(pixels, axis=(0, 1))


def bytes_of(values: NDArray[np.floating]) -> Pixels:
    return np.rint(values).clip(0, 255).astype(np.uint8)


def jpeg(quality: int, pixels: Pixels, _: np.random.Generator) -> bytes:
    data = io.BytesIO()
    Image.fromarray(pixels).save(data, "JPEG", quality=quality)
    return data.getvalue()


def sized(across: float, down: float, pixels: Pixels, _: np.random.Generator) -> Pixels:
    way = cv2.INTER_AREA if min(across, down) < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, None, fx=across, fy=down, interpolation=way), np.uint8)


def turned(degrees: float, pixels: Pixels, _: np.random.Generator) -> Pixels:
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    size = round(width * cosine + height * sine), round(width * sine + height * cosine)
    turn[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    fill = np.atleast_1d(paper(pixels)).tolist()
    return np.asarray(
        cv2.warpAffine(pixels, turn, size, cv2.INTER_CUBIC, borderValue=fill), np.uint8
    )


def margin(share: float, pixels: Pixels, _: np.random.Generator) -> Pixels:
    border = [round(share * len(pixels))] * 4
    fill = np.atleast_1d(paper(pixels)).tolist()
    return np.asarray(
        cv2.copyMakeBorder(pixels, *border, cv2.BORDER_CONSTANT, value=fill), np.uint8
    )


def noise(spread: float, pixels: Pixels, rng: np.random.Generator) -> Pixels:
    return bytes_of(pixels + rng.normal(0, spread, pixels.shape))


def salted(share: float, pixels: Pixels, rng: np.random.Generator) -> Pixels:
    drawn, spoilt = rng.random(pixels.shape[:2]), pixels.copy()
    spoilt[drawn < share / 2], spoilt[drawn > 1 - share / 2] = 0, 255
    return spoilt


def shaded(darkest: float, pixels: Pixels, _: np.random.Generator) -> Pixels:
    light = np.linspace(darkest, 1, pixels.shape[1])
    return bytes_of(pixels * (light if pixels.ndim == 2 else light[:, None]))


def faded(share: float, pixels: Pixels, _: np.random.Generator) -> Pixels:
    return bytes_of(paper(pixels) + share * (pixels - paper(pixels)))


def blurred(share: float, pixels: Pixels, _: np.random.Generator) -> Pixels:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), share * len(pixels)), np.uint8)


def edged(share: float, pixels: Pixels, rng: np.random.Generator) -> Pixels:
    wide = margin(share, pixels, rng)
    wide[:, : max(2, round(share * len(pixels) / 2))] = 20
    return wide


def black_and_white(pixels: Pixels, _: np.random.Generator) -> Pixels:
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1], np.uint8)


DAMAGES: dict[str, Damage] = {
    "none": lambda pixels, _: pixels,
    "inverted": lambda pixels, _: 255 - pixels,
    "JPEG, quality 30": partial(jpeg, 30),
    "JPEG, quality 10": partial(jpeg, 10),
    "half as large": partial(sized, 0.5, 0.5),
    "five times as large": partial(sized, 5, 5),
    "1.4 times as wide": partial(sized, 1.4, 1),
    "1.4 times as high": partial(sized, 1, 1.4),
    "turned by 3 degrees": partial(turned, 3),
    "turned by -3 degrees": partial(turned, -3),
    "turned by 6 degrees": partial(turned, 6),
    "turned by -6 degrees": partial(turned, -6),
    "paper around, as wide as it is high": partial(margin, 1),
    "a dark edge at the left": partial(edged, 0.15),
    "noise, spread 10": partial(noise, 10),
    "noise, spread 25": partial(noise, 25),
    "noise, spread 40": partial(noise, 40),
    "2 % of the pixels black or white": partial(salted, 0.02),
    "light falling to 40 %": partial(shaded, 0.4),
    "contrast 0.3": partial(faded, 0.3),
    "contrast 0.2": partial(faded, 0.2),
    "contrast 0.12": partial(faded, 0.12),
    "contrast 0.08": partial(faded, 0.08),
    "blurred by a fortieth of its height": partial(blurred, 1 / 40),
    "black and white": black_and_white,
}


def images(count: int) -> list[tuple[str, Pixels, str]]:
    """Set, pixels and text of `count` images of each real set, evenly spread; of all for 0."""
    if (data := data_folder()) is None:
        raise DataError("the report needs the folder of data sets. Set SEQDIGITS_DATA.")
    chosen = []
    for name, (file, _) in REAL_SETS.items():
        rows = list(open_labelled(data / "strings" / f"{file}.zip", "val"))
        places = np.linspace(0, len(rows) - 1, min(count or len(rows), len(rows))).round()
        chosen += [(name, load(rows[int(i)][0]), rows[int(i)][1]) for i in places]
    return chosen


def main() -> None:
    """Print a row a damage: share read wholly right of each set and of all, images read as ""."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path, nargs="?", default=Path("models/base"))
    parser.add_argument("--count", type=int, default=60, help="images per set, 0 for all")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    reader = Reader.load(arguments.bundle, max_ood=1.0)
    chosen = images(arguments.count)
    columns = ["damage", *dict.fromkeys(name for name, _, _ in chosen), "all", "nothing read"]
    print(f"| {' | '.join(columns)} |")
    print("|---" * len(columns) + "|")
    for what, damage in DAMAGES.items():
        rng = np.random.default_rng(arguments.seed)
        readings = list(reader.read_each(damage(pixels, rng) for _, pixels, _ in chosen))
        texts = [reading.text if isinstance(reading, Reading) else None for reading in readings]
        right = np.array([text == truth for text, (_, _, truth) in zip(texts, chosen, strict=True)])
        each = [right[[name == column for name, _, _ in chosen]] for column in columns[1:-2]]
        shares = [f"{100 * part.mean():.1f} %" for part in (*each, right)]
        print(f"| {' | '.join([what, *shares, str(texts.count(''))])} |", flush=True)


if __name__ == "__main__":
    main()
