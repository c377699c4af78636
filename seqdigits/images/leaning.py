"""A line image as if written lower, at another slant or with a broader pen, column for column."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


def lean(image: NDArray[np.float32], height: float, slant: float) -> NDArray[np.float32]:
    """`image` (H, W) with its ink `height` times as high and slanted, about its middle row.

    A row moves to the right by `slant` pixels for each it lies below the middle row, so that ink on
    that row keeps its columns. What leaves the image is lost.
    """
    rows, columns = image.shape
    middle = (rows - 1) / 2
    moved = np.array([[1, slant, -slant * middle], [0, height, middle * (1 - height)]], np.float32)
    return np.asarray(cv2.warpAffine(image, moved, (columns, rows)), np.float32)


def thicken(image: NDArray[np.float32], share: float) -> NDArray[np.float32]:
    """`image` (H, W) with strokes up to two pixels broader; 0 as they are, 1 two pixels."""
    broad = np.asarray(cv2.dilate(image, _CROSS), np.float32)
    return np.asarray((1 - share) * image + share * broad, np.float32)
