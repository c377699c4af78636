"""Ruled lines: found by their straightness, erased without cutting the strokes that cross them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from seqdigits.images.quantiles import quantile

STEEPEST = 0.12
SLOPES = np.linspace(-STEEPEST, STEEPEST, 25)
REACH = 9
"""Rows looked at above and below a line."""

MOST_LINES = 4


def erase_rulings(
    mask: NDArray[np.bool_], shortest: float, thickest: float, *, broken: bool = False
) -> NDArray[np.bool_]:
    """`mask` (h, w) without its nearly horizontal straight lines.

    A line is `shortest` pixels long or longer and at most `thickest` thick. A column of it is
    erased where it runs alone; where a stroke crosses or touches it, the stroke stays whole.
    A `broken` line may have gaps anywhere. Any other runs on to an edge, touches no stroke, has
    strokes on both sides, or reaches from the first stroke to the last (beyond both, if it has
    gaps): bases and bowls of digits that stand in a row do none of it.
    """
    left = mask
    for _ in range(MOST_LINES):
        line = _strongest_line(left, 0.6 * shortest)
        if line is None:
            break
        erased = _lone_stretches(left, *line, shortest, thickest, broken)
        if erased is None:
            break
        left = left & ~erased
    return left


def _strongest_line(mask: NDArray[np.bool_], least: float) -> tuple[float, int] | None:
    """Slope and middle row of the line through most pixels; None if they are fewer than `least`."""
    height, width = mask.shape
    pieces = _pieces(width)
    before = np.zeros((height, width + 1), np.int32)
    np.cumsum(mask, axis=1, out=before[:, 1:])
    pixels = before[:, pieces.ends] - before[:, pieces.starts]
    length = height + 2 * pieces.offset + 1
    rows = np.arange(height)[:, None] + (pieces.slopes * length + pieces.shifts)
    profiles = np.bincount(rows.ravel(), pixels.ravel(), len(SLOPES) * length)
    place = int(profiles.argmax())
    if profiles[place] <= least:
        return None
    slope, row = divmod(place, length)
    return float(SLOPES[slope]), row - pieces.offset


@dataclass(frozen=True)
class _Pieces:
    """Lines of every slope across an image, cut where they step from one row to the next.

    Attributes:
        slopes: (P,) each piece's place in SLOPES.
        starts: (P,) its first column.
        ends: (P,) the column past its last.
        shifts: (P,) rows by which its pixels are moved to lie in their line's middle row.
        offset: what `shifts` hold beside, so that none is negative.
    """

    slopes: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    shifts: NDArray[np.int64]
    offset: int


@lru_cache(maxsize=256)
def _pieces(width: int) -> _Pieces:
    """The pieces of lines across `width` columns."""
    offset = int(0.5 * STEEPEST * width) + 2
    rise = np.arange(width) - 0.5 * width
    shifts = (offset + 0.5 - SLOPES[:, None] * rise).astype(np.int64)
    steps = np.ones(shifts.shape, np.bool_)
    steps[:, 1:] = shifts[:, 1:] != shifts[:, :-1]
    slopes, starts = steps.nonzero()
    ends = np.append(starts[1:], 0)
    ends[ends == 0] = width
    return _Pieces(slopes, starts, ends, shifts[slopes, starts], offset)


def _lone_stretches(
    mask: NDArray[np.bool_],
    slope: float,
    row: int,
    shortest: float,
    thickest: float,
    broken: bool,
) -> NDArray[np.bool_] | None:
    """Pixels of the line y = row + slope * (x - w / 2) where it runs alone; None if it is none."""
    height, width = mask.shape
    columns = np.arange(width)
    centre = np.rint(row + slope * (columns - 0.5 * width)).astype(np.int64)
    rows = centre[:, None] + np.arange(-REACH, REACH + 1)
    band = mask[rows.clip(0, height - 1), columns[:, None]] & (rows >= 0) & (rows < height)
    middle = band[:, REACH - 1 : REACH + 2]
    hit = middle.any(axis=1)
    strictness = _strictness(hit, shortest, broken)
    if strictness is None:
        return None
    run = _run_through(band, middle.argmax(axis=1) + REACH - 1) & hit[:, None]
    thickness = run.sum(axis=1)
    usual = quantile(thickness[hit], 0.3)
    lone = hit & (thickness <= min(1.4 * usual + 1.0, thickest))
    if lone.sum() < strictness * hit.sum():
        return None
    erased = np.zeros_like(mask)
    x, step = (run & lone[:, None]).nonzero()
    erased[rows[x, step], x] = True
    strokes = mask & ~erased
    apart = lone.sum() == hit.sum()
    if broken or apart or _runs_out(hit) or _underlines(hit, strokes, usual):
        return erased
    return erased if _crosses(centre, strokes) else None


def _runs_out(hit: NDArray[np.bool_]) -> bool:
    """True if a line through the columns `hit` begins or ends at the image's edge."""
    return bool(hit[:2].any() or hit[-2:].any())


def _underlines(hit: NDArray[np.bool_], strokes: NDArray[np.bool_], thickness: float) -> bool:
    """True if a line through the columns `hit` goes as far as `strokes` or, with gaps, beyond."""
    where, columns = hit.nonzero()[0], strokes.nonzero()[1]
    if not len(columns):
        return True
    whole = len(where) >= 0.97 * (where[-1] - where[0] + 1)
    left, right = quantile(columns, 0.01) - where[0], where[-1] - quantile(columns, 0.99)
    return bool(min(left, right) >= (0 if whole else 2 * thickness))


def _crosses(centre: NDArray[np.int64], strokes: NDArray[np.bool_]) -> bool:
    """True if a line whose middle is in row `centre` of each column has `strokes` on both sides."""
    above = (strokes & (np.arange(len(strokes))[:, None] < centre)).sum()
    return bool(0.2 < above / max(int(strokes.sum()), 1) < 0.8)


def _run_through(band: NDArray[np.bool_], start: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Of each row of `band` (w, n), the unbroken run of True through column `start`."""
    steps = np.arange(band.shape[1])
    after = np.logical_and.accumulate(band | (steps < start[:, None]), axis=1)
    before = np.logical_and.accumulate((band | (steps > start[:, None]))[:, ::-1], axis=1)[:, ::-1]
    run: NDArray[np.bool_] = after & before & band
    return run


def _strictness(hit: NDArray[np.bool_], shortest: float, broken: bool) -> float | None:
    """Share of a line's columns `hit` that must be free of strokes; None if it is no ruling."""
    where = hit.nonzero()[0]
    if not len(where):
        return None
    extent = int(where[-1] - where[0] + 1)
    share = len(where) / extent
    if extent < shortest or share < 0.75:
        return None
    if broken:
        return 0.7
    length = extent / len(hit)
    if not _runs_out(hit):
        return 0.7 if length >= 0.85 and share >= 0.9 else 0.9
    return 0.5 if length >= 0.6 or share >= 0.92 else 0.9
