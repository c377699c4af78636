"""The source as it is shown."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from seqdigits.images import Source, load

_MOST = 1_000_000
"""Pixels of a source that are shown; a larger one is shrunk."""


def shown_source(source: Source) -> NDArray[np.uint8]:
    """Pixels (h, w) or (h, w, 3) uint8 of `source`, shrunk if there are many.

    Raises:
        ImageError: if `source` cannot be read as an image.
    """
    pixels = load(source)
    height, width = pixels.shape[:2]
    factor = (_MOST / (height * width)) ** 0.5
    if factor >= 1:
        return pixels
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
