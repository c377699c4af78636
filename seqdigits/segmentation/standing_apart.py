"""Characters of a line image that touch nothing beside them, each cut out as a tile."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from seqdigits.decoding import Span
from seqdigits.images.tile import tile
from seqdigits.segmentation.boxes import INK, Box, find_boxes


def tiles_apart(
    image: NDArray[np.float32], spans: Sequence[Span], stride: int, reach: float, size: int
) -> list[NDArray[np.uint8] | None]:
    """Tile (size, size) uint8 of the character at each span; None where another may reach into it.

    A character stands apart if the columns next to its box are blank from top to bottom. Boxes and
    the arguments are those of `seqdigits.segmentation.boxes.find_boxes`; tiles are laid out as
    MNIST's.
    """
    blank = np.pad(~(image > INK).any(axis=0), 1, constant_values=True)
    ink = np.round(image * 255).clip(0, 255).astype(np.uint8)
    return [
        _cut(ink, box, size) if blank[int(box[0])] and blank[int(box[2]) + 1] else None
        for box in find_boxes(image, spans, stride, reach)
    ]


def _cut(ink: NDArray[np.uint8], box: Box, size: int) -> NDArray[np.uint8]:
    x0, y0, x1, y1 = map(int, box)
    return tile(np.ascontiguousarray(ink[y0:y1, x0:x1]), size)
