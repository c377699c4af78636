"""Ink from pen strokes: a nib drawn along sampled lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

_FINE = 4  # drawn this many times larger, then averaged: widths step by a quarter of a pixel
_BITS = 4  # fractional bits of the coordinates given to OpenCV
_FADE = np.array([1.0, 0.67, 0.33])  # how much of the taper the segments at an end take


@dataclass(frozen=True, slots=True)
class Pen:
    """What the line looks like; shares are 0 (an even line) to 1.

    Attributes:
        width: Widest line, in em.
        taper: Share of the width lost where a stroke begins and ends.
        nib: Share of the width lost along the nib's edge (a broad nib); 0 for a round one.
        angle: Direction of the nib's edge, in radians from the writing line, turning upwards.
        swell: Share of the width lost everywhere but on downstrokes (a pointed nib).
    """

    width: float
    taper: float = 0.0
    nib: float = 0.0
    angle: float = 0.7
    swell: float = 0.0

    @property
    def is_even(self) -> bool:
        """Whether every line it draws is equally wide all along."""
        return not (self.taper or self.nib or self.swell)

    def widths(self, stroke: NDArray[np.float64]) -> NDArray[np.float64]:
        """Line width in em on each of the n - 1 segments of a stroke of shape (n >= 2, 2)."""
        x, y = (stroke[1:] - stroke[:-1]).T
        widths = np.full(len(x), self.width)
        if self.nib or self.swell:
            length = np.sqrt(x * x + y * y) + 1e-9
            if self.nib:
                along = x * math.cos(self.angle) - y * math.sin(self.angle)
                widths *= 1 - self.nib * np.abs(along) / length
            if self.swell:
                widths *= 1 - self.swell * (1 - np.maximum(y, 0) / length)
            widths[1:-1] = (widths[:-2] + widths[1:-1] + widths[2:]) / 3
        if self.taper and len(widths) > 4:
            widths[:3] *= 1 - self.taper * _FADE
            widths[-3:] *= 1 - self.taper * _FADE[::-1]
        return widths


def draw(
    strokes: Sequence[NDArray[np.float64]], pen: Pen, em: float
) -> tuple[NDArray[np.uint8], tuple[float, float]]:
    """An image (h, w) of the strokes, cropped to its ink, and where their origin lies in it.

    Args:
        strokes: Lines of shape (n >= 1, 2) in em: x to the right, y down, the baseline at 0 and
            the top of a digit at -1. One point makes a dot.
        pen: What they are written with.
        em: Height of a digit in pixels.

    Returns:
        The ink, 255 where it is full, and `origin` = (x, y) in pixels, pixel centres at whole
        numbers: a point p of a stroke lies at `origin + p * em`.
    """
    scale = em * _FINE
    fine = [stroke * scale for stroke in strokes]
    points = fine[0] if len(fine) == 1 else np.concatenate(fine)
    left, top = points.min(axis=0).tolist()
    right, bottom = points.max(axis=0).tolist()
    margin = pen.width * scale / 2 + _FINE
    x0 = int((left - margin) // _FINE) * _FINE
    y0 = int((top - margin) // _FINE) * _FINE
    columns = int((right + margin - x0) // _FINE) + 1
    rows = int((bottom + margin - y0) // _FINE) + 1
    canvas = np.zeros((rows * _FINE, columns * _FINE), np.uint8)
    shift = (x0, y0)
    for stroke, line in zip(strokes, fine, strict=True):
        path = ((line - shift) * (1 << _BITS)).astype(np.int32)
        if pen.is_even or len(path) == 1:
            _line(canvas, path, max(round(pen.width * scale), 1))
        else:
            _varying_line(canvas, path, pen.widths(stroke) * scale)
    image = cv2.resize(canvas, (columns, rows), interpolation=cv2.INTER_AREA)
    x, y, w, h = cv2.boundingRect(image)
    centre = (_FINE - 1) / 2
    return image[y : y + h, x : x + w], (
        -(x0 + centre) / _FINE - x,
        -(y0 + centre) / _FINE - y,
    )


def _line(canvas: NDArray[np.uint8], path: NDArray[np.int32], thickness: int) -> None:
    """Draws an evenly wide line; one point makes a dot."""
    if len(path) == 1:
        path = np.repeat(path, 2, axis=0)
    cv2.polylines(canvas, [path], False, 255, thickness, cv2.LINE_8, _BITS)


def _varying_line(
    canvas: NDArray[np.uint8], path: NDArray[np.int32], widths: NDArray[np.float64]
) -> None:
    """Draws a line whose segments are each as wide as told, equal neighbours in one go."""
    thickness = np.maximum(widths.round(), 1).astype(np.intp)
    ends = (np.flatnonzero(thickness[1:] != thickness[:-1]) + 1).tolist()
    start = 0
    for end in [*ends, len(thickness)]:
        _line(canvas, path[start : end + 1], int(thickness[start]))
        start = end
