"""Where the digits lie in ink, and how high they are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from seqdigits.images.components import Components, Mask
from seqdigits.images.quantiles import weighted_median
from seqdigits.images.tails import find_tails

SMALLEST_DIGIT = 8.0
"""Ink is never scaled up as if its digits were lower than this, pixels."""


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


def find_band(mask: Mask) -> Band | None:
    """Where the ink of `mask` (h, w) lies; None if it has none."""
    parts = Components.of(mask)
    if not len(parts):
        return None
    size = np.maximum(parts.width, parts.height)
    reference = parts.usual_height(size > 0)
    seen = size > 0.08 * reference
    bodies = size >= 0.35 * reference
    labels, right = parts.labels, parts.right
    tails = find_tails(
        parts.y,
        parts.bottom,
        bodies & (parts.height >= 0.4 * reference),
        lambda part, row: labels[row:, parts.x[part] : right[part]] == part + 1,
    )
    columns = list(zip(parts.x[bodies].tolist(), right[bodies].tolist(), strict=True))
    if tails is not None:
        labels = tails.above_line(parts)
        columns = _columns(labels, bodies)
    if tails is not None or not bodies.all():
        mask = np.concatenate(([False], bodies))[labels]
    pieces = _pieces(mask, _groups(columns))
    digit_height = _digit_height(pieces, mask.shape[0])
    spans = pieces.bottom - pieces.top
    bars = (spans > 2.5 * digit_height) & (pieces.width < 0.15 * spans)
    digits = (spans >= 0.4 * digit_height) & ~bars
    if not digits.any():
        digits[:] = True
    digit_height, bottom = _cut_tails(mask, pieces, digits, digit_height)
    lowest = int(bottom[digits].max())
    return Band(
        x0=int(parts.x[seen].min()),
        x1=int(right[seen].max()),
        y0=int(parts.y[seen].min()),
        y1=int(parts.bottom[seen].max()),
        top=int(pieces.top[digits].min()),
        bottom=lowest if tails is None else max(lowest, tails.lowest),
        digit_height=digit_height,
    )


def _groups(columns: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """`columns` of components, merged where one covers more than half of the other."""
    groups: list[tuple[int, int]] = []
    for start, end in sorted(columns):
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
    mark: Mask


def _pieces(mask: Mask, groups: list[tuple[int, int]]) -> _Pieces:
    """The stretches of ink of `groups`; touching digits are cut into pieces as wide as high."""
    rows = mask.shape[0]
    ink = cv2.reduce(mask.view(np.uint8), 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[0]
    top = np.where(ink > 0, mask.argmax(axis=0), rows)
    bottom = np.where(ink > 0, rows - mask[::-1].argmax(axis=0), 0)
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


def _columns(labels: NDArray[np.int32], bodies: Mask) -> list[tuple[int, int]]:
    """First column of each of the `bodies` among `labels` (h, w), and the one after its last."""
    inked = [(labels == body + 1).any(axis=0).nonzero()[0] for body in bodies.nonzero()[0]]
    return [(int(columns[0]), int(columns[-1]) + 1) for columns in inked]


def _cut_tails(
    mask: Mask, pieces: _Pieces, digits: Mask, digit_height: float
) -> tuple[float, NDArray[np.int64]]:
    """Height of a digit, pixels, and the row below each of `pieces`, tails of `digits` cut."""
    right = pieces.left + pieces.width
    tails = find_tails(
        pieces.top,
        pieces.bottom,
        digits & ~pieces.mark,
        lambda piece, row: mask[row:, pieces.left[piece] : right[piece]],
    )
    if tails is None:
        return digit_height, pieces.bottom
    shown = np.where(tails.tailed, tails.lowest, pieces.bottom)
    return max(tails.digit_height, SMALLEST_DIGIT), shown
