"""Printed cells and combs that digits are written into: found by their lines, then erased."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from seqdigits.images.components import Components, Mask
from seqdigits.images.rulings import erase_rulings

LEAST = 9
"""A side of a cell has at least this many pixels."""


@dataclass(frozen=True, slots=True)
class _Cells:
    """One cell, or several side by side that share their walls.

    Attributes:
        rows: rows of the image that they take.
        columns: columns of the image that they take.
        tops: first and last row of their upper edge, rows of the image.
        bottoms: first and last row of their lower edge.
        height: rows from edge to edge.
        walls: first and last column of each wall, columns of the image.
        written: whether there is ink inside.
    """

    rows: slice
    columns: slice
    tops: tuple[int, int]
    bottoms: tuple[int, int]
    height: float
    walls: tuple[tuple[int, int], ...]
    written: bool

    @property
    def thickest(self) -> float:
        """Most pixels across a printed line."""
        return _thickest(self.height)

    def resembles(self, other: _Cells) -> bool:
        """True if `other` is as large to a tenth."""
        sizes = (self.height, other.height), (_length(self.columns), _length(other.columns))
        return all(abs(a - b) <= 0.1 * max(a, b) + 1 for a, b in sizes)


def drop_cells(mask: Mask) -> Mask:
    """`mask` (h, w) without the lines of cells; where a stroke crosses one, it stays whole.

    A rectangle is a cell if there is ink inside, walls divide it, or another as large is one,
    or there are three: a lone empty rectangle may be a 0.
    """
    found = list(_cells(mask))
    left = mask
    for cells in found:
        alike = [one for one in found if cells.resembles(one)]
        if len(alike) >= 3 or any(one.written or len(one.walls) > 2 for one in alike):
            left = left.copy() if left is mask else left
            _erase(left, cells)
    return left


def drop_ticks(mask: Mask, rulings: Mask) -> Mask:
    """`mask` (h, w) without the ticks of a comb, which stand on `rulings` that were erased from it.

    They are two or more, slim, of one height, and lower than the digits between them.
    """
    parts = Components.of(mask)
    slim = parts.height >= 1.8 * parts.width
    if slim.sum() < 2 or slim.all() or not rulings.any():
        return mask
    near = cv2.dilate(rulings.view(np.uint8), np.ones((5, 5), np.uint8)).view(np.bool_)
    standing = np.zeros(len(parts), np.bool_)
    for part in slim.nonzero()[0]:
        y, x = int(parts.bottom[part]) - 1, int(parts.x[part])
        foot = slice(x, x + int(parts.width[part]))
        standing[part] = near[y, foot].any()
    standing &= parts.height < 0.62 * parts.usual_height(~slim)
    if not standing.any():
        return mask
    usual = float(np.median(parts.height[standing]))
    ticks = standing & (np.abs(parts.height - usual) <= 1.5 + 0.15 * usual)
    return parts.mask(~ticks) if ticks.sum() >= 2 else mask


def _cells(mask: Mask) -> Iterator[_Cells]:
    """The rectangles of straight lines in `mask`."""
    least = max(LEAST, round(0.3 * len(mask)))
    upright = _segments(mask, (1, least))
    if not upright.any():
        return
    flat = _segments(mask, (least, 1))
    if not flat.any():
        return
    parts = Components.of(upright | flat)
    for part in ((parts.width >= least) & (parts.height >= least)).nonzero()[0]:
        y, x = int(parts.y[part]), int(parts.x[part])
        rows, columns = slice(y, y + int(parts.height[part])), slice(x, x + int(parts.width[part]))
        lines = parts.labels[rows, columns] == part + 1
        cells = _rectangle(mask[rows, columns], lines, upright[rows, columns] & lines, (y, x))
        if cells is not None:
            yield cells


def _segments(mask: Mask, size: tuple[int, int]) -> Mask:
    """Pixels of `mask` on straight runs of `size` (width, height), which may drift a little."""
    across = np.ones((3, 1) if size[0] > 1 else (1, 3), np.uint8)
    wide = cv2.dilate(mask.view(np.uint8), across)
    runs = cv2.morphologyEx(wide, cv2.MORPH_OPEN, np.ones(size[::-1], np.uint8))
    found: Mask = mask & (runs > 0)
    return found


def _rectangle(ink: Mask, lines: Mask, upright: Mask, corner: tuple[int, int]) -> _Cells | None:
    """The cells that `lines` (h, w) make, if they have four sides; `corner` is their (row, column).

    `upright` are those of them that stand, `ink` all there is.
    """
    rows, columns = lines.shape
    tops = lines.argmax(axis=0)
    bottoms = rows - 1 - lines[::-1].argmax(axis=0)
    reach = (bottoms - tops) * lines.any(axis=0)
    height = float(np.median(reach))
    spans = reach >= 0.85 * height
    if height < LEAST or spans.mean() < 0.9:
        return None
    if not (_is_line(tops, spans, height) and _is_line(bottoms, spans, height)):
        return None
    place = np.arange(rows)[:, None]
    walls = _walls(upright & (place > tops + 2) & (place < bottoms - 2), height)
    side = max(3, round(0.1 * height))
    if not walls or min(walls)[0] > side or max(walls)[1] < columns - side:
        return None
    rim = round(_thickest(height) + 1)
    inside = ink & (place > tops + rim) & (place < bottoms - rim)
    y, x = corner
    return _Cells(
        slice(y, y + rows),
        slice(x, x + columns),
        (y + int(tops[spans].min()), y + int(tops[spans].max())),
        (y + int(bottoms[spans].min()), y + int(bottoms[spans].max())),
        height,
        tuple((x + first, x + last) for first, last in walls),
        bool(np.count_nonzero(inside[:, rim:-rim]) >= LEAST),
    )


def _is_line(edge: NDArray[np.intp], spans: Mask, height: float) -> bool:
    """True if the rows `edge` of the columns that `spans` lie on one nearly level line."""
    columns = spans.nonzero()[0]
    slope, start = np.polyfit(columns, edge[spans], 1)
    off = np.abs(edge[spans] - slope * columns - start)
    return bool(abs(slope) < 0.12 and (off <= 1.5 + 0.03 * height).mean() >= 0.85)


def _walls(inner: Mask, height: float) -> list[tuple[int, int]]:
    """First and last columns of the upright lines of `inner` that go from edge to edge."""
    parts = Components.of(inner)
    # A wall that leans takes more columns than it is thick.
    slim = (parts.height >= 0.95 * (height - 5)) & (parts.width <= _thickest(2 * height))
    return [(int(parts.x[k]), int(parts.right[k]) - 1) for k in slim.nonzero()[0]]


def _erase(mask: Mask, cells: _Cells) -> None:
    """Make the lines of `cells` paper in `mask`."""
    rows, columns, thickest = cells.rows, cells.columns, cells.thickest
    for first, last in (cells.tops, cells.bottoms):
        band = _around(first, last, thickest)
        shortest = 0.6 * _length(columns)
        mask[band, columns] = erase_rulings(mask[band, columns], shortest, thickest, broken=True)
    for first, last in cells.walls:
        strip = _around(first, last, 3)
        lying = np.ascontiguousarray(mask[rows, strip].T)
        mask[rows, strip] = erase_rulings(lying, 0.7 * cells.height, thickest, broken=True).T


def _thickest(height: float) -> float:
    """Most pixels across a printed line of cells so high."""
    return 2.0 + 0.12 * height


def _around(first: int, last: int, margin: float) -> slice:
    return slice(max(0, int(first - margin)), int(last + margin) + 1)


def _length(taken: slice) -> int:
    return int(taken.stop - taken.start)
