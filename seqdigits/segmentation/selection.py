"""Recognition-based selection: which candidates are the digits, by the classifier and by shape.

Casey and Lecolinet 1996, "A survey of methods and strategies in character segmentation", section
3.2: the best way through the graph of candidates, by dynamic programming. Every way that uses each
piece once has a probability, its candidates' scores summed and normalised over all ways; weights
were fitted to that probability of the right ways.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqdigits.segmentation.candidates import Candidates, candidates, tiles
from seqdigits.segmentation.pieces import Pieces, cut_up
from seqdigits.segmentation.strokes import Image

Floats = NDArray[np.float64]
Classifier = Callable[[NDArray[np.float32]], Floats]
"""Tiles (N, size, size) float32, ink high, 0..1 -> log-probabilities (N, C)."""

LEAST_LOG_PROB = -4.0
"""A classifier's certainty below this tells no more."""

MOST_MARGIN = 6.0
"""Nor does what is farther than this above the next best class, in log-probability."""

WEIGHTS = (
    -1.23, -0.06, 0.53, -1.30, -7.14, -4.25, -0.20, -6.38, -1.19, -1.35, -0.68, 1.45, -1.55, 0.43,
)  # fmt: skip
"""A candidate scores these times `measures`; scripts/fit_segmentation.py models/cnn fits them."""

LOW = 0.4
"""A stroke lower than this, in digit heights, may be a dot or dash and be left out."""

LOW_PART = 0.5
"""What is cut off a stroke is no digit if it is lower: it is the foot of a 2 or the bar of a 5."""

LEFT_OUT = -1.0
"""What it scores then; set by hand."""

CUT_OFF = -10.0
"""What is added to the score of what is cut off and low; set by hand."""


@dataclass(frozen=True, eq=False)
class Segment:
    """A digit found in a line image.

    Attributes:
        box: [x0, y0, x1, y1) pixels of the line image.
        ink: (H, W) mask of its pixels.
        log_probs: (C,) what the classifier says of its tile.
    """

    box: tuple[int, int, int, int]
    ink: NDArray[np.bool_]
    log_probs: Floats


def segment(
    images: Sequence[Image], digit_height: float, size: int, classify: Classifier
) -> list[list[Segment]]:
    """The digits of each line image (H, W), ink high 0..1, from left to right.

    Args:
        images: the line images.
        digit_height: of their digits, pixels.
        size: side of the classifier's tiles, pixels.
        classify: called once, with the tiles of all candidates of all images.
    """
    cut = [cut_up(image, digit_height) for image in images]
    found = [candidates(pieces) for pieces in cut]
    pictures = [
        tiles(image, pieces, these, size)
        for image, pieces, these in zip(images, cut, found, strict=True)
    ]
    counts = [len(these) for these in found]
    if not sum(counts):
        return [[] for _ in images]
    log_probs = classify(np.concatenate(pictures).astype(np.float32) / np.float32(255))
    parts = np.split(log_probs, np.cumsum(counts)[:-1])
    return [
        _segments(pieces, these, part, select(pieces, these, part))
        for pieces, these, part in zip(cut, found, parts, strict=True)
    ]


def measures(found: Candidates, log_probs: Floats) -> Floats:
    """(N, 14) of each candidate: 1, the classifier's certainty, and its shape in digit heights.

    The certainty is the highest log-probability, and by how much it is above the next. The shape
    is the width; by how much it is wider than 0.9, lower than 0.8, higher than 1.1; by how much
    its longer side falls short of 0.9; and the last six columns of `Candidates.shape`.
    """
    # A net of one class has no next best.
    padded = np.pad(log_probs, ((0, 0), (1, 0)), constant_values=-np.inf)
    next_best, best = np.sort(padded, axis=1)[:, -2:].T
    certainty = np.maximum(best, LEAST_LOG_PROB)
    margin = np.minimum(best - next_best, MOST_MARGIN)
    width, height = found.shape[:, 0], np.minimum(found.shape[:, 1], 1.5)
    beyond = [width - 0.9, 0.8 - height, height - 1.1]
    short = 0.9 - np.maximum(width, height)
    hinges = [np.maximum(0, one) for one in (*beyond, short)]
    sure = [np.ones(len(found)), certainty, margin]
    return np.column_stack([*sure, width, *hinges, found.shape[:, 2:]])


def select(pieces: Pieces, found: Candidates, log_probs: Floats) -> list[int]:
    """Rows of the candidates that are the digits, in order: each piece in one, or left out."""
    low = found.shape[:, 1] < LOW_PART
    cut = found.shape[:, 3] > 0
    scores = (measures(found, log_probs) @ np.array(WEIGHTS) + CUT_OFF * (low & cut)).tolist()
    best = [0.0] + [-np.inf] * pieces.count
    came: list[tuple[int, int | None]] = [(0, None)] * (pieces.count + 1)
    # Runs are sorted by their first piece, so what leads there is settled.
    for row, (first, last) in enumerate(found.runs.tolist()):
        if best[first] + scores[row] > best[last]:
            best[last], came[last] = best[first] + scores[row], (first, row)
        without = best[first] + LEFT_OUT
        if without > best[last] and _may_be_left_out(found, row):
            best[last], came[last] = without, (first, None)
    chosen: list[int] = []
    place = pieces.count
    while place:
        place, taken = came[place]
        if taken is not None:
            chosen.append(taken)
    return chosen[::-1]


def _may_be_left_out(found: Candidates, row: int) -> bool:
    """True if candidate `row` is a single piece, a whole stroke and low."""
    first, last = found.runs[row]
    whole = last == first + 1 and found.shape[row, 3] == 0
    return bool(whole and found.shape[row, 1] < LOW)


def _segments(
    pieces: Pieces, found: Candidates, log_probs: Floats, rows: Sequence[int]
) -> list[Segment]:
    return [
        Segment(
            (x0, y0, x1, y1),
            (pieces.labels > first) & (pieces.labels <= last),
            log_probs[row],
        )
        for row in rows
        for (first, last), (x0, y0, x1, y1) in [
            (found.runs[row].tolist(), found.boxes[row].tolist())
        ]
    ]
