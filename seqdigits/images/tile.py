"""One glyph's ink laid out as MNIST lays out its digits."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

TILE = 28
"""Side of a tile, pixels."""

BOX = 20
"""A glyph's longer side in its tile, pixels."""


def tile(ink: NDArray[np.uint8], size: int = TILE) -> NDArray[np.uint8]:
    """Tile (size, size) uint8 of a glyph's `ink` (h, w), ink high; all zero without ink.

    As LeCun et al. made MNIST (1998): the box around the ink is scaled to a longer side of 20 of
    28 pixels, its proportions kept, and its centre of mass put on the tile's centre.
    """
    x, y, width, height = cv2.boundingRect(ink)
    if not width:
        return np.zeros((size, size), np.uint8)
    scale = BOX * size / TILE / max(width, height)
    shape = max(1, round(width * scale)), max(1, round(height * scale))
    shrinks = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(ink[y : y + height, x : x + width], shape, interpolation=shrinks)
    moments = cv2.moments(small)
    mass = moments["m00"] or 1.0
    centre = (size - 1) / 2
    left = round(centre - moments["m10"] / mass)
    top = round(centre - moments["m01"] / mass)
    shift = np.array([[1, 0, left], [0, 1, top]], np.float32)
    return np.asarray(cv2.warpAffine(small, shift, (size, size)), np.uint8)
