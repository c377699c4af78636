"""Where each character of a reading lies in its line image."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from seqdigits.decoding import Span

Box = tuple[float, float, float, float]

INK = 0.2
"""Fainter pixels of a line image (0..1) are no part of a character."""


def find_boxes(
    image: NDArray[np.float32], spans: Sequence[Span], stride: int, reach: float
) -> list[Box]:
    """Boxes [x0, y0, x1, y1) in pixels of `image` (H, W), one around the ink at each span.

    A net answers in spikes that tell where a character is and not how far it goes. Between two
    spikes the characters part at the column of least ink; none goes farther than `reach` pixels
    from its spike. Spans are timesteps of `stride` pixels, in order.
    """
    if not spans:
        return []
    width = image.shape[1]
    centres = [min((start + end) * stride // 2, width - 1) for start, end in spans]
    ink = image * (image > INK)
    columns = ink.sum(axis=0)
    cuts = [0, *_cuts(columns, centres), width]
    boxes = []
    for span, centre, (left, right) in zip(spans, centres, pairwise(cuts), strict=True):
        near = max(left, int(centre - reach)), min(right, int(centre + reach) + 1)
        boxes.append(_crop(ink, *near) or _whole(image, span, stride))
    return boxes


def _cuts(columns: NDArray[np.float32], centres: Sequence[int]) -> list[int]:
    """Column of least ink between neighbouring centres; the middle one of several."""
    cuts = []
    for a, b in pairwise(centres):
        between = columns[a : max(b, a + 1)]
        least = np.flatnonzero(between == between.min())
        cuts.append(a + int(least[len(least) // 2]))
    return cuts


def _crop(ink: NDArray[np.float32], left: int, right: int) -> Box | None:
    """The box around the ink in columns [left, right); None if there is none."""
    rows, columns = np.nonzero(ink[:, left:right])
    if not len(rows):
        return None
    return (
        float(left + columns.min()),
        float(rows.min()),
        float(left + columns.max() + 1),
        float(rows.max() + 1),
    )


def _whole(image: NDArray[np.float32], span: Span, stride: int) -> Box:
    """The columns of a span, over the image's height."""
    height, width = image.shape
    left = min(span[0] * stride, width - 1)
    return float(left), 0.0, float(min(max(span[1] * stride, left + 1), width)), float(height)
