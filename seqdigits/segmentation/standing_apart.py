"""Characters of a line image that touch nothing beside them, each cut out as a tile."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from seqdigits.decoding import Span
from seqdigits.images.tile import tile
from seqdigits.segmentation.boxes import INK, find_boxes


def tiles_apart(
    image: NDArray[np.float32], spans: Sequence[Span], stride: int, reach: float, size: int
) -> list[NDArray[np.uint8] | None]:
    """Tile (size, size) uint8 of the character at each span; None where another may reach into it.

    A character stands apart if the columns next to its box are blank from top to bottom and no
    other's box reaches into its own. Boxes and the arguments are those of `find_boxes`; tiles are
    laid out as MNIST's.
    """
    blank = np.pad(~(image > INK).any(axis=0), 1, constant_values=True)
    ink = np.round(image * 255).clip(0, 255).astype(np.uint8)
    boxes = find_boxes(image, spans, stride, reach)
    edges = np.array([(x0, x1) for x0, _, x1, _ in boxes]).reshape(-1, 2)
    tiles: list[NDArray[np.uint8] | None] = []
    for x0, y0, x1, y1 in (tuple(map(int, box)) for box in boxes):
        reaching = ((edges[:, 0] < x1) & (edges[:, 1] > x0)).sum()
        apart = blank[x0] and blank[x1 + 1] and reaching == 1
        tiles.append(tile(np.ascontiguousarray(ink[y0:y1, x0:x1]), size) if apart else None)
    return tiles
