"""Strokes -> pieces: more of them than digits, in order, of which digits are put together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from seqdigits.segmentation.drop_fall import drop_falls
from seqdigits.segmentation.strokes import INK, Image, find_strokes

NARROW = 0.4
"""A stroke narrower than this, in digit heights, is not cut."""

CROSSED = 0.45
"""No cut goes through more ink than this, in digit heights."""

APART = 0.1
"""Cuts that lie closer than this on average, in digit heights, are one."""

DENSITY = 5
"""Most cuts in a stroke a digit height wide."""

Path = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Pieces:
    """The over-segmentation of a line image.

    Attributes:
        labels: (H, W) int32, the piece each pixel is of, 1..count in reading order; 0 is no ink.
        count: number of pieces.
        crossed: (count + 1,) ink that the cut before each piece and after the last goes through,
            digit heights; 0 between strokes.
        lines: (count + 1,) how many lines of ink that cut goes through: two where it parts a ring,
            one at least within a stroke, 0 between strokes.
        digit_height: of this line, pixels.
    """

    labels: NDArray[np.int32]
    count: int
    crossed: NDArray[np.float64]
    lines: NDArray[np.int64]
    digit_height: float


def cut_up(image: Image, digit_height: float) -> Pieces:
    """The pieces of a line image (H, W), ink high 0..1, of digits `digit_height` pixels high.

    Every pixel of ink that is no speck belongs to exactly one piece. Strokes wide enough to hold
    two digits are cut at the valleys of their projection on the x axis and along drop-fall paths.
    """
    strokes = find_strokes(image, digit_height)
    own = strokes.digit_height
    labels = np.zeros(image.shape, np.int32)
    crossed: list[float] = []
    lines: list[int] = []
    for stroke in range(1, strokes.count + 1):
        mask = strokes.labels == stroke
        x, y, width, height = cv2.boundingRect(mask.view(np.uint8))
        part = mask[y : y + height, x : x + width]
        ink = image[y : y + height, x : x + width] * part
        paths = _cuts(ink, part, own) if width >= NARROW * own else []
        target = labels[y : y + height, x : x + width]
        cuts = [(0.0, 0), *(_crossed(path, ink) for path in paths)]
        side = np.zeros(part.shape, np.int32)
        for path in paths:
            side += np.arange(width) >= path[:, None]
        for place, (amount, count) in enumerate(cuts):
            members = part & (side == place)
            if members.any():
                crossed.append(amount / own)
                lines.append(max(count, 1) if place else 0)
                target[members] = len(crossed)
    return Pieces(labels, len(lines), np.array([*crossed, 0.0]), np.array([*lines, 0]), own)


def _cuts(ink: Image, inked: NDArray[np.bool_], digit_height: float) -> list[Path]:
    """Cuts (h,) of a stroke from left to right, none right of the next; the cheapest, apart."""
    width = inked.shape[1]
    priced = []
    for path in (*_projection_cuts(ink), *drop_falls(inked)):
        cost, _ = _crossed(path, ink)
        if cost <= CROSSED * digit_height and _parts(path, inked, digit_height):
            priced.append((cost, path))
    priced.sort(key=lambda item: item[0])
    chosen: list[Path] = []
    most = max(1, round(DENSITY * width / digit_height))
    for _, path in priced:
        if len(chosen) == most:
            break
        if all(float(np.abs(path - other).mean()) >= APART * digit_height for other in chosen):
            chosen.append(path)
    chosen.sort(key=lambda path: float(path.mean()))
    return list(np.maximum.accumulate(np.array(chosen), axis=0)) if chosen else []


def _projection_cuts(ink: Image) -> Iterator[Path]:
    """A straight cut at each lowest place of the ink summed along columns; plateaus' middles."""
    height, width = ink.shape
    profile = cv2.blur(ink.sum(axis=0, dtype=np.float32)[None], (3, 1))[0]
    start = 1
    while start < width - 1:
        end = start
        while end < width - 1 and profile[end + 1] == profile[start]:
            end += 1
        if end < width - 1 and profile[start - 1] > profile[start] < profile[end + 1]:
            yield np.full(height, (start + end + 1) // 2, np.int64)
        start = end + 1


def _crossed(path: Path, ink: Image) -> tuple[float, int]:
    """Ink on both sides of the cut, summed over its rows, pixels, and how many lines that is."""
    width = ink.shape[1]
    rows = np.flatnonzero((path > 0) & (path < width))
    columns = path[rows]
    both = np.zeros(len(path) + 1, np.float32)
    both[rows] = np.minimum(ink[rows, columns - 1], ink[rows, columns])
    inked = both >= INK
    return float(both.sum()), int(np.count_nonzero(inked[:-1] & ~inked[1:]))


def _parts(path: Path, inked: NDArray[np.bool_], digit_height: float) -> bool:
    """True if the cut leaves more than a speck on both sides."""
    left = inked & (np.arange(inked.shape[1]) < path[:, None])
    least = 0.02 * digit_height * digit_height
    return bool(least <= left.sum() <= inked.sum() - least)
