"""Ink from pen strokes: a nib drawn along sampled lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

_FINE = 4  # drawn this many times larger, then averaged: widths step by a quarter of a pixel
_BITS = 4  # fractional bits of the coordinates given to OpenCV
_UNIT = 1 << _BITS
_GRADES = 5  # widths told apart within a glyph
_HEAD, _TAIL = 2, 4  # points of a stroke that taper, at its beginning and its end
_UNTAPERED = _HEAD + _TAIL  # a stroke of no more points stays as it is


@dataclass(frozen=True, slots=True)
class Pen:
    """What the line looks like; shares are 0 (an even line) to 1.

    Attributes:
        width: Widest line, in em.
        taper: Share of the width lost where a stroke begins and ends.
        nib: Share of the width lost along the nib's edge (a broad nib), below 1; 0 if round.
        angle: Direction of the nib's edge, in radians from the writing line, turning upwards.
        swell: Share of the width lost everywhere but on downstrokes (a pointed nib).
    """

    width: float
    taper: float = 0.0
    nib: float = 0.0
    angle: float = 0.7
    swell: float = 0.0

    @property
    def varies(self) -> bool:
        """Whether the line is not as wide everywhere, its ends aside."""
        return self.swell > 0

    def widths(self, points: NDArray[np.float64], cuts: Sequence[int]) -> NDArray[np.float64]:
        """Share of the width at each of n points (n, 2), on the way to the next.

        Args:
            points: The points of all strokes, one stroke after the other.
            cuts: Where each stroke ends; the last is n.
        """
        shares = np.ones(len(points))
        if self.swell:
            step = points[1:] - points[:-1]
            x, y = step[:, 0], step[:, 1]
            down = np.maximum(y, 0) / np.sqrt(x * x + y * y + 1e-9)
            shares[:-1] -= self.swell * (1 - down)
            shares[1:-1] = (shares[:-2] + shares[1:-1] + shares[2:]) / 3
        if self.taper:
            for start, end in pairwise((0, *cuts)):
                if end - start > _UNTAPERED:
                    shares[start : start + _HEAD] *= 1 - self.taper
                    shares[end - _TAIL : end] *= 1 - self.taper
        return shares

    def tracks(self, scale: float) -> NDArray[np.float64]:
        """Offsets (c, 2), times `scale`, of round lines that side by side make up a broad one."""
        count = math.ceil(self.nib / (1 - self.nib)) + 1
        across = np.linspace(-0.5, 0.5, count) * (self.nib * self.width * scale)
        return np.stack([across * math.cos(self.angle), -across * math.sin(self.angle)], axis=1)


Rendering = tuple[NDArray[np.uint8], tuple[float, float]]
"""The ink (h, w) of a glyph, and where its strokes' origin (x, y) lies in it, pixels."""


def draw(strokes: Sequence[NDArray[np.float64]], pen: Pen, em: float) -> Rendering:
    """The strokes of one glyph drawn; see `draw_all`."""
    return draw_all([strokes], pen, em)[0]


def draw_all(
    glyphs: Sequence[Sequence[NDArray[np.float64]]], pen: Pen, em: float
) -> list[Rendering]:
    """An image (h, w) of each glyph's strokes, cropped to its ink, and where their origin lies.

    All are drawn at once, side by side: most of what a glyph costs is the calls to draw it.

    Args:
        glyphs: Of each, lines of shape (n >= 1, 2) in em: x to the right, y down, the baseline at
            0 and the top of a digit at -1. One point makes a dot.
        pen: What they are written with.
        em: Height of a digit in pixels.

    Returns:
        The ink, 255 where it is full, and `origin` = (x, y) in pixels, pixel centres at whole
        numbers: a point p of a stroke lies at `origin + p * em`.
    """
    fine = em * _FINE
    strokes = [
        stroke if len(stroke) > 1 else stroke.repeat(2, axis=0)
        for glyph in glyphs
        for stroke in glyph
    ]
    points = strokes[0] if len(strokes) == 1 else np.concatenate(strokes)
    path = (points * (fine * _UNIT)).astype(np.int32)
    cuts = list(accumulate(map(len, strokes)))
    last = accumulate(map(len, glyphs))
    ends = [cuts[count - 1] for count in last]
    margin = int((pen.width * fine / 2 + _FINE) * _UNIT)
    cell = _FINE * _UNIT
    rows = columns = 0
    corners: list[tuple[int, int]] = []
    starts: list[int] = []
    for start, end in pairwise((0, *ends)):
        part = path[start:end]
        left, top, across, down = cv2.boundingRect(part)
        x0, y0 = (left - margin) // cell, (top - margin) // cell
        corners.append((x0, y0))
        starts.append(columns)
        part -= ((x0 - columns) * cell, y0 * cell)
        columns += (left + across + margin) // cell + 1 - x0
        rows = max(rows, (top + down + margin) // cell + 1 - y0)
    canvas = np.zeros((rows * _FINE, columns * _FINE), np.uint8)
    tracks = path[None]
    if pen.nib:
        tracks = tracks + pen.tracks(fine * _UNIT).astype(np.int32)[:, None]
    width = pen.width * (1 - pen.nib) * fine
    if pen.varies:
        _varying_lines(canvas, tracks, cuts, pen.widths(points, cuts) * width)
    elif pen.taper:
        _tapered_lines(canvas, tracks, cuts, width, 1 - pen.taper)
    else:
        lines = [track[start:end] for start, end in pairwise((0, *cuts)) for track in tracks]
        _lines(canvas, lines, width)
    image = cv2.resize(canvas, (columns, rows), interpolation=cv2.INTER_AREA)
    centre = (_FINE - 1) / 2 / _FINE
    drawn: list[Rendering] = []
    for (x0, y0), (start, end) in zip(corners, pairwise((*starts, columns)), strict=True):
        own = image[:, start:end]
        x, y, w, h = cv2.boundingRect(own)
        ink = cast("NDArray[np.uint8]", own[y : y + h, x : x + w])
        drawn.append((ink, (-x0 - centre - x, -y0 - centre - y)))
    return drawn


def _tapered_lines(
    canvas: NDArray[np.uint8],
    tracks: NDArray[np.int32],
    cuts: list[int],
    width: float,
    thin: float,
) -> None:
    """Draws all strokes (c, n, 2), ending at `cuts`, both ends `thin` times as wide as the rest."""
    whole: list[NDArray[np.int32]] = []
    ends: list[NDArray[np.int32]] = []
    for start, end in pairwise((0, *cuts)):
        if end - start <= _UNTAPERED:
            whole.extend(tracks[:, start:end])
            continue
        first, last = start + _HEAD, end - _TAIL
        ends.extend(tracks[:, start : first + 1])
        whole.extend(tracks[:, first : last + 1])
        ends.extend(tracks[:, last:end])
    _lines(canvas, whole, width)
    if ends:
        _lines(canvas, ends, width * thin)


def _varying_lines(
    canvas: NDArray[np.uint8],
    tracks: NDArray[np.int32],
    cuts: list[int],
    widths: NDArray[np.float64],
) -> None:
    """Draws all strokes (c, n, 2), ending at `cuts`, about as wide as told at each of n points."""
    step = max(float(widths.max()) / _GRADES, 1.0)
    grades = (widths / step).round()
    turns = (np.flatnonzero(grades[1:] != grades[:-1]) + 1).tolist()
    runs: dict[float, list[NDArray[np.int32]]] = {}
    start = 0
    for end in sorted({*turns, *cuts}):
        beyond = end if end in cuts else end + 1  # a run ends where the next begins
        runs.setdefault(float(grades[start]), []).extend(tracks[:, start:beyond])
        start = end
    for grade, lines in runs.items():
        _lines(canvas, lines, grade * step)


def _lines(canvas: NDArray[np.uint8], lines: list[NDArray[np.int32]], width: float) -> None:
    """Draws lines (n, 2) with fractional coordinates, each `width` wide."""
    cv2.polylines(canvas, lines, False, 255, max(round(width), 1), cv2.LINE_8, _BITS)
