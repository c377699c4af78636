"""Training glyphs moved at random: turned, scaled, slanted, shifted, bent."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from seqdigits.config import AugmentConfig

_SMOOTH = 4.0
"""How smooth an elastic distortion is, pixels."""

_FIELDS = 256
"""Elastic distortions drawn once; each glyph takes two of them."""


class Augment:
    """Moves tiles as a configuration says.

    Args:
        config: how far.
        size: side of the tiles, pixels.
        seed: of all that is drawn.
    """

    def __init__(self, config: AugmentConfig, size: int, seed: int) -> None:
        self._config = config
        self._rng = np.random.default_rng([seed, size])
        rows, columns = np.mgrid[:size, :size].astype(np.float32) - (size - 1) / 2
        self._grid = np.stack([columns, rows])
        self._fields = self._smooth_fields(size) if config.elastic > 0 else None

    def __call__(self, tiles: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """`tiles` (N, size, size), each moved anew."""
        if not self._config.any:
            return tiles
        return np.stack([self._move(tile) for tile in tiles])

    def _move(self, tile: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """One tile by inverse mapping: where each pixel of the result comes from."""
        config, draw = self._config, self._rng.uniform
        angle = np.deg2rad(config.rotation) * draw(-1, 1)
        grow = 1 + config.scale * draw(-1, 1, 2)
        slant = config.shear * draw(-1, 1)
        cos, sin = np.cos(angle), np.sin(angle)
        turned = np.array([[cos, -sin], [sin, cos]]) @ np.array([[1, slant], [0, 1]])
        matrix = (turned / grow).astype(np.float32)
        centre = (tile.shape[0] - 1) / 2 + config.shift * draw(-1, 1, 2)
        places = np.tensordot(matrix, self._grid, 1) + centre.astype(np.float32)[:, None, None]
        if self._fields is not None:
            places += config.elastic * self._fields[self._rng.integers(_FIELDS, size=2)]
        return np.asarray(cv2.remap(tile, places[0], places[1], cv2.INTER_LINEAR), np.uint8)

    def _smooth_fields(self, size: int) -> NDArray[np.float32]:
        """(_FIELDS, size, size) smooth noise of mean square 1."""
        noise = self._rng.uniform(-1, 1, (_FIELDS, size, size)).astype(np.float32)
        smooth = np.stack([cv2.GaussianBlur(field, (0, 0), _SMOOTH) for field in noise])
        return np.asarray(smooth / np.sqrt((smooth**2).mean()), np.float32)
