"""What a glyph's ink looks like in numbers: how thick, how slanted, how wide, how much of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

INK = 0.5
"""From this share of full ink on, a pixel is inked."""

_CHUNK = 4096
"""Tiles that are measured at once."""


@dataclass(frozen=True, eq=False)
class Shapes:
    """Measures of N glyphs; those of a tile without ink are nan.

    Attributes:
        thickness: (N,) width of the stroke, pixels of the tile.
        slant: (N,) degrees from upright, positive where the glyph leans right.
        aspect: (N,) width / height of the box around the inked pixels.
        ink: (N,) share of full ink on the tile, 0..1.
    """

    thickness: Floats
    slant: Floats
    aspect: Floats
    ink: Floats

    def named(self) -> dict[str, tuple[str, Floats]]:
        """Measure -> its label with unit, and its values."""
        return {
            "thickness": ("stroke thickness, pixels", self.thickness),
            "slant": ("slant, degrees (right is positive)", self.slant),
            "aspect": ("width / height", self.aspect),
            "ink": ("share of ink", self.ink),
        }


def measure_shapes(tiles: NDArray[np.uint8]) -> Shapes:
    """Measures of `tiles` (N, h, w) uint8, ink high.

    The thickness is the width of the ribbon with the ink's area and outline: a ribbon of width w
    and length l has the area w l and the outline 2 (w + l). The area is the sum of the ink, the
    outline its total variation, so that soft edges count as what they are.
    """
    parts = [_measured(tiles[i : i + _CHUNK]) for i in range(0, len(tiles), _CHUNK)]
    if not parts:
        return Shapes(*(np.zeros(0) for _ in range(4)))
    return Shapes(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _measured(tiles: NDArray[np.uint8]) -> tuple[Floats, Floats, Floats, Floats]:
    ink = tiles.astype(np.float32) / np.float32(255)
    empty = ~tiles.any(axis=(1, 2))
    found = (_thickness(ink), _slant(ink), _aspect(ink >= INK))
    for values in found:
        values[empty] = np.nan
    return *found, ink.mean(axis=(1, 2), dtype=np.float64)


def _thickness(ink: NDArray[np.float32]) -> Floats:
    framed = np.pad(ink, ((0, 0), (1, 1), (1, 1)))
    across = framed[:, :-1, 1:] - framed[:, :-1, :-1]
    down = framed[:, 1:, :-1] - framed[:, :-1, :-1]
    outline = np.hypot(across, down).sum(axis=(1, 2), dtype=np.float64)
    area = ink.sum(axis=(1, 2), dtype=np.float64)
    apart = np.sqrt(np.maximum(outline**2 / 4 - 4 * area, 0.0))
    result: Floats = (outline / 2 - apart) / 2
    return result


def _slant(ink: NDArray[np.float32]) -> Floats:
    """Degrees of the shear that would make the ink's axis upright, from its second moments."""
    _, height, width = ink.shape
    rows, columns = np.arange(height, dtype=np.float64), np.arange(width, dtype=np.float64)
    by_row, by_column = ink.sum(axis=2, dtype=np.float64), ink.sum(axis=1, dtype=np.float64)
    mass = np.maximum(by_row.sum(axis=1), 1e-9)
    y, x = by_row @ rows / mass, by_column @ columns / mass
    both = np.einsum("nhw,h,w->n", ink, rows, columns, optimize=True) / mass - x * y
    upright = by_row @ rows**2 / mass - y**2
    result: Floats = np.degrees(np.arctan2(-both, np.maximum(upright, 1e-9)))
    return result


def _aspect(inked: NDArray[np.bool_]) -> Floats:
    width, height = (_extent(np.asarray(inked.any(axis=axis))) for axis in (1, 2))
    result: Floats = width / np.maximum(height, 1.0)
    return result


def _extent(reached: NDArray[np.bool_]) -> Floats:
    """(N,) from the first to the last True of each row of (N, L)."""
    length = reached.shape[1]
    span = length - reached[:, ::-1].argmax(axis=1) - reached.argmax(axis=1)
    return np.where(reached.any(axis=1), span, 0).astype(np.float64)
