"""Glyphs of one style: slant, pen thickness and size of each measured once, the nearest found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from synth.glyphs.tables import Table, by_character

#: Tiles measured at a time.
_CHUNK = 2048
#: Styles to draw from: those of this many glyphs, spread evenly over the collection.
STYLES = 256
#: Of the glyphs of a character, the share that is near enough, and the least number.
_NEAR = 1 / 16
_LEAST = 3
#: Deviations count at least this much: a tenth of a digit's lean, half a pixel.
_FINEST = (0.05, 0.25, 0.5)

Features = NDArray[np.float64]


def measure_tiles(tiles: NDArray[np.uint8]) -> Features:
    """(N, 3) slant, thickness and height of the ink on each tile (N, h, w), ink high.

    Slant is the shift to the right per unit of height of the line that fits the ink best;
    thickness, in pixels, is twice the ink over the length of its edges; height is in pixels.
    """
    chunks = [tiles[start : start + _CHUNK] for start in range(0, len(tiles), _CHUNK)]
    return np.concatenate([_measured(chunk) for chunk in chunks])


def _measured(tiles: NDArray[np.uint8]) -> Features:
    ink = tiles.astype(np.float32) / 255
    height, width = ink.shape[1:]
    amount = np.maximum(ink.sum(axis=(1, 2)), 1e-6)
    x, y = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    columns, rows = ink.sum(axis=1), ink.sum(axis=2)
    mean_x, mean_y = columns @ x / amount, rows @ y / amount
    across = np.einsum("nhw,w,h->n", ink, x, y, optimize=True) / amount - mean_x * mean_y
    upright = np.maximum(rows @ (y * y) / amount - mean_y**2, 1e-3)
    framed = np.pad(ink, ((0, 0), (1, 1), (1, 1)))
    down = framed[:, 1:, :-1] - framed[:, :-1, :-1]
    right = framed[:, :-1, 1:] - framed[:, :-1, :-1]
    edges = np.maximum(np.sqrt(down * down + right * right).sum(axis=(1, 2)), 1e-6)
    inked = np.asarray(tiles.any(axis=2))
    tall = height - inked.argmax(axis=1) - inked[:, ::-1].argmax(axis=1)
    return np.stack([-across / upright, 2 * amount / edges, tall], axis=1).astype(np.float64)


def measure_strokes(items: Sequence[Sequence[NDArray[np.float64]]]) -> Features:
    """(N, 1) slant of each item, strokes of points (n, 2), y down."""
    slants = []
    for strokes in items:
        points = np.concatenate(strokes)
        points = points - points.mean(axis=0)
        x, y = points[:, 0], points[:, 1]
        slants.append(-float(x @ y) / max(float(y @ y), 1e-9))
    return np.array(slants)[:, None]


@dataclass(frozen=True, eq=False)
class Matcher:
    """Finds, for a style, the glyphs of each character that are written in it.

    Attributes:
        characters_of: (N,) what each glyph shows.
        features: (N, k) measures of each, the first columns of slant, thickness, height.
    """

    characters_of: NDArray[np.str_]
    features: Features
    _found: dict[int, Table] = field(default_factory=dict, repr=False)

    @cached_property
    def rows(self) -> Table:
        """Rows of each character."""
        return by_character(self.characters_of)

    @cached_property
    def deviations(self) -> Features:
        """(N, k) how far each glyph is from its character's median, in median deviations."""
        result = np.empty_like(self.features)
        finest = np.array(_FINEST[: self.features.shape[1]])
        for rows in self.rows.values():
            part = self.features[rows]
            off = part - np.median(part, axis=0)
            spread = np.maximum(1.4826 * np.median(np.abs(off), axis=0), finest)
            result[rows] = np.clip(off / spread, -3, 3)
        return result

    @property
    def styles(self) -> int:
        """How many styles there are to draw from."""
        return min(STYLES, len(self.features))

    def style(self, number: int) -> Table:
        """Rows of the glyphs nearest to style `number`, for each character."""
        if number not in self._found:
            row = number * len(self.features) // self.styles
            self._found[number] = self.near(self.deviations[row])
        return self._found[number]

    def near(self, style: Features) -> Table:
        """Rows of the glyphs nearest to `style` (k,), in deviations, for each character."""
        nearest = {}
        for char, rows in self.rows.items():
            count = min(len(rows), max(_LEAST, round(len(rows) * _NEAR)))
            distance = ((self.deviations[rows] - style) ** 2).sum(axis=1)
            nearest[char] = rows[np.argpartition(distance, count - 1)[:count]]
        return nearest
