"""Glyphs on a canvas: tiles set side by side, strokes joined."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.distributions import Distribution
from synth.glyphs.glyph import Hand
from synth.strip import Strip

Box = tuple[int, int, int, int]


def compose(
    strip: Strip,
    lefts: list[int],
    shifts: NDArray[np.float64],
    em: float,
    hand: Hand,
    rng: np.random.Generator,
    margin: Distribution,
) -> tuple[NDArray[np.uint8], list[Box]]:
    """The tiles on one canvas with blank margins, and their boxes."""
    margins = np.ceil(margin.many(rng, 4) * em).astype(int)
    left, above, right, below = margins.tolist()
    tops = [round(s - rise) for s, rise in zip(shifts.tolist(), strip.rises, strict=True)]
    first = min(tops)
    boxes: list[Box] = []
    for tile, x, y in zip(strip.tiles, lefts, tops, strict=True):
        x0, y0 = left + x, above + y - first
        boxes.append((x0, y0, x0 + tile.shape[1], y0 + tile.shape[0]))
    height, width = max(box[3] for box in boxes) + below, max(box[2] for box in boxes) + right
    canvas = np.zeros((height, width), np.uint8)
    for tile, (x0, y0, x1, y1) in zip(strip.tiles, boxes, strict=True):
        region = canvas[y0:y1, x0:x1]
        cv2.max(region, tile, dst=region)
    if hand.joins > 0:
        _join(canvas, strip, boxes, hand, em, rng)
    return canvas, boxes


def nothing(
    em: float, rng: np.random.Generator, margin: Distribution
) -> tuple[NDArray[np.uint8], list[Box]]:
    """A blank canvas for the empty text."""
    left, above, right, below = np.ceil(margin.many(rng, 4) * em).astype(int).tolist()
    width = int(em * rng.uniform(0.5, 6.0))
    return np.zeros((int(em) + above + below, width + left + right), np.uint8), []


def _join(
    canvas: NDArray[np.uint8],
    strip: Strip,
    boxes: list[Box],
    hand: Hand,
    em: float,
    rng: np.random.Generator,
) -> None:
    """Draw the pen's way from one glyph to the next where the hand does not lift it."""
    width = max(1, round((hand.thickness or 0.08 * em) * 0.8))
    chances = rng.random(len(strip))
    for i in range(1, len(strip)):
        start, stop = strip.exits[i - 1], strip.entries[i]
        if start is None or stop is None or chances[i] >= hand.joins:
            continue
        a = (boxes[i - 1][0] + start[0], boxes[i - 1][1] + start[1])
        b = (boxes[i][0] + stop[0], boxes[i][1] + stop[1])
        if 0 < b[0] - a[0] < 0.6 * em and abs(b[1] - a[1]) < 0.8 * em:
            points = [(round(8 * p[0]), round(8 * p[1])) for p in (a, b)]
            cv2.line(canvas, points[0], points[1], 235, width, cv2.LINE_AA, shift=3)
