"""Glyphs to a canvas: each warped to a tile, tiles set side by side, strokes joined, edges cut."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.effects import ink
from synth.glyphs.glyph import Glyph, Hand
from synth.style import Range

#: At least this share of every glyph's ink stays visible where neighbours overlap.
VISIBLE = 0.6
#: A pixel counts as ink from this value on.
INK = 96
#: An image's edge cuts off at most this much of the outer ink, digit heights and glyph widths.
_DEEPEST_CUT = 0.25
_COLUMN = np.ones((3, 1), np.uint8)

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Tile:
    """A glyph ready to be placed: its pixels, and where its pen points and baseline are."""

    image: NDArray[np.uint8]
    rise: float  # pixels its top edge lies above the baseline
    amount: int  # pixels of ink
    entry: tuple[float, float] | None
    exit: tuple[float, float] | None
    key: str


def warp(glyph: Glyph, linear: tuple[float, ...], pen: float) -> Tile:
    """`glyph` under the linear map (xx, xy, yx, yy) with `pen` pixels added to its strokes."""
    xx, xy, yx, yy = linear
    height, width = glyph.image.shape
    above, below = glyph.bottom - height, glyph.bottom  # its edges, y down from the baseline
    border = 1 + max(0, math.ceil(pen / 2))
    left = math.floor(min(0.0, xx * width) + min(xy * above, xy * below)) - border
    top = math.floor(min(0.0, yx * width) + min(yy * above, yy * below)) - border
    right = math.ceil(max(0.0, xx * width) + max(xy * above, xy * below)) + border
    bottom = math.ceil(max(0.0, yx * width) + max(yy * above, yy * below)) + border
    matrix = np.array([[xx, xy, xy * above - left], [yx, yy, yy * above - top]])
    size = (right - left, bottom - top)
    moved_ink = cv2.warpAffine(glyph.image, matrix, size, flags=cv2.INTER_LINEAR)
    warped = ink.thicken(np.asarray(moved_ink, np.uint8), pen)
    x, y, w, h = cv2.boundingRect(warped)
    tile = warped[y : y + h, x : x + w]
    amount = int(np.count_nonzero(tile > INK))

    def moved(point: tuple[float, float] | None) -> tuple[float, float] | None:
        if point is None:
            return None
        across, down = point[0], point[1] + above
        return xx * across + xy * down - left - x, yx * across + yy * down - top - y

    return Tile(tile, -float(top + y), amount, moved(glyph.entry), moved(glyph.exit), glyph.key)


def kerning(before: Tile, tile: Tile) -> float | None:
    """Pixels from the left edge of `before` to that of `tile` at which their strokes just meet.

    They meet in the row where they are closest, a row above and below included; None if they
    share no row.
    """
    width = before.image.shape[1]
    top = round(before.rise - tile.rise)
    first, second = max(0, top), max(0, -top)
    rows = min(before.image.shape[0] - first, tile.image.shape[0] - second)
    if rows <= 0:
        return None
    grown = np.asarray(cv2.dilate(before.image, _COLUMN))
    left = grown[first : first + rows] > INK
    right = tile.image[second : second + rows] > INK
    common = left.any(axis=1) & right.any(axis=1)
    if not common.any():
        return None
    ends = width - left[common, ::-1].argmax(axis=1)
    return float((ends - right[common].argmax(axis=1)).max())


def is_hidden(before: Tile, tile: Tile, step: int) -> bool:
    """True if `tile`, `step` pixels right of `before`, hides too much of either's ink."""
    across = before.image.shape[1] - step
    if across <= 0:
        return False
    across = min(across, tile.image.shape[1])
    top = round(before.rise - tile.rise)
    first, second = max(0, top), max(0, -top)
    rows = min(before.image.shape[0] - first, tile.image.shape[0] - second)
    if rows <= 0:
        return False
    under = before.image[first : first + rows, step : step + across]
    over = tile.image[second : second + rows, :across]
    shared = np.count_nonzero((under > INK) & (over > INK))
    return bool(shared > (1 - VISIBLE) * max(1, min(before.amount, tile.amount)))


def compose(
    tiles: list[Tile],
    lefts: list[int],
    shifts: NDArray[np.float64],
    em: float,
    hand: Hand,
    rng: np.random.Generator,
    margin: Range,
) -> tuple[NDArray[np.uint8], list[Box]]:
    """The tiles on one canvas with blank margins, and their boxes."""
    margins = np.ceil(rng.uniform(*margin, 4) * em).astype(int)
    left, above, right, below = margins.tolist()
    if not tiles:
        width = int(em * rng.uniform(0.5, 6.0))
        return np.zeros((int(em) + above + below, width + left + right), np.uint8), []
    tops = [round(s - t.rise) for s, t in zip(shifts, tiles, strict=True)]
    first = min(tops)
    bottom = max(y + t.image.shape[0] for y, t in zip(tops, tiles, strict=True))
    last = max(x + t.image.shape[1] for x, t in zip(lefts, tiles, strict=True))
    canvas = np.zeros((above + bottom - first + below, left + last + right), np.uint8)
    boxes: list[Box] = []
    for tile, x, y in zip(tiles, lefts, tops, strict=True):
        x0, y0 = left + x, above + y - first
        y1, x1 = y0 + tile.image.shape[0], x0 + tile.image.shape[1]
        region = canvas[y0:y1, x0:x1]
        cv2.max(region, tile.image, dst=region)
        boxes.append((x0, y0, x1, y1))
    if hand.joins > 0:
        _join(canvas, tiles, boxes, hand, em, rng)
    return canvas, boxes


def cut(
    canvas: NDArray[np.uint8], boxes: list[Box], em: float, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], list[Box]]:
    """The canvas without the strip at one of its edges that reaches into the ink, and the boxes."""
    height, width = canvas.shape
    depth = round(em * rng.uniform(0.02, _DEEPEST_CUT))
    lows, highs = np.array(boxes)[:, :2], np.array(boxes)[:, 2:]
    side = int(rng.integers(4))
    narrow = min(boxes[0][2] - boxes[0][0], boxes[-1][2] - boxes[-1][0])
    across = min(depth, int(_DEEPEST_CUT * narrow))
    x0 = int(lows[0, 0]) + across if side == 0 else 0
    x1 = int(highs[-1, 0]) - across if side == 1 else width
    y0 = int(lows[:, 1].min()) + depth if side == 2 else 0
    y1 = int(highs[:, 1].max()) - depth if side == 3 else height
    limits = ((x0, x1), (y0, y1))
    clipped = [
        tuple(
            min(max(value, low), high) - low
            for value, (low, high) in zip(box, 2 * limits, strict=True)
        )
        for box in boxes
    ]
    return canvas[y0:y1, x0:x1], [(a, b, c, d) for a, b, c, d in clipped]


def _join(
    canvas: NDArray[np.uint8],
    tiles: list[Tile],
    boxes: list[Box],
    hand: Hand,
    em: float,
    rng: np.random.Generator,
) -> None:
    """Draw the pen's way from one glyph to the next where the hand does not lift it."""
    width = max(1, round((hand.thickness or 0.08 * em) * 0.8))
    chances = rng.random(len(tiles))
    for i in range(1, len(tiles)):
        start, stop = tiles[i - 1].exit, tiles[i].entry
        if start is None or stop is None or chances[i] >= hand.joins:
            continue
        a = (boxes[i - 1][0] + start[0], boxes[i - 1][1] + start[1])
        b = (boxes[i][0] + stop[0], boxes[i][1] + stop[1])
        if 0 < b[0] - a[0] < 0.6 * em and abs(b[1] - a[1]) < 0.8 * em:
            points = [(round(8 * p[0]), round(8 * p[1])) for p in (a, b)]
            cv2.line(canvas, points[0], points[1], 235, width, cv2.LINE_AA, shift=3)
