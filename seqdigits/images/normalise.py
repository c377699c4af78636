"""Any image -> a line image: load, find the ink, bring it to one size."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from seqdigits.config import InputConfig
from seqdigits.images.canonical import LineImage, canonical
from seqdigits.images.ink import find_ink
from seqdigits.images.load import Source, load

MOST_WORK = 1_000_000
"""Ink is found on at most so many pixels; a larger image is shrunk first."""


def normalise(source: Source, config: InputConfig) -> LineImage:
    """The line image of `source` for a net fed as `config` says.

    A photo too large to work on is shrunk first; if its digits come out lower than the net's,
    they are looked at again in the part that holds them.

    Raises:
        ImageError: if `source` cannot be read as an image.
    """
    pixels = load(source)
    shrunk, factor = _shrunk(pixels, MOST_WORK)
    line = canonical(find_ink(shrunk), config)
    if factor == 1:
        return line
    if line.scale > 1 and not line.is_empty:
        return _second_look(pixels, line, factor, config)
    return _moved(line, factor, (0, 0), pixels)


def _shrunk(pixels: NDArray[np.uint8], most: int) -> tuple[NDArray[np.uint8], float]:
    """`pixels` of at most `most` pixels, and the factor they were shrunk by."""
    height, width = pixels.shape[:2]
    factor = min(1.0, (most / (height * width)) ** 0.5)
    if factor == 1:
        return pixels, 1.0
    size = max(1, round(width * factor)), max(1, round(height * factor))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), factor


def _second_look(
    pixels: NDArray[np.uint8], line: LineImage, factor: float, config: InputConfig
) -> LineImage:
    """`line`, found on `pixels` shrunk by `factor`, from the part of them that holds it."""
    height, width = line.image.shape
    border = height / 2
    x0, y0, x1, y1 = line.to_source((-border, -border, width + border, height + border))
    left, top = int(x0 / factor), int(y0 / factor)
    part = pixels[top : int(y1 / factor) + 1, left : int(x1 / factor) + 1]
    small, again = _shrunk(part, MOST_WORK)
    return _moved(canonical(find_ink(small), config), again, (left, top), pixels)


def _moved(
    line: LineImage, factor: float, corner: tuple[int, int], pixels: NDArray[np.uint8]
) -> LineImage:
    """`line` of a part of `pixels` shrunk by `factor`, in the coordinates of `pixels`."""
    return replace(
        line,
        scale=line.scale * factor,
        left=corner[0] + line.left / factor,
        top=corner[1] + line.top / factor,
        source=(pixels.shape[0], pixels.shape[1]),
    )
