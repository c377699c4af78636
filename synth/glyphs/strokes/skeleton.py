"""Control points to smooth lines: everything that is linear in the points, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

_SPACING = 0.09  # em between samples, at most
_HASTE = 1.6  # samples that a hasty pen averages over
_REACH = 0.4  # em along a line over which a bend is shared
_TREMOR = 0.13  # the same for tremor


@dataclass(frozen=True)
class Skeleton:
    """A letterform's k control points and the matrices that turn k points into n samples.

    Attributes:
        points: (k, 2) in em, y down, baseline 0, the middle of the letterform at x = 0.
        terms: (k, 5), each point's x, y, x * y, y * y and 1.
        bases: (4, n * k), four matrices (n, k) laid flat: smooth lines that turn sharply where
            the letterform says so; smooth lines without corners; straight lines from point to
            point; smooth lines that cut their bends short.
        bend: (k, k), white noise to a displacement that neighbours along a line share.
        shift: (k, m), noise to displacements of whole strokes and of their ends.
        tremble: (n, q), noise to a fine waviness of the lines.
        cuts: Where, in the n samples, a new stroke begins; without 0.
    """

    points: Matrix
    terms: Matrix
    bases: Matrix
    bend: Matrix
    shift: Matrix
    tremble: Matrix
    cuts: tuple[int, ...]

    @classmethod
    def parse(cls, path: str) -> Skeleton:
        """The skeleton of a path such as "0,-76 24,-100! 23,0 | 4,0 50,0" in hundredths of em."""
        strokes = [_compile(*_parse_stroke(text)) for text in path.split("|")]
        bases = [_block_diagonal([s.bases[i] for s in strokes]).ravel() for i in range(4)]
        points = np.concatenate([stroke.points for stroke in strokes])
        points[:, 0] -= (points[:, 0].min() + points[:, 0].max()) / 2
        return cls(
            points=points,
            terms=terms(points),
            bases=np.stack(bases),
            bend=_block_diagonal([stroke.bend for stroke in strokes]),
            shift=_block_diagonal([stroke.shift for stroke in strokes]),
            tremble=_block_diagonal([stroke.tremble for stroke in strokes]),
            cuts=tuple(np.cumsum([len(stroke.tremble) for stroke in strokes])[:-1].tolist()),
        )

    @cached_property
    def sway(self) -> Matrix:
        """(k, k + m): `bend` and `shift` side by side."""
        return np.hstack([self.bend, self.shift])

    def lines(self, points: Matrix, roundness: float, softness: float, haste: float) -> Matrix:
        """The n samples (n, 2) along all strokes through points (k, 2).

        Args:
            points: Control points in em, displaced at will.
            roundness: Share of smooth lines over straight ones; above 1 they bulge.
            softness: Share of corners rounded into loops and bends.
            haste: Share of bends cut short.
        """
        care = 1 - haste
        shares = np.array(
            [(roundness - softness) * care, softness * care, (1 - roundness) * care, haste]
        )
        n, k = len(self.tremble), len(points)
        return (shares @ self.bases).reshape(n, k) @ points

    def cut(self, lines: Matrix) -> list[Matrix]:
        """The samples (n, 2) as separate strokes."""
        edges = (0, *self.cuts, len(lines))
        return [lines[a:b] for a, b in pairwise(edges)]


def _parse_stroke(text: str) -> tuple[Matrix, list[int]]:
    """A stroke's points of shape (k, 2) in em, and the indices of its corners."""
    words = text.split()
    points = [[int(value) / 100 for value in word.rstrip("!").split(",")] for word in words]
    return np.array(points), [i for i, word in enumerate(words) if word.endswith("!")]


def _compile(points: Matrix, corners: list[int]) -> Skeleton:
    """The skeleton of one stroke, its bases of shape (4, n, k)."""
    k = len(points)
    chords = np.hypot(*np.diff(points, axis=0).T) if k > 1 else np.zeros(0)
    along = np.concatenate([[0.0], np.cumsum(chords)])
    knots = np.concatenate([[0.0], np.cumsum(np.sqrt(chords))])
    counts = np.ceil(chords / _SPACING).astype(int)
    samples = np.concatenate(
        [
            knots[j] + (knots[j + 1] - knots[j]) * np.arange(counts[j]) / counts[j]
            for j in range(k - 1)
        ]
        + [knots[-1:]]
    )
    ends = [0, *corners, k - 1]
    sharp = np.zeros((len(samples), k))
    for first, last in pairwise(ends):
        inside = (samples >= knots[first]) & (samples <= knots[last])
        sharp[inside] = 0
        sharp[inside, first : last + 1] = _spline(knots[first : last + 1], samples[inside])
    soft = _spline(knots, samples)
    reached = np.interp(samples, knots, along)
    shift = np.ones((k, 1)) if k == 1 else np.stack([np.ones(k), np.eye(k)[0], np.eye(k)[-1]], 1)
    straight = np.stack([np.interp(samples, knots, row) for row in np.eye(k)], axis=1)
    return Skeleton(
        points=points,
        terms=terms(points),
        bases=np.stack([sharp, soft, straight, _average(len(samples)) @ soft]),
        bend=_kernel(along, along, _REACH),
        shift=shift,
        tremble=_kernel(reached, np.arange(0, along[-1] + _TREMOR, _TREMOR), _TREMOR),
        cuts=(),
    )


def terms(points: Matrix) -> Matrix:
    """(k, 5): x, y, x * y, y * y and 1 of each point."""
    x, y = points.T
    return np.stack([x, y, x * y, y * y, np.ones(len(points))], axis=1)


def _spline(knots: Matrix, samples: Matrix) -> Matrix:
    """(n, k): the cubic spline through k values at the knots, taken at n samples.

    Twice continuously differentiable, of constant curvature in the first and last piece.
    """
    k = len(knots)
    if k == 1:
        return np.ones((len(samples), 1))
    width = np.diff(knots)
    system, right = np.zeros((k, k)), np.zeros((k, k))
    system[0, 0] = system[-1, -1] = 1
    if k > 2:
        system[0, 1] = system[-1, -2] = -1
    for i in range(1, k - 1):
        system[i, i - 1 : i + 2] = width[i - 1], 2 * (width[i - 1] + width[i]), width[i]
        right[i, i - 1 : i + 2] = 1 / width[i - 1], -1 / width[i - 1] - 1 / width[i], 1 / width[i]
    second = np.linalg.solve(system, 6 * right)
    j = np.clip(np.searchsorted(knots, samples, side="right") - 1, 0, k - 2)
    a = ((knots[j + 1] - samples) / width[j])[:, None]
    b = 1 - a
    eye, squared = np.eye(k), (width[j] ** 2 / 6)[:, None]
    bent = (a**3 - a) * second[j] + (b**3 - b) * second[j + 1]
    return a * eye[j] + b * eye[j + 1] + bent * squared


def _average(n: int) -> Matrix:
    """(n, n): a running mean over neighbours that leaves both ends in place."""
    apart = np.arange(n)[:, None] - np.arange(n)
    room = np.minimum(np.arange(n), np.arange(n)[::-1])[:, None]
    weights: Matrix = np.exp(-0.5 * (apart / np.minimum(_HASTE, room / 2 + 1e-3)) ** 2)
    weights /= weights.sum(axis=1, keepdims=True)
    return weights


def _kernel(places: Matrix, sources: Matrix, reach: float) -> Matrix:
    """(n, m): unit noise at m sources to noise of unit variance at n places, alike within reach."""
    weights: Matrix = np.exp(-0.5 * ((places[:, None] - sources) / reach) ** 2)
    weights /= np.sqrt((weights**2).sum(axis=1, keepdims=True))
    return weights


def _block_diagonal(blocks: list[Matrix]) -> Matrix:
    """The blocks from upper left to lower right, zeros elsewhere."""
    rows, columns = (sum(block.shape[axis] for block in blocks) for axis in (0, 1))
    joined = np.zeros((rows, columns))
    row = column = 0
    for block in blocks:
        joined[row : row + block.shape[0], column : column + block.shape[1]] = block
        row, column = row + block.shape[0], column + block.shape[1]
    return joined
