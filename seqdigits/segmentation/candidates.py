"""Runs of neighbouring pieces that may be a digit: their tiles and what can be measured of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from seqdigits.images.tile import tile
from seqdigits.segmentation.pieces import CROSSED, Pieces
from seqdigits.segmentation.strokes import Image

MOST_PIECES = 6
"""A digit is put together of at most so many pieces."""

WIDEST = 1.3
"""A digit of several pieces is at most so wide, digit heights."""

WHOLE = 2.0
"""A stroke that is not cut may be so wide, however many pieces it was cut into."""

BLANK = 0.25
"""Nor has it more blank columns than this inside, digit heights."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Candidates:
    """Runs of pieces of one line image, N of them.

    Attributes:
        runs: (N, 2) int64; row (i, j) is made of the pieces after the i-th up to the j-th.
        boxes: (N, 4) int64, [x0, y0, x1, y1) pixels of the line image.
        shape: (N, 8) what is measured of each, digit heights: width, height, ink its outer cuts
            go through, number of those cuts (0 to 2), the lines of ink they go through, how cheap
            its cheapest inner cut is, blank columns inside, and the height of the lower of two
            strokes that are put together.
    """

    runs: NDArray[np.int64]
    boxes: NDArray[np.int64]
    shape: Floats

    def __len__(self) -> int:
        return len(self.runs)


def candidates(pieces: Pieces) -> Candidates:
    """Every single piece, whole strokes, and runs of pieces, all within the limits above."""
    boxes = _piece_boxes(pieces)
    runs, outer, shape = [], [], []
    for first in range(pieces.count):
        for last in range(first + 1, pieces.count + 1):
            box = _union(boxes[first:last])
            measured = _shape(pieces, boxes, first, last, box)
            if last - first > 1 and measured[0] > WHOLE:
                break
            if not _may_be_a_digit(last - first, measured):
                continue
            runs.append((first, last))
            outer.append(box)
            shape.append(measured)
    return Candidates(
        np.array(runs, np.int64).reshape(-1, 2),
        np.array(outer, np.int64).reshape(-1, 4),
        np.array(shape, np.float64).reshape(-1, 8),
    )


def tiles(image: Image, pieces: Pieces, found: Candidates, size: int) -> NDArray[np.uint8]:
    """(N, size, size) uint8: each candidate's ink, alone, laid out as MNIST's digits are."""
    ink = np.round(image * 255).clip(0, 255).astype(np.uint8)
    result = np.zeros((len(found), size, size), np.uint8)
    for row, (first, last), (x0, y0, x1, y1) in zip(
        result, found.runs.tolist(), found.boxes.tolist(), strict=True
    ):
        labels = pieces.labels[y0:y1, x0:x1]
        row[:] = tile(ink[y0:y1, x0:x1] * ((labels > first) & (labels <= last)), size)
    return result


def _may_be_a_digit(count: int, measured: Sequence[float]) -> bool:
    """True for a single piece, a whole stroke, or a run within the limits; see `_shape`."""
    width, _, _, cuts, _, _, blank, lower = measured
    whole = cuts == 0 and lower == 0
    return count == 1 or whole or (count <= MOST_PIECES and width <= WIDEST and blank <= BLANK)


def _piece_boxes(pieces: Pieces) -> NDArray[np.int64]:
    """(count, 4) box of each piece."""
    boxes = np.zeros((pieces.count, 4), np.int64)
    for number, box in enumerate(boxes, start=1):
        x, y, width, height = cv2.boundingRect((pieces.labels == number).view(np.uint8))
        box[:] = x, y, x + width, y + height
    return boxes


def _union(boxes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The box around all of `boxes` (N, 4)."""
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])


def _shape(
    pieces: Pieces, boxes: NDArray[np.int64], first: int, last: int, box: NDArray[np.int64]
) -> tuple[float, ...]:
    """What `Candidates.shape` holds of the run (first, last) with its `box`."""
    unit = pieces.digit_height
    outer = float(pieces.crossed[[first, last]].sum())
    lines = pieces.lines[[first, last]]
    cuts = float(np.count_nonzero(lines))
    cheapness, blank, lower = 0.0, 0.0, 0.0
    for inner in range(first + 1, last):
        if pieces.lines[inner]:
            cheapness = max(cheapness, CROSSED - pieces.crossed[inner])
            continue
        before, after = _union(boxes[first:inner]), _union(boxes[inner:last])
        blank += max(0.0, float(after[0] - before[2])) / unit
        lower = max(lower, float(min(before[3] - before[1], after[3] - after[1])) / unit)
    width, height = float(box[2] - box[0]) / unit, float(box[3] - box[1]) / unit
    through = float(lines.sum())
    return width, height, outer, cuts, through, float(cheapness), blank, lower
