"""Strings from glyphs: `Synthesizer.sample(index)` is a pure function of (seed, split, index)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from synth import layout
from synth.effects import ink, marks, paper
from synth.errors import BadRequestError
from synth.glyphs.glyph import Glyph, Hand, Source
from synth.glyphs.splits import split_number
from synth.style import Style

#: At least this share of every glyph's ink stays visible where neighbours overlap.
VISIBLE = 0.6
#: A pixel counts as ink from this value on.
INK = 96
#: A gap that hides too much is widened by this much at a time, digit heights.
_WIDEN = 0.08
_TRIES = 12
#: An image's edge cuts off at most this much of the outer ink, digit heights and glyph widths.
_DEEPEST_CUT = 0.25

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Sample:
    """One synthesized string.

    Attributes:
        image: (h, w) uint8; ink high, or dark on light (or its inverse) for a paper style.
        text: what it says.
        boxes: [x0, y0, x1, y1) pixels of each character's ink, in the order of `text`.
        digit_height: pixels.
        keys: identity of each glyph used.
    """

    image: NDArray[np.uint8]
    text: str
    boxes: tuple[Box, ...]
    digit_height: float
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Tile:
    """A glyph ready to be placed: its pixels, and where its pen points and baseline are."""

    image: NDArray[np.uint8]
    rise: float  # pixels its top edge lies above the baseline
    amount: int  # pixels of ink
    entry: tuple[float, float] | None
    exit: tuple[float, float] | None
    key: str


@dataclass(frozen=True)
class Synthesizer:
    """Draws strings of one split in one style.

    Attributes:
        source: where hands come from; it must hold only glyphs of `split`.
        style: the parameters.
        seed: any non-negative integer.
        split: train, val or test; part of every sample's seed.
        fits: fits(text, width in digit heights) -> False asks for wider gaps.
    """

    source: Source
    style: Style
    seed: int = 0
    split: str = "train"
    fits: Callable[[str, float], bool] | None = None

    def __post_init__(self) -> None:
        split_number(self.split)
        if self.seed < 0:
            raise BadRequestError(f"a seed is a non-negative integer. Received: {self.seed}.")

    def __iter__(self) -> Iterator[Sample]:
        index = 0
        while True:
            yield self.sample(index)
            index += 1

    def sample(self, index: int) -> Sample:
        """Sample `index`, the same in every process and order."""
        rng = np.random.default_rng([self.seed, split_number(self.split), index])
        text = self.style.text.sample(rng)
        return self.write(text, rng)

    def write(self, text: str, rng: np.random.Generator) -> Sample:
        """`text` written once, with `rng` for every choice.

        Raises:
            BadRequestError: if the source lacks a character of `text`.
        """
        style = self.style
        em = float(rng.uniform(*style.digit_height))
        hand = self.source.hand(rng)
        tiles = self._tiles(text, hand, em, rng)
        blanks = layout.gaps(style, len(tiles), rng) * em
        lefts = self._lefts(text, tiles, blanks, em)
        centres = np.array([x + t.image.shape[1] / 2 for x, t in zip(lefts, tiles, strict=True)])
        shifts = layout.baseline(style, centres / em, rng) * em
        canvas, boxes = _compose(tiles, lefts, shifts, em, hand, rng, style)
        canvas = marks.apply(canvas, boxes, em, style.marks, rng)
        canvas = ink.wear(canvas, em, style.wear, rng)
        if boxes and rng.random() < style.cut:
            canvas, boxes = _cut(canvas, boxes, em, rng)
        if style.paper:
            canvas = paper.render(canvas, em, rng)
        return Sample(canvas, text, tuple(boxes), em, tuple(tile.key for tile in tiles))

    def _tiles(self, text: str, hand: Hand, em: float, rng: np.random.Generator) -> list[_Tile]:
        """The glyphs of `text`, each in the string's slant and size with its own jitter."""
        style = self.style
        count = len(text)
        slant, aspect = rng.uniform(*style.slant), rng.uniform(*style.aspect)
        pen = rng.uniform(*style.thicken) * em / 20.0
        angles = np.deg2rad(rng.uniform(*style.rotation, count))
        sizes = layout.sizes(style, count, rng)
        widths = sizes * aspect * (1.0 + rng.uniform(*style.jitter, count))
        heights = sizes * (1.0 + rng.uniform(*style.jitter, count))
        pens = (pen + rng.uniform(-0.15, 0.15, count)).tolist()
        cosines, sines = np.cos(angles), np.sin(angles)
        # Rotation @ shear @ size, entry by entry for all glyphs at once: (count, 4).
        maps = np.stack(
            [
                cosines * widths,
                -(sines + cosines * slant) * heights,
                sines * widths,
                (cosines - sines * slant) * heights,
            ],
            axis=1,
        ).tolist()
        tiles = []
        for char, linear, width in zip(text, maps, pens, strict=True):
            glyph = hand.glyph(char, rng)
            scale = em / glyph.height
            tiles.append(_warp(glyph, tuple(scale * entry for entry in linear), width))
        return tiles

    def _lefts(
        self, text: str, tiles: list[_Tile], blanks: NDArray[np.float64], em: float
    ) -> list[int]:
        """Left edge of each tile, gaps widened until glyphs are visible and the text fits."""
        for _ in range(_TRIES):
            lefts: list[int] = []
            for i, tile in enumerate(tiles):
                if not i:
                    lefts.append(0)
                    continue
                before = tiles[i - 1]
                left = lefts[-1] + before.image.shape[1] + blanks[i]
                left = max(left, lefts[-1] + 0.08 * em)
                while _hidden(before, tile, round(left) - lefts[-1]):
                    left += _WIDEN * em
                lefts.append(round(left))
            if not tiles or self.fits is None:
                return lefts
            width = (lefts[-1] + tiles[-1].image.shape[1]) / em
            if self.fits(text, width):
                return lefts
            blanks = blanks + _WIDEN * em
        raise BadRequestError(
            f"a text fits its image. Received: {text!r}, too long even {_TRIES} times widened."
        )


def _warp(glyph: Glyph, linear: tuple[float, ...], pen: float) -> _Tile:
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

    return _Tile(tile, -float(top + y), amount, moved(glyph.entry), moved(glyph.exit), glyph.key)


def _hidden(before: _Tile, tile: _Tile, step: int) -> bool:
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


def _compose(
    tiles: list[_Tile],
    lefts: list[int],
    shifts: NDArray[np.float64],
    em: float,
    hand: Hand,
    rng: np.random.Generator,
    style: Style,
) -> tuple[NDArray[np.uint8], list[Box]]:
    """The tiles on one canvas with blank margins, and their boxes."""
    margins = np.ceil(rng.uniform(*style.margin, 4) * em).astype(int)
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


def _cut(
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
    tiles: list[_Tile],
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
