"""Pen strokes that write nothing: loops, and what people put over a mistake.

Each is drawn anew from the generator. Strokes are lines (n, 2) in em, y down, the middle at x = 0,
between about -1.1 and 0.1 in y, one to three digits wide.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Scribble = Callable[[np.random.Generator], list[Points]]

_STEP = 0.07  # em between samples of a straight stroke
_TURN = 24  # samples of one turn
_MIDDLE = np.array([0.0, -0.5])  # of a scribble


def loop(rng: np.random.Generator) -> list[Points]:
    """A curly doodle: a coil, a spiral, a chain of eights or a tangle."""
    return _one_of((_coil, _spiral, _eights, _tangle), rng)


def scratch(rng: np.random.Generator) -> list[Points]:
    """A scratch-out: a dense zigzag, hatching, a scribbled blob or a scrawl crossed out."""
    return _one_of((_zigzag, _hatching, _blob, _crossed_out), rng)


def _one_of(kinds: tuple[Scribble, ...], rng: np.random.Generator) -> list[Points]:
    return kinds[int(rng.integers(len(kinds)))](rng)


def _coil(rng: np.random.Generator) -> list[Points]:
    """Loops along the line, such as fill an empty field."""
    turns = int(rng.integers(3, 8))
    width = rng.uniform(0.8, 1.9)
    t = np.linspace(0, 2 * math.pi * turns, _TURN * turns)
    across = rng.uniform(0.12, 0.3) * width / 1.2
    tall = rng.uniform(0.22, 0.52) * (
        1 + rng.uniform(0, 0.35) * np.sin(t / turns + rng.uniform(0, 6))
    )
    x = (width - 2 * across) * (t / t[-1] - 0.5) + across * np.cos(t)
    y = tall * np.sin(t) * rng.choice([-1, 1])
    return [np.stack([x, y - 0.5], axis=1)]


def _spiral(rng: np.random.Generator) -> list[Points]:
    """Rounds that widen from a middle, or close in on it."""
    turns = rng.uniform(2.4, 4.2)
    t = np.linspace(0, 2 * math.pi * turns, int(_TURN * turns))
    radius = (t / t[-1]) ** rng.uniform(0.7, 1.1)
    angle = t * rng.choice([-1, 1]) + rng.uniform(0, 6)
    x = rng.uniform(0.4, 0.8) * radius * np.cos(angle)
    y = rng.uniform(0.35, 0.55) * radius * np.sin(angle)
    line = np.stack([x, y - 0.5], axis=1)
    return [line if rng.random() < 0.5 else line[::-1]]


def _eights(rng: np.random.Generator) -> list[Points]:
    """Three and more lobes in a row, there and back (a Lissajous figure)."""
    lobes, rounds = int(rng.integers(3, 7)), rng.uniform(1.0, 2.2)
    t = np.linspace(0, 2 * math.pi * rounds, int(_TURN * lobes * rounds * 0.7)) + rng.uniform(0, 6)
    # At this phase the way back crosses the way there midway; a quarter away it would hide it.
    phase = (lobes % 2) * math.pi / 2 + rng.uniform(-0.5, 0.5)
    x = rng.uniform(0.5, 0.95) * np.sin(t)
    y = rng.uniform(0.2, 0.5) * np.sin(lobes * t + phase)
    return [np.stack([x, y - 0.5], axis=1)]


def _tangle(rng: np.random.Generator) -> list[Points]:
    """Loops across each other, to and fro in no order."""
    rounds = rng.uniform(2.0, 3.5)
    t = np.linspace(0, 2 * math.pi * rounds, int(2 * _TURN * rounds))[:, None, None]
    waves = (3, 2)  # so many a direction
    pace = np.array([[0.4], [1.0], [2.0]]) + rng.uniform(-0.25, 0.25, waves)
    phase = rng.uniform(0, 2 * math.pi, waves)
    line = (rng.uniform(0.5, 1.0, waves) * np.sin(pace * t + phase)).sum(axis=1)
    return _fitted([line], rng.uniform(0.8, 1.9), rng.uniform(0.7, 1.1))


def _zigzag(rng: np.random.Generator) -> list[Points]:
    """Strokes to and fro, close together, upright or level."""
    upright = rng.random() < 0.6
    count = int(rng.integers(12, 30)) if upright else int(rng.integers(10, 18))
    along = np.cumsum(rng.uniform(0.3, 1.0, count))
    ends = np.where(np.arange(count) % 2, 0.5, -0.5) * rng.uniform(0.6, 1.0, count)
    ends += np.cumsum(rng.normal(0, 0.04, count))
    corners = np.stack([along, ends] if upright else [ends, along], axis=1)
    width = rng.uniform(0.06, 0.1) * count if upright else rng.uniform(0.8, 1.9)
    height = rng.uniform(0.7, 1.15) if upright else rng.uniform(0.055, 0.075) * count
    return _fitted([_rounded(corners, rng)], width, height)


def _hatching(rng: np.random.Generator) -> list[Points]:
    """Parallel strokes, and others across them unless they lie flat."""
    size = np.array([rng.uniform(0.8, 1.8), rng.uniform(0.7, 1.1)]) / 2
    angle = rng.uniform(-0.6, 1.5)
    angles = [angle]
    if abs(angle) > 0.5 or rng.random() < 0.5:
        angles.append(angle - rng.uniform(0.8, 1.6))
    return [stroke for direction in angles for stroke in _hatched(size, direction, rng)]


def _hatched(size: Points, angle: float, rng: np.random.Generator) -> list[Points]:
    """Strokes at an angle that fill an ellipse with half axes `size` (2,), from rim to rim."""
    ahead = np.array([math.cos(angle), -math.sin(angle)])
    aside = np.array([-ahead[1], ahead[0]])
    reach = 0.95 * math.hypot(*(aside * size).tolist())  # past it no line meets the ellipse
    count = max(6, int(2 * reach / rng.uniform(0.1, 0.18)))
    starts = np.linspace(-reach, reach, count)[:, None] * aside
    # Where |start + s * ahead|, measured in half axes, is 1.
    p, d = starts / size, ahead / size
    middle = -(p @ d) / (d @ d)
    half = np.sqrt(middle**2 - ((p**2).sum(axis=1) - 1) / (d @ d))
    ends = np.stack([middle - half, middle + half], axis=1) + rng.normal(0, 0.04, (count, 2))
    share = np.linspace(0, 1, int(2 * float(half.max()) / _STEP) + 2)
    along = ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * share
    starts += _MIDDLE + rng.normal(0, 0.012, (count, 2))
    return list(starts[:, None] + along[..., None] * ahead)


def _blob(rng: np.random.Generator) -> list[Points]:
    """A patch scribbled over from rim to rim."""
    count = int(rng.integers(16, 40))
    angles = np.cumsum(math.pi + rng.normal(rng.uniform(-0.4, 0.4), 0.5, count))
    reach = rng.uniform(0.7, 1.0, count)
    corners = np.stack([np.cos(angles), np.sin(angles)], axis=1) * reach[:, None]
    return _fitted([_rounded(corners, rng)], rng.uniform(0.8, 1.8), rng.uniform(0.7, 1.1))


def _crossed_out(rng: np.random.Generator) -> list[Points]:
    """An unreadable word under one to three lines, a cross or a zigzag."""
    humps = int(rng.integers(7, 16))
    width = rng.uniform(0.1, 0.16) * humps
    tops = np.where(rng.random(humps) < 0.2, -0.95, -0.5) * rng.uniform(0.7, 1.1, humps)
    feet = np.where(rng.random(humps) < 0.1, 0.3, 0.0) + rng.normal(0, 0.05, humps)
    corners = np.empty((2 * humps, 2))
    corners[:, 0] = np.linspace(-width / 2, width / 2, 2 * humps)
    corners[:, 0] += rng.normal(0, 0.04, 2 * humps)
    corners[::2, 1], corners[1::2, 1] = feet, tops
    kind = rng.random()
    half = width / 2 + rng.uniform(0.0, 0.2)
    if kind < 0.45:
        heights = rng.uniform(-0.75, -0.05, int(rng.integers(1, 4)))
        over = [
            _sampled(np.array([[-half, y + rng.normal(0, 0.08)], [half, y + rng.normal(0, 0.08)]]))
            for y in heights
        ]
    elif kind < 0.7:
        over = [
            _sampled(np.array([[-half, 0.05], [half, -0.9]])),
            _sampled(np.array([[-half, -0.9], [half, 0.05]])),
        ]
    else:
        over = _fitted(_zigzag(rng), 2 * half, rng.uniform(0.5, 0.9))
    return [_rounded(corners, rng), *over]


def _fitted(strokes: list[Points], width: float, height: float) -> list[Points]:
    """The strokes in a box of this size around (0, -0.5)."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = np.array([width, height]) / (high - low)
    middle = (low + high) / 2
    return [(stroke - middle) * scale + _MIDDLE for stroke in strokes]


def _sampled(corners: Points) -> Points:
    """Samples along straight lines from corner to corner."""
    chords = np.hypot(*np.diff(corners, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(chords)])
    places = np.linspace(0, along[-1], max(3, int(along[-1] / _STEP)))
    return np.stack([np.interp(places, along, column) for column in corners.T], axis=1)


def _rounded(corners: Points, rng: np.random.Generator) -> Points:
    """A cubic B-spline that comes near the corners, as a swift pen does; at times the corners."""
    if rng.random() < 0.25:
        return _sampled(corners)
    k = len(corners)
    padded = np.concatenate([corners[:1], corners, corners[-1:]])
    t = np.linspace(0, k - 1, 10 * k)
    i = np.minimum(t.astype(int), k - 2)
    u = (t - i)[:, None]
    sharp = rng.uniform(0.0, 0.5)
    before, start, stop, after = (padded[i + j] for j in range(4))
    smooth: Points = (
        (1 - u) ** 3 * before
        + (3 * u**3 - 6 * u**2 + 4) * start
        + (-3 * u**3 + 3 * u**2 + 3 * u + 1) * stop
        + u**3 * after
    ) / 6
    straight: Points = (1 - u) * start + u * stop
    return np.asarray((1 - sharp) * smooth + sharp * straight)
