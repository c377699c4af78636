"""Where each character of a reading lies in its line image."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from seqdigits.decoding import Span

Box = tuple[float, float, float, float]

INK = 0.1
"""Fainter pixels of a line image (0..1) are no part of a character."""

TALL = 0.4
"""A piece of ink this high, as a share of the digit height, may be a digit of its own."""

ASIDE = 0.1
"""A small piece that lies farther than this beside its character, in digit heights, is a speck."""


def find_boxes(
    image: NDArray[np.float32], spans: Sequence[Span], stride: int, reach: float
) -> list[Box]:
    """Boxes [x0, y0, x1, y1) in pixels of `image` (H, W), one around the ink at each span.

    A net answers in spikes that tell where a character is and not how far it goes. Each connected
    piece of ink goes whole to the spike it lies at, so that leaning characters keep their own; one
    that holds several spikes parts between them at the columns of least ink. No character goes
    farther than `reach` pixels, the height of a digit, from its spike. Spans are timesteps of
    `stride` pixels, in order.
    """
    if not spans:
        return []
    width = image.shape[1]
    centres = [min((start + end) * stride // 2, width - 1) for start, end in spans]
    inked = image > INK
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inked.view(np.uint8), connectivity=8)
    cuts = [0, *_cuts((image * inked).sum(axis=0), centres), width]
    boxes: list[Box | None] = [None] * len(spans)
    pieces = np.asarray(stats[1:], np.int32)
    owners = list(_owners(pieces, centres, reach))
    for piece in np.argsort(-pieces[:, 3], kind="stable").tolist():
        for i in owners[piece]:
            x0, x1 = max(0, int(centres[i] - reach)), min(width, int(centres[i] + reach) + 1)
            if len(owners[piece]) > 1:
                x0, x1 = max(x0, cuts[i]), min(x1, cuts[i + 1])
            found = _crop(labels[:, x0:x1] == piece + 1, x0)
            if found is not None and _belongs(found, boxes[i], reach):
                boxes[i] = _joined(boxes[i], found)
    return [
        box
        or _within(image, cuts[i], cuts[i + 1], centres[i], reach)
        or _whole(image, span, stride)
        for i, (box, span) in enumerate(zip(boxes, spans, strict=True))
    ]


def _owners(
    pieces: NDArray[np.int32], centres: Sequence[int], reach: float
) -> Iterator[Sequence[int]]:
    """For each piece of ink (x, y, width, height, area), the spikes it belongs to."""
    x, across = pieces[:, 0], pieces[:, 2]
    middles = x + across / 2
    tall = np.flatnonzero(pieces[:, 3] >= TALL * reach)
    in_turn = tall[middles[tall].argsort()]
    one_each = len(tall) == len(centres) and bool(
        (np.abs(middles[in_turn] - np.array(centres)) <= 0.5 * reach).all()
    )
    turn = {int(piece): i for i, piece in enumerate(in_turn)} if one_each else {}
    for piece, (left, right) in enumerate(zip(x.tolist(), (x + across).tolist(), strict=True)):
        if piece in turn:
            yield (turn[piece],)
            continue
        inside = [i for i, centre in enumerate(centres) if left <= centre < right]
        if inside and not one_each:
            yield inside
            continue
        away = [max(left - centre, centre - right + 1, 0) for centre in centres]
        nearest = min(
            range(len(centres)), key=lambda i: (away[i], abs(middles[piece] - centres[i]))
        )
        yield (nearest,) if away[nearest] <= reach else ()


def _belongs(piece: Box, box: Box | None, reach: float) -> bool:
    """True if a `piece` of ink is part of the character whose higher pieces fill `box`."""
    if box is None or piece[3] - piece[1] >= TALL * reach:
        return True
    middle = (piece[0] + piece[2]) / 2
    return box[0] - ASIDE * reach <= middle <= box[2] + ASIDE * reach


def _joined(a: Box | None, b: Box) -> Box:
    """The box around both."""
    if a is None:
        return b
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def _within(
    image: NDArray[np.float32], left: int, right: int, centre: int, reach: float
) -> Box | None:
    """The box around all ink in columns [left, right) near `centre`; None if there is none."""
    x0, x1 = max(left, int(centre - reach)), min(right, int(centre + reach) + 1)
    return _crop(image[:, x0:x1] > INK, x0)


def _cuts(columns: NDArray[np.float32], centres: Sequence[int]) -> list[int]:
    """Column of least ink between neighbouring centres; the middle one of several."""
    cuts = []
    for a, b in pairwise(centres):
        between = columns[a : max(b, a + 1)]
        least = np.flatnonzero(between == between.min())
        cuts.append(a + int(least[len(least) // 2]))
    return cuts


def _crop(inked: NDArray[np.bool_], left: int) -> Box | None:
    """The box around what `inked` (H, w) holds, from column `left` on; None if it holds nothing."""
    x, y, width, height = cv2.boundingRect(inked.view(np.uint8))
    if not width:
        return None
    return float(left + x), float(y), float(left + x + width), float(y + height)


def _whole(image: NDArray[np.float32], span: Span, stride: int) -> Box:
    """The columns of a span, over the image's height."""
    height, width = image.shape
    left = min(span[0] * stride, width - 1)
    return float(left), 0.0, float(min(max(span[1] * stride, left + 1), width)), float(height)
