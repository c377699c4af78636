"""Ink of a line image -> strokes: connected parts, the broken parts of one digit joined."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

INK = 0.1
"""Fainter pixels of a line image (0..1) are paper."""

STROKE = 0.35
"""Parts are connected through pixels at least this dark; fainter ink goes to the nearest part."""

FRINGE = 2.5
"""Fainter ink farther than this from every part is no digit's, pixels."""

SPECK = 0.12
"""A part whose box is smaller than this, in digit heights, is a speck and dropped."""

SMALL = 0.5
"""A part lower than this, in digit heights, may be a broken part: the bar of a 5."""

Image = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Strokes:
    """The ink of a line image in parts.

    Attributes:
        labels: (H, W) int32, the part each pixel is of, 1.. from left to right; 0 is no ink.
        count: number of parts.
        digit_height: of this line, pixels: the median of what is tall enough to be a digit.
    """

    labels: NDArray[np.int32]
    count: int
    digit_height: float


def find_strokes(image: Image, digit_height: float) -> Strokes:
    """The strokes of a line image (H, W), ink high 0..1; `digit_height` in pixels is expected.

    Parts are 8-connected. A low part that shares its columns with another is joined to it, and so
    is any part that lies almost wholly within another's columns; specks are dropped.
    """
    core = (image >= STROKE).view(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        core, connectivity=8, ltype=cv2.CV_32S
    )
    x, y, width, height = (stats[1:, column].astype(np.int64) for column in range(4))
    tall = height >= SMALL * digit_height
    own = float(np.median(height[tall])) if tall.any() else digit_height
    kept = np.maximum(width, height) >= SPECK * own
    owner = _joined(x, y, width, height, kept, own)
    # From left to right by the middle of the part that others were joined to.
    names = sorted(set(owner[kept].tolist()), key=lambda name: x[name] + width[name] / 2)
    number = np.zeros(count, np.int32)
    for place, name in enumerate(names, start=1):
        number[1:][(owner == name) & kept] = place
    return Strokes(_with_fringe(image, np.asarray(labels, np.int32), number), len(names), own)


def _joined(
    x: NDArray[np.int64],
    y: NDArray[np.int64],
    width: NDArray[np.int64],
    height: NDArray[np.int64],
    kept: NDArray[np.bool_],
    digit_height: float,
) -> NDArray[np.int64]:
    """For each part, the part it is joined to (itself if none); tall parts come first."""
    owner = np.arange(len(x))
    left, right = x.copy(), x + width
    order = [part for part in np.argsort(-height, kind="stable").tolist() if kept[part]]
    roots: list[int] = []
    for part in order:
        best, best_share = part, 0.0
        small = height[part] < SMALL * digit_height
        below = y[part] + height[part]
        for root in roots:
            shared = min(right[part], right[root]) - max(left[part], left[root])
            share = shared / min(width[part], right[root] - left[root])
            wide = max(right[part], right[root]) - min(left[part], left[root])
            # A bar in the upper half is a 5's, even if it hardly lies above it.
            bar = small and below <= y[root] + height[root] // 2 and width[part] > height[part]
            least = 0.05 if bar else 0.5 if small else 0.8
            inside = small and wide == right[root] - left[root]
            if (inside or wide <= 1.4 * digit_height) and share >= max(least, best_share):
                best, best_share = root, float(share)
        owner[part] = best
        if best == part:
            roots.append(part)
        else:
            left[best], right[best] = min(left[best], x[part]), max(right[best], right[part])
    return owner


def _with_fringe(
    image: Image, labels: NDArray[np.int32], number: NDArray[np.int32]
) -> NDArray[np.int32]:
    """`labels` renamed by `number`, faint ink given to the nearest part."""
    found = number[labels]
    if not labels.any():
        return found
    distance, nearest = cv2.distanceTransformWithLabels(
        (labels == 0).view(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    part_of = np.zeros(int(nearest.max()) + 1, np.int32)
    inside = labels > 0
    part_of[nearest[inside]] = found[inside]
    faint = (image >= INK) & ~inside & (distance <= FRINGE)
    return np.where(faint, part_of[nearest], found).astype(np.int32)
