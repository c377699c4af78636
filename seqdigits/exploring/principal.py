"""Tiles as points: blurred, then their principal components."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

_BLUR = 1.0
"""Standard deviation of the blur, pixels: a stroke moved by one is still the same stroke."""


@dataclass(frozen=True, eq=False)
class Components:
    """Points of N tiles along the directions in which tiles vary most.

    Attributes:
        points: (N, K) float32, the components in falling order of variance.
        variance: (K,) share of the variance that each component holds, 0..1.
    """

    points: NDArray[np.float32]
    variance: NDArray[np.float64]


def principal_components(tiles: NDArray[np.uint8], most: int = 50) -> Components:
    """The first `most` principal components of `tiles` (N, h, w), blurred, in units of full ink.

    By singular value decomposition of the covariance matrix, whose singular vectors are those of
    the centred tiles.
    """
    pixels = _blurred(tiles)
    pixels -= pixels.mean(axis=0)
    covariance = (pixels.T @ pixels).astype(np.float64) / len(pixels)
    directions, variances, _ = np.linalg.svd(covariance, hermitian=True)
    kept = directions[:, :most].astype(np.float32)
    total = max(float(variances.sum()), 1e-12)
    return Components(pixels @ kept, variances[:most] / total)


def _blurred(tiles: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(N, h * w): `tiles` blurred, 0..1."""
    count, height, width = tiles.shape
    found = np.empty((count, height * width), np.float32)
    for row, tile in zip(found, tiles, strict=True):
        row[:] = cv2.GaussianBlur(tile, (0, 0), _BLUR).ravel()
    found /= 255.0
    return found
