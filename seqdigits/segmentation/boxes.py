"""Where each character of a reading lies in its line image."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from seqdigits.decoding import Span
from seqdigits.segmentation.seams import seams

Box = tuple[float, float, float, float]

INK = 0.15
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
    that holds several spikes parts between them along the seams of least ink. No character goes
    farther than `reach` pixels, the height of a digit, from its spike. Spans are timesteps of
    `stride` pixels, in order.
    """
    if not spans:
        return []
    width = image.shape[1]
    centres = [min((start + end) * stride // 2, width - 1) for start, end in spans]
    inked = image > INK
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inked.view(np.uint8), connectivity=8)
    lots = _Lots(image * inked, centres, reach)
    owners = list(_owners(np.asarray(stats[1:], np.int32), centres, reach))
    boxes = []
    for i, span in enumerate(spans):
        x0, x1 = lots.columns(i)
        found = []
        for piece, its in enumerate(owners):
            if i in its:
                mine = labels[:, x0:x1] == piece + 1
                found.append(_crop(mine & lots.lot(i) if len(its) > 1 else mine, x0))
        box = _united([part for part in found if part is not None], centres[i], reach)
        box = box or _crop(inked[:, x0:x1] & lots.lot(i), x0)
        boxes.append(box or _whole(image, span, stride))
    return boxes


@dataclass(frozen=True)
class _Lots:
    """What part of an image each character may claim where their ink touches.

    Attributes:
        ink: (H, W), 0..1; 0 where there is none.
        centres: column of each character, in order.
        reach: farthest from its centre a character goes, pixels.
    """

    ink: NDArray[np.float32]
    centres: Sequence[int]
    reach: float

    def columns(self, i: int) -> tuple[int, int]:
        """First column character i may reach, and the one past its last."""
        centre, width = self.centres[i], self.ink.shape[1]
        return max(0, int(centre - self.reach)), min(width, int(centre + self.reach) + 1)

    def lot(self, i: int) -> NDArray[np.bool_]:
        """(H, w): True where those columns lie between the seams left and right of character i."""
        across = np.arange(*self.columns(i))
        within = np.ones((self.ink.shape[0], len(across)), np.bool_)
        if i > 0:
            within &= across >= self._seams[i - 1][:, None]
        if i + 1 < len(self.centres):
            within &= across < self._seams[i][:, None]
        return within

    @cached_property
    def _seams(self) -> NDArray[np.int64]:
        return seams(self.ink, self.centres)


def _owners(
    pieces: NDArray[np.int32], centres: Sequence[int], reach: float
) -> Iterator[Sequence[int]]:
    """For each piece of ink (x, y, width, height, area), the spikes it belongs to.

    A piece around another that may be a digit is a form's, and nobody's.
    """
    x, across = pieces[:, 0], pieces[:, 2]
    middles = x + across / 2
    high = np.flatnonzero(pieces[:, 3] >= TALL * reach)
    around = np.asarray(_around(pieces, pieces[high]).any(axis=1))
    frames = np.flatnonzero(around).tolist()
    tall = high[~around[high]]
    in_turn = tall[middles[tall].argsort()]
    one_each = len(tall) == len(centres) and bool(
        (np.abs(middles[in_turn] - np.array(centres)) <= 0.5 * reach).all()
    )
    turn = {int(piece): i for i, piece in enumerate(in_turn)} if one_each else {}
    for piece, (left, right) in enumerate(zip(x.tolist(), (x + across).tolist(), strict=True)):
        if piece in frames:
            yield ()
            continue
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


def _around(pieces: NDArray[np.int32], others: NDArray[np.int32]) -> NDArray[np.bool_]:
    """(n, m): True where piece i reaches beyond other j on all four sides."""
    x, y, width, height = (pieces[:, k, None] for k in range(4))
    a, b, across, down = (others[:, k] for k in range(4))
    beside = (x < a) & (a + across < x + width)
    return np.asarray(beside & (y < b) & (b + down < y + height))


def _united(pieces: Sequence[Box], centre: int, reach: float) -> Box | None:
    """The box around the pieces of one character; None if there is none.

    It grows from the piece at its spike, a high one if there is; others that lie aside, and lines
    of a form, are no part of it.
    """

    def rank(piece: Box) -> tuple[bool, float, float]:
        away = max(piece[0] - centre, centre - piece[2], 0.0)
        return piece[3] - piece[1] < TALL * reach, away, -(piece[3] - piece[1])

    box: Box | None = None
    for piece in sorted(pieces, key=rank):
        if box is None or _belongs(piece, box, reach):
            box = _joined(box, piece)
    return box


def _belongs(piece: Box, box: Box, reach: float) -> bool:
    """True if a further `piece` of ink is part of the character that fills `box`."""
    high, long = piece[3] - piece[1] >= TALL * reach, piece[2] - piece[0] > reach
    if high:
        return max(piece[0] - box[2], box[0] - piece[2]) <= ASIDE * reach
    middle = (piece[0] + piece[2]) / 2
    return not long and box[0] - ASIDE * reach <= middle <= box[2] + ASIDE * reach


def _joined(a: Box | None, b: Box) -> Box:
    """The box around both."""
    if a is None:
        return b
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


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
