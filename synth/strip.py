"""A string's glyphs, warped side by side on a common baseline, and how their strokes would meet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.effects import ink
from synth.glyphs.glyph import Glyph

#: At least this share of every glyph's ink stays visible where neighbours overlap.
VISIBLE = 0.6
#: A pixel counts as ink from this value on.
INK = 96
#: Stands for "no ink in this row".
_FAR = 10_000

Point = tuple[float, float]
Field = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Bend:
    """Elastic distortion: a smooth random field that moves every point a little.

    After Simard, Steinkraus and Platt 2003 ("Best practices for convolutional neural networks
    applied to visual document analysis"), with noise on a coarse grid instead of blurred noise.

    Attributes:
        most: no point moves further than this along an axis, pixels.
        spacing: points farther apart than this move independently, pixels.
        rng: for the noise.
    """

    most: float
    spacing: float
    rng: np.random.Generator

    def field(self, rows: int, columns: int) -> Field:
        """(2, rows, columns): x and y of where each pixel is taken from, relative to itself."""
        coarse = (2, 2 + int(rows / self.spacing), 2 + int(columns / self.spacing))
        noise = (self.rng.random(coarse, np.float32) - np.float32(0.5)) * np.float32(2 * self.most)
        field = np.empty((2, rows, columns), np.float32)
        for axis in (0, 1):
            cv2.resize(noise[axis], (columns, rows), field[axis], interpolation=cv2.INTER_LINEAR)
        return field


class Strip:
    """The glyphs of one string, ready to be placed.

    All share their rows, so that the baseline is the same row everywhere and whatever is done to
    each picture of a glyph can be done to all at once.

    Attributes:
        tiles: ink of each glyph, (h, w) uint8, cropped; a view.
        rises: pixels the upper edge of each tile lies above the baseline.
        keys: identity of each glyph.
    """

    def __init__(
        self,
        glyphs: Sequence[Glyph],
        maps: NDArray[np.float64],
        pen: float,
        bend: Bend | None = None,
    ) -> None:
        """Glyph i under the linear map maps[i] = (xx, xy, yx, yy), bent, `pen` pixels wider."""
        shapes = np.array([(*glyph.image.shape, glyph.bottom) for glyph in glyphs])
        height, width, below = shapes.T
        above = below - height  # edges of each glyph, y down from the baseline
        xx, xy, yx, yy = maps.T  # xx and yy are positive: no glyph is mirrored
        border = 1 + max(0, math.ceil(pen / 2)) + (math.ceil(bend.most) if bend else 0)
        upper, lower = xy * above, xy * below  # how far the slant moves either edge
        left = np.floor(np.minimum(upper, lower)) - border
        right = np.ceil(np.maximum(upper, lower) + xx * width) + border
        turned = yx * width
        top = math.floor((np.minimum(turned, 0) + yy * above).min()) - border
        low = math.ceil((np.maximum(turned, 0) + yy * below).max()) + border
        matrices = np.empty((len(glyphs), 2, 3))
        matrices[:, :, :2] = maps.reshape(-1, 2, 2)
        matrices[:, 0, 2] = upper - left
        matrices[:, 1, 2] = yy * above - top
        widths = (right - left).astype(int).tolist()
        shape = (low - top, sum(widths))
        images = [glyph.image for glyph in glyphs]
        moved = None
        if bend is None:
            drawn = _warped(images, matrices, widths, shape)
        else:
            moved = bend.field(*shape)
            drawn = _bent(images, matrices, widths, moved)
        self._drawn = ink.thicken(drawn, pen)
        self._baseline = -top
        self._crop(widths)
        self.keys = tuple(glyph.key for glyph in glyphs)
        self._moved = partial(self._points, matrices, widths, moved)
        self._pens = [(glyph.entry, glyph.exit) for glyph in glyphs]

    def __len__(self) -> int:
        return len(self.tiles)

    def _crop(self, widths: list[int]) -> None:
        """Find the ink of each glyph."""
        self.tiles: list[NDArray[np.uint8]] = []
        self.rises: list[int] = []
        self._starts: list[int] = []
        start = 0
        for across in widths:
            x, y, w, h = cv2.boundingRect(self._drawn[:, start : start + across])
            self.tiles.append(self._drawn[y : y + h, start + x : start + x + w])
            self.rises.append(self._baseline - y)
            self._starts.append(start + x)
            start += across

    @cached_property
    def entries(self) -> list[Point | None]:
        """(x, y) in each tile where the pen came down, None for pixel sources."""
        return self._moved([entry for entry, _ in self._pens])

    @cached_property
    def exits(self) -> list[Point | None]:
        """(x, y) in each tile where the pen left."""
        return self._moved([end for _, end in self._pens])

    def _points(
        self,
        matrices: NDArray[np.float64],
        widths: list[int],
        bent: Field | None,
        points: Sequence[Point | None],
    ) -> list[Point | None]:
        """Pen points of the glyphs, in their tiles."""
        moved: list[Point | None] = []
        start = 0
        for i, point in enumerate(points):
            if point is None:
                moved.append(None)
            else:
                x, y = (matrices[i] @ (*point, 1.0)).tolist()
                x += start
                if bent is not None:
                    rows, columns = bent.shape[1:]
                    row, column = min(max(int(y), 0), rows - 1), min(max(int(x), 0), columns - 1)
                    dx, dy = bent[:, row, column].tolist()
                    x, y = x - dx, y - dy
                top = self._baseline - self.rises[i]
                moved.append((x - self._starts[i], y - top))
            start += widths[i]
        return moved

    @cached_property
    def _mask(self) -> NDArray[np.bool_]:
        return self._drawn > INK

    @cached_property
    def _amounts(self) -> list[int]:
        """Pixels of ink of each glyph."""
        columns = np.count_nonzero(self._mask, axis=0)
        return [
            int(columns[start : start + tile.shape[1]].sum())
            for start, tile in zip(self._starts, self.tiles, strict=True)
        ]

    @cached_property
    def _edges(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """(N, H) first column of ink in each row of each tile, and the column past its last.

        The last reaches over to the rows above and below; where there is no ink, the first lies
        far to the right and the last far to the left.
        """
        columns = np.arange(self._drawn.shape[1], dtype=np.int32)
        starts = np.array(self._starts)
        first = np.where(self._mask, columns, np.int32(_FAR))
        last = np.where(self._mask, columns + 1, np.int32(-_FAR))
        firsts = np.minimum.reduceat(first, starts, axis=1).T - starts[:, None]
        lasts = np.maximum.reduceat(last, starts, axis=1).T - starts[:, None]
        grown = lasts.copy()
        np.maximum(grown[:, 1:], lasts[:, :-1], out=grown[:, 1:])
        np.maximum(grown[:, :-1], lasts[:, 1:], out=grown[:, :-1])
        return firsts.astype(np.int32), grown.astype(np.int32)

    def kerning(self, back: int) -> list[int]:
        """Pixels from the left edge of tile i - back to that of tile i at which strokes just meet.

        They meet in the row where they are closest, a row above and below included; far below
        zero if they share no row. Entry k is that of tile i = back + k.
        """
        firsts, lasts = self._edges
        steps: list[int] = (lasts[:-back] - firsts[back:]).max(axis=1).tolist()
        return steps

    def is_hidden(self, i: int, step: int) -> bool:
        """True if tile i, `step` pixels right of the one before, hides too much of either's ink."""
        before, after = self.tiles[i - 1].shape[1], self.tiles[i].shape[1]
        across = min(before - step, after)
        if across <= 0:
            return False
        a, b = self._starts[i - 1] + step, self._starts[i]
        shared = np.count_nonzero(self._mask[:, a : a + across] & self._mask[:, b : b + across])
        return bool(shared > (1 - VISIBLE) * max(1, min(self._amounts[i - 1], self._amounts[i])))


def _warped(
    images: Sequence[NDArray[np.uint8]],
    matrices: NDArray[np.float64],
    widths: list[int],
    shape: tuple[int, int],
) -> NDArray[np.uint8]:
    """`images` side by side, image i under matrices[i] (2, 3) and widths[i] pixels wide."""
    drawn = np.empty(shape, np.uint8)
    start = 0
    for image, matrix, across in zip(images, matrices, widths, strict=True):
        region = drawn[:, start : start + across]
        cv2.warpAffine(image, matrix, (across, shape[0]), dst=region, flags=cv2.INTER_LINEAR)
        start += across
    return drawn


def _bent(
    images: Sequence[NDArray[np.uint8]],
    matrices: NDArray[np.float64],
    widths: list[int],
    field: Field,
) -> NDArray[np.uint8]:
    """Like `_warped`, each pixel taken from where `field` (2, H, W) moves it."""
    xx, xy, x0, yx, yy, y0 = matrices.reshape(-1, 6).T
    scale = 1 / (xx * yy - xy * yx)
    back = np.stack([yy * scale, -xy * scale, -yx * scale, xx * scale, x0, y0])
    ixx, ixy, iyx, iyy, x0, y0 = np.repeat(back, widths, axis=1).astype(np.float32)
    _, rows, columns = field.shape
    starts = np.repeat(np.cumsum([0, *widths[:-1]]), widths)
    dx = field[0] + (np.arange(columns, dtype=np.float32) - starts.astype(np.float32) - x0)
    dy = field[1] + (np.arange(rows, dtype=np.float32)[:, None] - y0)
    from_x, from_y = ixx * dx + ixy * dy, iyx * dx + iyy * dy
    drawn = np.empty((rows, columns), np.uint8)
    start = 0
    for image, across in zip(images, widths, strict=True):
        part = slice(start, start + across)
        cv2.remap(image, from_x[:, part], from_y[:, part], cv2.INTER_LINEAR, drawn[:, part])
        start += across
    return drawn
