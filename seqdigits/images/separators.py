"""Printed lines between digits, as combs and cells have them: thin, faint and dead straight."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from seqdigits.images.components import Components, Mask
from seqdigits.images.quantiles import quantile

FEWEST_ROWS = 8
"""What is lower than this is too short to be told straight."""

Contrast = NDArray[np.float32]


def drop_separators(mask: Mask, contrast: Contrast) -> Mask:
    """`mask` (h, w) without upright lines that are thinner, fainter and straighter than a 1.

    What a line is compared with is the ink that is too wide to be one: where there is none, the
    image may hold nothing but 1s and all of it stays. `contrast` (h, w) is that to the paper.
    """
    parts = Components.of(mask)
    slim = (parts.width <= 0.2 * parts.height) & (parts.height >= FEWEST_ROWS)
    if not slim.any() or slim.all():
        return mask
    usual = parts.usual_height(~slim)
    slim &= (parts.height >= 0.4 * usual) & (parts.height <= 1.6 * usual)
    written = parts.mask(~slim)
    level, pen = quantile(contrast[written], 0.82), _stroke_width(written, contrast)
    kept = np.ones(len(parts), np.bool_)
    for part in slim.nonzero()[0]:
        x, y = int(parts.x[part]), int(parts.y[part])
        width, height = int(parts.width[part]), int(parts.height[part])
        around = slice(y, y + height), slice(max(0, x - 1), x + width + 1)
        labels = parts.labels[around]
        own = (labels == 0) | (labels == part + 1)  # its soft edges too, and no other's
        line = contrast[around].clip(0) * own
        faint = np.median(line.max(axis=1)) < 0.8 * level
        thin = np.median(line.sum(axis=1)) < 0.63 * pen
        kept[part] = not (faint and thin and _is_straight(line))
    return mask if kept.all() else parts.mask(kept)


def _stroke_width(mask: Mask, contrast: Contrast) -> float:
    """Mean contrast across a stroke of `mask`, summed over its width: ink by half the outline."""
    outlines, _ = cv2.findContours(mask.view(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    length = sum(cv2.arcLength(outline, True) for outline in outlines) / 2
    return float(contrast[mask].sum()) / max(length, 1.0)


def _is_straight(line: Contrast) -> bool:
    """True if the middle of `line` (h, w) wanders less from row to row than a hand can draw."""
    rows, columns = np.arange(len(line)), np.arange(line.shape[1])
    middle = line @ columns / np.maximum(line.sum(axis=1), 1e-6)
    slope, start = np.polyfit(rows, middle, 1)
    off = np.sqrt(np.mean((middle - slope * rows - start) ** 2))
    height = len(line)
    return bool(abs(slope) * height <= max(0.35, 0.02 * height) and off <= max(0.2, 0.01 * height))
