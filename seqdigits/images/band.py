"""Where the digits lie in ink, and how high they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from seqdigits.images.quantiles import weighted_median

SMALLEST_DIGIT = 8.0
"""Ink is never scaled up as if its digits were lower than this, pixels."""

TAILED = 1.5
"""A digit is more times as high as the others if it has a tail."""

TAIL = 0.35
"""So much of a tail is shown at least, heights of the other digits below their line."""


@dataclass(frozen=True, slots=True)
class Band:
    """Where the ink lies, source pixels: its box, its digits' rows and their height."""

    x0: int
    x1: int
    y0: int
    y1: int
    top: int
    bottom: int
    digit_height: float


def find_band(mask: NDArray[np.uint8]) -> Band | None:
    """Where the ink of `mask` (h, w) 0/1 lies; None if it has none."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    if count == 1:
        return None
    x, y, width, height = stats[1:, :4].T
    size = np.maximum(width, height)
    reference = weighted_median(height, width * height)
    seen = size > 0.08 * reference
    right, below = x + width, y + height
    bodies = size >= 0.35 * reference
    written = bodies & (height >= 0.4 * reference)
    tails = _tails(y, below, written, lambda i, rows: labels[rows:, x[i] : right[i]] == i + 1)
    starts, ends = x[bodies], right[bodies]
    if tails is not None:
        labels = _without(tails, np.asarray(labels, np.int32))
        starts, ends = _columns(labels, bodies)
    if tails is not None or not bodies.all():
        mask = np.concatenate(([False], bodies)).view(np.uint8)[labels]
    pieces = _pieces(mask, _groups(starts, ends))
    digit_height = _digit_height(pieces, mask.shape[0])
    spans = pieces.bottom - pieces.top
    bars = (spans > 2.5 * digit_height) & (pieces.width < 0.15 * spans)
    digits = (spans >= 0.4 * digit_height) & ~bars
    if not digits.any():
        digits[:] = True
    digit_height, bottom = _cut_tails(mask, pieces, digits, digit_height)
    lowest = int(bottom[digits].max())
    return Band(
        x0=int(x[seen].min()),
        x1=int(right[seen].max()),
        y0=int(y[seen].min()),
        y1=int(below[seen].max()),
        top=int(pieces.top[digits].min()),
        bottom=lowest if tails is None else max(lowest, tails.lowest),
        digit_height=digit_height,
    )


def _groups(starts: NDArray[np.int32], ends: NDArray[np.int32]) -> list[tuple[int, int]]:
    """Column ranges of components, merged where one covers more than half of the other."""
    groups: list[tuple[int, int]] = []
    for start, end in sorted(zip(starts.tolist(), ends.tolist(), strict=True)):
        if groups:
            first, last = groups[-1]
            if 2 * (min(end, last) - start) > min(end - start, last - first):
                groups[-1] = (first, max(end, last))
                continue
        groups.append((start, end))
    return groups


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Digit-wide stretches of ink, one entry each: box, and whether it is a dot or dash."""

    left: NDArray[np.int64]
    top: NDArray[np.int64]
    bottom: NDArray[np.int64]
    width: NDArray[np.int64]
    mark: NDArray[np.bool_]


def _pieces(mask: NDArray[np.uint8], groups: list[tuple[int, int]]) -> _Pieces:
    """The stretches of ink of `groups`; touching digits are cut into pieces as wide as high."""
    rows = mask.shape[0]
    ink = cv2.reduce(mask, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[0]
    inked = mask.view(np.bool_)
    top = np.where(ink > 0, inked.argmax(axis=0), rows)
    bottom = np.where(ink > 0, rows - inked[::-1].argmax(axis=0), 0)
    found: list[tuple[int, int, int, int, bool]] = []
    for start, end in groups:
        width = end - start
        height = int(bottom[start:end].max() - top[start:end].min())
        mark = _is_mark(ink[start:end], (bottom - top)[start:end], height, rows)
        count = 1 if mark else max(1, int(width / height + 0.4))
        edges = [start + width * k // count for k in range(count + 1)]
        for a, b in pairwise(edges):
            found.append((a, int(top[a:b].min()), int(bottom[a:b].max()), b - a, mark))
    return _Pieces(*map(np.array, zip(*found, strict=True)))


def _is_mark(ink: NDArray[np.int32], extent: NDArray[np.int64], height: int, rows: int) -> bool:
    """True for a dash (flat, its columns solid) or a dot (small, its box solid)."""
    width, amount = len(ink), int(ink.sum())
    dash = width >= 2 * height and amount > 0.8 * np.maximum(extent, 0).sum()
    solid = 0.55 if height <= SMALLEST_DIGIT else 0.7
    dot = 4 * height < rows and height < 1.4 * width and amount > solid * width * height
    return bool(dash or dot)


def _digit_height(pieces: _Pieces, rows: int) -> float:
    """Height of a digit, pixels: the median of what is tall enough to be one.

    Marks alone are sized as they would be beside digits, so that they stay small.
    """
    spans = pieces.bottom - pieces.top
    if pieces.mark.all():
        supposed = max(2 * int(pieces.width.max()), 5 * int(spans.max()))
        return max(float(min(supposed, rows)), float(spans.max()), SMALLEST_DIGIT)
    spans, width = spans[~pieces.mark], pieces.width[~pieces.mark]
    reference = weighted_median(spans, spans * width)
    bars = (spans > 2.5 * reference) & (width < 0.15 * spans)
    tall = spans[(spans >= 0.4 * reference) & ~bars]
    return max(float(np.median(tall)), SMALLEST_DIGIT)


@dataclass(frozen=True, slots=True)
class _Tails:
    """Which of several boxes hold a digit with a tail.

    A tail, as old hands give their 7s and 9s, is one stroke that begins beside the others and
    reaches far below the line they stand on. Were all of it shown, they would be too small to read.
    """

    tailed: NDArray[np.bool_]
    line: int
    digit_height: float

    @property
    def lowest(self) -> int:
        """The row below what is shown of a tail."""
        return int(self.line + TAIL * self.digit_height)


def _tails(
    top: NDArray[np.integer],
    bottom: NDArray[np.integer],
    written: NDArray[np.bool_],
    ink_from: Callable[[int, int], NDArray[np.bool_]],
) -> _Tails | None:
    """The tails among the `written` boxes; None if there are none.

    Args:
        top: row of each box's top.
        bottom: row below each box.
        written: which boxes hold a digit.
        ink_from: the ink of a box from a row on.
    """
    spans = bottom - top
    if not written.any():
        return None
    ordered = np.sort(spans[written])
    others = written & (spans <= TAILED * ordered[(len(ordered) - 1) // 2])
    line = int(bottom[others].max())
    tails = _Tails(written & ~others, line, max(float(np.median(spans[others])), SMALLEST_DIGIT))
    height = tails.digit_height
    highest = int(top[others].min()) - 0.35 * height
    tailed = tails.tailed
    tailed &= (bottom > tails.lowest) & (top > highest) & (top < line - 0.5 * height)
    for box in tailed.nonzero()[0]:
        tailed[box] = _widest(ink_from(int(box), line)) <= 0.5 * height
    return tails if tailed.any() else None


def _without(tails: _Tails, labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """`labels` (h, w) of components without what tails show below the line."""
    tailed = np.concatenate(([False], tails.tailed))
    above = labels.copy()
    above[tails.line :][tailed[labels[tails.line :]]] = 0
    return above


def _columns(
    labels: NDArray[np.int32], bodies: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First column of each of the `bodies` among `labels` (h, w), and the one after its last."""
    starts, ends = [], []
    for body in bodies.nonzero()[0]:
        columns = (labels == body + 1).any(axis=0).nonzero()[0]
        starts.append(columns[0])
        ends.append(columns[-1] + 1)
    return np.array(starts), np.array(ends)


def _cut_tails(
    mask: NDArray[np.uint8], pieces: _Pieces, digits: NDArray[np.bool_], digit_height: float
) -> tuple[float, NDArray[np.int64]]:
    """Height of a digit, pixels, and the row below each of `pieces`, tails of `digits` cut."""
    right = pieces.left + pieces.width
    inked = mask.view(np.bool_)
    tails = _tails(
        pieces.top,
        pieces.bottom,
        digits & ~pieces.mark,
        lambda i, row: inked[row:, pieces.left[i] : right[i]],
    )
    if tails is None:
        return digit_height, pieces.bottom
    return tails.digit_height, np.where(tails.tailed, tails.lowest, pieces.bottom)


def _widest(ink: NDArray[np.bool_]) -> int:
    """Columns from the first to the last pixel of `ink` (h, w) in the row where it is most."""
    ink = ink[ink.any(axis=1)]
    reach = ink.shape[1] - ink.argmax(axis=1) - ink[:, ::-1].argmax(axis=1)
    return int(reach.max(initial=0))
