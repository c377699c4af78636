"""Pixels of any paper -> ink alone, high on black."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from seqdigits.images.cells import drop_cells, drop_ticks
from seqdigits.images.components import Components, Mask
from seqdigits.images.grain import without_grain
from seqdigits.images.paper import contrast_to_paper
from seqdigits.images.quantiles import quantile
from seqdigits.images.rims import drop_bands, drop_bars, drop_scraps, holds_digits
from seqdigits.images.rulings import erase_rulings
from seqdigits.images.separators import drop_separators

PLAIN, FAINTEST = 12.0, 6.0
"""Contrast to the paper (of 255) that ink has at least; where nothing is plain, the faintest."""

FAINT = 48.0
"""A pen of less contrast than this is faint."""

CLEAREST_NOISE = 3.55
"""Ink has at least this many times the contrast of the paper's noise."""

FEWEST = 6
"""Fewer pixels than these are no ink."""


def find_ink(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Ink (H, W) uint8 of `pixels` (H, W) or (H, W, 3) uint8: strokes near 255 on 0.

    Ink may be dark or light and of any colour, the paper uneven or patterned. Rulings, cells,
    combs, bars at the sides, pieces cut off by the edge and specks are left out; edges of strokes
    stay soft.
    Paper without ink gives zeros.
    """
    contrast, noise = contrast_to_paper(without_grain(pixels))
    nothing = np.zeros(contrast.shape, np.uint8)
    floor = max(2.5 * noise, PLAIN)
    level = _level(contrast, contrast > floor)
    if level < FAINT:
        floor = max(2.5 * noise, FAINTEST)
        level = _level(contrast, contrast > floor)
    if noise > 0.1 * level:
        contrast = cv2.GaussianBlur(contrast, (0, 0), 0.8).astype(np.float32, copy=False)
        level = _level(contrast, contrast > floor)
    mask = contrast > _threshold(level, noise, floor)
    if np.count_nonzero(mask) < FEWEST:
        return nothing
    strokes = _without_lines(_without_frame(drop_cells(_without_blocks(mask))))
    strokes = drop_ticks(strokes, mask & ~strokes)
    if np.count_nonzero(strokes) < FEWEST:
        return nothing
    level = _level(contrast, strokes)
    if level < CLEAREST_NOISE * noise:
        return nothing
    strokes = strokes & (contrast > _threshold(level, noise, floor))
    kept = drop_separators(drop_scraps(strokes, contrast, level), contrast)
    if not holds_digits(kept):
        return nothing
    return _evened(contrast, kept, mask & ~kept, level)


def _level(contrast: NDArray[np.float32], mask: Mask) -> float:
    """Contrast of a stroke's core, from the pixels of `mask`; 0 without any."""
    strong = contrast[mask]
    return quantile(strong, 0.82) if strong.size else 0.0


def _threshold(level: float, noise: float, floor: float) -> float:
    """Least contrast of a stroke's pixel: low on clean paper, well above a pattern's."""
    share = min(max(0.25 + 2.0 * (noise / max(level, 1.0) - 0.05), 0.25), 0.42)
    return max(share * level, floor)


def _evened(
    contrast: NDArray[np.float32], kept: Mask, dropped: Mask, level: float
) -> NDArray[np.uint8]:
    """`contrast` of the `kept` strokes and their soft edges as 0..255, faint strokes raised."""
    side = 5 if contrast.shape[0] < 48 else 7
    core = cv2.dilate(contrast * kept, np.ones((side, side), np.uint8))
    soft = (contrast / np.maximum(core, 0.35 * level) - 0.15) * (255 / 0.65)
    near = cv2.dilate(kept.view(np.uint8), np.ones((3, 3), np.uint8)).view(np.bool_) & ~dropped
    ink: NDArray[np.uint8] = (soft.clip(0, 255) * near).astype(np.uint8)
    return ink


def _without_blocks(mask: Mask) -> Mask:
    """`mask` without solid areas thicker than any stroke: a page's dark edge, a shadow."""
    side = max(12, int(0.35 * min(mask.shape)))
    solid = _morphed(cv2.erode, mask.view(np.uint8), side)
    if not solid.any():
        return mask
    left: Mask = mask & (_morphed(cv2.dilate, solid, side + 4) == 0)
    return left


def _morphed(operation: Callable[..., MatLike], image: MatLike, side: int) -> MatLike:
    """`image` eroded or dilated by a square, nothing around it."""
    square = np.ones((side, side), np.uint8)
    return operation(image, square, borderType=cv2.BORDER_CONSTANT, borderValue=0)


def _without_frame(mask: Mask) -> Mask:
    """`mask` without its rim if lines run there along three sides or all: a cell's frame."""
    depth = max(1, min(mask.shape) // 12)
    bands = (mask[:depth], mask[-depth:], mask[:, :depth].T, mask[:, -depth:].T)
    if sum(float(band.any(axis=0).mean()) >= 0.8 for band in bands) < 3:
        return mask
    inner = slice(depth, -depth)
    left: Mask = np.zeros_like(mask)
    left[inner, inner] = mask[inner, inner]
    return left


def _without_lines(mask: Mask) -> Mask:
    """`mask` without bars at its sides, bands and rulings, then the bars that these hid."""
    free = drop_bands(drop_bars(mask))
    left = _without_rulings(free)
    if free is mask and np.array_equal(left, mask):
        return mask  # as before, so no bar will be found
    return drop_bars(left)


def _without_rulings(mask: Mask) -> Mask:
    """`mask` without ruled lines and without upright lines near its sides.

    In a narrow image whose ink reaches the edges, a straight line is a digit's own bar.
    """
    rows, columns = mask.shape
    share = 0.35 if columns >= 2.5 * rows else 0.6
    left = erase_rulings(mask, max(share * columns, 0.9 * rows, 24.0), 2.0 + 0.05 * rows)
    sides = np.ascontiguousarray(left.T)
    zone = max(1, int(0.18 * columns))
    sides[zone : columns - zone] = False
    shortest, thickest = max(0.65 * rows, 24.0), 1.0 + 0.09 * rows
    upright = (sides & ~erase_rulings(sides, shortest, thickest, broken=True)).T
    free = left & ~upright
    if _stands_free(free, upright):
        left = free
    tight = 2 * columns < 3 * rows and _room(left) < 0.05 * rows
    return mask if tight else left


def _box(mask: Mask) -> tuple[int, int, int, int]:
    """Box x, y, width, height of what `mask` holds."""
    x, y, width, height = cv2.boundingRect(mask.astype(np.uint8))
    return x, y, width, height


def _room(digits: Mask) -> int:
    """Least distance from `digits` to an edge of the image, pixels."""
    x, y, width, height = _box(digits)
    rows, columns = digits.shape
    return int(min(x, y, columns - x - width, rows - y - height))


def _stands_free(digits: Mask, line: Mask) -> bool:
    """True if an upright `line` is no digit 1: `digits` have room around, and it towers over them.

    One from edge to edge is none either, though strokes that cross it leave pieces of it behind.
    """
    rows, height = len(line), _box(line)[3]
    if height < 0.95 * rows:
        return height > 1.5 * _box(digits)[3] and _room(digits) > 0.08 * rows
    parts = Components.of(digits & ~line.any(axis=0))
    return len(parts) > 0 and _room(parts.mask(parts.area > 0.05 * parts.area.max())) > 0.08 * rows
