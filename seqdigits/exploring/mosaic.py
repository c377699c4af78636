"""Tiles laid side by side in one array."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

PAPER = 255


def mosaic(rows: Sequence[Sequence[NDArray[np.uint8]]], gap: int = 2) -> NDArray[np.uint8]:
    """Pixels of `rows` of tiles (s, s) uint8, ink high, drawn dark on white, `gap` pixels apart.

    A row shorter than the longest ends in paper.
    """
    side = rows[0][0].shape[0]
    columns = max(map(len, rows))
    step = side + gap
    sheet = np.full((len(rows) * step + gap, columns * step + gap), PAPER, np.uint8)
    for row, tiles in enumerate(rows):
        for column, tile in enumerate(tiles):
            top, left = gap + row * step, gap + column * step
            sheet[top : top + side, left : left + side] = PAPER - tile
    return sheet
