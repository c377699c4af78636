"""A line image as if written lower or at another slant, column for column."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def lean(image: NDArray[np.float32], height: float, slant: float) -> NDArray[np.float32]:
    """`image` (H, W) with its ink `height` times as high and slanted, about its middle row.

    A row moves to the right by `slant` pixels for each it lies below the middle row, so that ink on
    that row keeps its columns. What leaves the image is lost.
    """
    rows, columns = image.shape
    middle = (rows - 1) / 2
    moved = np.array([[1, slant, -slant * middle], [0, height, middle * (1 - height)]], np.float32)
    return np.asarray(cv2.warpAffine(image, moved, (columns, rows)), np.float32)
