"""Which glyphs lie close to another class, and which far from their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_CHUNK = 512
"""Points whose distances to all others are held at once."""

OWN = 5
"""A glyph's distance from its class is the mean of those to so many nearest of it."""


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Distances among N points of C classes, in the points' unit.

    Attributes:
        other: (N,) row of the nearest point of another class; -1 if there is no other class.
        other_distance: (N,) distance to it; inf without one.
        own: (N,) row of the nearest point of the same class; -1 for a class of one.
        own_distance: (N,) distance to it; inf without one.
        outlying: (N,) mean distance to the `OWN` nearest of the same class; nan without any.
    """

    other: NDArray[np.int64]
    other_distance: NDArray[np.float64]
    own: NDArray[np.int64]
    own_distance: NDArray[np.float64]
    outlying: NDArray[np.float64]

    @property
    def agreement(self) -> float:
        """Share of points whose nearest neighbour of all is of their own class."""
        return float((self.own_distance < self.other_distance).mean())

    def pairs(self, count: int) -> list[tuple[int, int, float]]:
        """The `count` closest (row, row, distance) of different classes, no point twice."""
        found: list[tuple[int, int, float]] = []
        used: set[int] = set()
        for row in np.argsort(self.other_distance, kind="stable").tolist():
            near = int(self.other[row])
            if len(found) == count or near < 0:
                break
            if used.isdisjoint((row, near)):
                used |= {row, near}
                found.append((row, near, float(self.other_distance[row])))
        return found

    def outliers(self, count: int) -> list[int]:
        """The `count` rows farthest from their own class, farthest first."""
        order = np.argsort(-np.nan_to_num(self.outlying, nan=-1.0), kind="stable")
        return [int(row) for row in order[:count] if not np.isnan(self.outlying[row])]

    def confusable(self, labels: NDArray[np.int64], classes: int) -> NDArray[np.float64]:
        """(C, C) share of row class's points whose nearest of other classes is of the column's."""
        known = self.other >= 0
        table = np.zeros((classes, classes))
        np.add.at(table, (labels[known], labels[self.other[known]]), 1.0)
        shares: NDArray[np.float64] = table / np.maximum(table.sum(axis=1, keepdims=True), 1.0)
        return shares


def find_neighbours(points: NDArray[np.float32], labels: NDArray[np.int64]) -> Neighbours:
    """Nearest neighbours of `points` (N, K), of classes `labels` (N,), among their own and others.

    Every pair is compared, in chunks; N^2 K multiplications.
    """
    count = len(points)
    squares = np.einsum("nk,nk->n", points, points)
    other, own = np.full(count, -1), np.full(count, -1)
    other_distance, own_distance = np.full(count, np.inf), np.full(count, np.inf)
    outlying = np.full(count, np.nan)
    for start in range(0, count, _CHUNK):
        rows = np.arange(start, min(start + _CHUNK, count))
        near = squares[rows, None] + squares - 2.0 * (points[rows] @ points.T)
        near[np.arange(len(rows)), rows] = np.inf
        same = labels[rows, None] == labels
        apart = np.where(same, np.float32(np.inf), near)
        other[rows] = apart.argmin(axis=1)
        other_distance[rows] = np.take_along_axis(apart, other[rows, None], 1)[:, 0]
        for label in np.unique(labels[rows]).tolist():
            mine = rows[labels[rows] == label]
            members = np.flatnonzero(labels == label)
            within = near[np.ix_(mine - start, members)]
            nearest = within.argmin(axis=1)
            own[mine] = members[nearest]
            own_distance[mine] = within[np.arange(len(mine)), nearest]
            outlying[mine] = _mean_of_nearest(within)
    other[np.isinf(other_distance)] = -1
    own[np.isinf(own_distance)] = -1
    return Neighbours(other, _root(other_distance), own, _root(own_distance), outlying)


def _mean_of_nearest(squared: NDArray[np.float32]) -> NDArray[np.float64]:
    """Mean (M,) of the `OWN` lowest distances of each row; the point itself is inf among them."""
    few = min(OWN, squared.shape[1] - 1)
    if few == 0:
        return np.full(len(squared), np.nan)
    lowest = np.partition(squared, few - 1, axis=1)[:, :few]
    means: NDArray[np.float64] = _root(lowest.astype(np.float64)).mean(axis=1)
    return means


def _root(squared: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distances from their squares, which rounding may have taken below zero."""
    result: NDArray[np.float64] = np.sqrt(np.maximum(squared, 0.0))
    return result
