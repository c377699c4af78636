"""The cheap step shared by training and reading: ink -> a line image of one digit height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from seqdigits.config import InputConfig
from seqdigits.errors import ImageError
from seqdigits.images.band import Band, find_band

WIDEST = 2048
"""No line image is wider than this, pixels; a longer string is shrunk."""

FAINTEST = 32
"""Ink nowhere darker than this (of 255) is no ink."""

INK_SHARE = 0.3
"""A pixel belongs to a stroke from this share of the darkest ink on."""

FULL_INK_PERCENTILE = 0.9
"""This quantile of the stroke pixels becomes 1.0."""


@dataclass(frozen=True, slots=True)
class LineImage:
    """A net's input and where it lies in its source.

    Attributes:
        image: (H, W) float32, ink high, 0..1, W unpadded; zeros (H, 2 * margin) without ink.
        scale: image pixels per source pixel.
        left: source column of the image's left edge, pixels; may be negative.
        top: source row of the image's top edge, pixels; may be negative.
        source: height and width of the source, pixels.
    """

    image: NDArray[np.float32]
    scale: float
    left: float
    top: float
    source: tuple[int, int]

    @property
    def is_empty(self) -> bool:
        """True if there is no ink."""
        return not self.image.any()

    def to_source(self, box: Sequence[float]) -> tuple[int, int, int, int]:
        """Source pixels of `box` = [x0, y0, x1, y1) image pixels, whole and clipped."""
        height, width = self.source
        xs = [self.left + x / self.scale for x in (box[0], box[2])]
        ys = [self.top + y / self.scale for y in (box[1], box[3])]
        x0, x1 = (round(min(max(x, 0), width)) for x in xs)
        y0, y1 = (round(min(max(y, 0), height)) for y in ys)
        return x0, y0, x1, y1


def canonical(ink: NDArray[np.uint8], config: InputConfig) -> LineImage:
    """`ink` (h, w) uint8, ink high, cropped, scaled by digit height and centred on its digits.

    Both axes share one scale. Where digits of several heights or on a sloping line would not
    fit the image's height, the scale shrinks until all of them do.

    Raises:
        ImageError: if `ink` is not a two-dimensional uint8 array.
    """
    if ink.dtype != np.uint8 or ink.ndim != 2:
        raise ImageError(
            f"ink is a (height, width) uint8 array, ink high. Received: shape {ink.shape}, "
            f"{ink.dtype}. Pass what find_ink returns, or use normalise for other images."
        )
    darkest = int(ink.max(initial=0))
    band = None
    if darkest >= FAINTEST:
        band = find_band(ink > INK_SHARE * darkest)
    if band is None:
        blank = np.zeros((config.height, 2 * config.margin), np.float32)
        return LineImage(blank, 1.0, 0.0, 0.0, (ink.shape[0], ink.shape[1]))
    return _render(ink, band, config)


def _render(ink: NDArray[np.uint8], band: Band, config: InputConfig) -> LineImage:
    """The part of `ink` that `band` names, at `config`'s digit height."""
    rows, margin = config.height, config.margin
    scale = min(
        config.digit_height / band.digit_height,
        (rows - 2) / (band.bottom - band.top),
        (WIDEST - 2 * margin) / (band.x1 - band.x0),
    )
    width = max(1, round((band.x1 - band.x0) * scale)) + 2 * margin
    left = 0.5 * (band.x0 + band.x1) - 0.5 * width / scale
    top = _placed(band, rows / scale)
    if scale >= 1:
        matrix = np.array([[scale, 0, -left * scale], [0, scale, -top * scale]])
        matrix[:, 2] += 0.5 * scale - 0.5
        image = cv2.warpAffine(ink, matrix, (width, rows), flags=cv2.INTER_LINEAR)
    else:
        left, top = floor(left + 0.5), floor(top + 0.5)
        window = _window(ink, left, top, round(width / scale), round(rows / scale))
        image = cv2.resize(window, (width, rows), interpolation=cv2.INTER_AREA)
    if config.smoothing:
        image = cv2.GaussianBlur(image, (0, 0), config.smoothing)
    return LineImage(_full_contrast(image), scale, left, top, (ink.shape[0], ink.shape[1]))


def _placed(band: Band, rows: float) -> float:
    """Top of a window `rows` high: centred on the digits, moved to hold all ink if it can."""
    top = 0.5 * (band.top + band.bottom - rows)
    if band.y1 - band.y0 <= rows:
        top = min(max(top, band.y1 - rows), band.y0)
    return top


def _window(
    ink: NDArray[np.uint8], left: int, top: int, width: int, rows: int
) -> NDArray[np.uint8]:
    """`rows` x `width` pixels of `ink` from (left, top); zeros where it ends."""
    window = np.zeros((rows, width), np.uint8)
    y0, x0 = max(top, 0), max(left, 0)
    part = ink[y0 : top + rows, x0 : left + width]
    window[y0 - top : y0 - top + part.shape[0], x0 - left : x0 - left + part.shape[1]] = part
    return window


def _full_contrast(image: MatLike) -> NDArray[np.float32]:
    """`image` as float32, its strokes reaching 1.0."""
    counts = cv2.calcHist([image], [0], None, [256], [0, 256]).ravel()
    counts[: max(1, int(INK_SHARE * image.max()))] = 0
    reached = counts.cumsum()
    full = max(1, int(reached.searchsorted(FULL_INK_PERCENTILE * reached[-1])))
    scaled: NDArray[np.float32] = np.multiply(image, np.float32(1 / full), dtype=np.float32)
    np.minimum(scaled, np.float32(1), out=scaled)
    return scaled
