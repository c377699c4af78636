"""How far from its place in an image a net's answers look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Context:
    """How much of the gradient lies how far from an answer's timestep, mean over answers.

    Attributes:
        distances: (M,) columns from the middle of the timestep, negative to its left.
        shares: (M,) share of the absolute gradient in that column; they sum to 1, or to 0 without
            answers.
    """

    distances: NDArray[np.int64]
    shares: Floats

    def within(self, share: float) -> int:
        """Fewest columns to either side that hold `share` of the gradient."""
        held = np.bincount(np.abs(self.distances), self.shares).cumsum()
        reached = np.flatnonzero(held >= share - 1e-9)
        return int(reached[0]) if len(reached) else len(held) - 1


def effective_context(
    gradients: NDArray[np.float32], timesteps: Sequence[int], stride: int
) -> Context:
    """The effective context of answers given at `timesteps` (D,) of `stride` columns.

    Args:
        gradients: (D, H, W) of each answer by pixel.
        timesteps: where each was given.
        stride: columns a timestep.
    """
    count, _, width = gradients.shape
    distances = np.arange(-width, width + 1)
    shares = np.zeros(len(distances))
    by_column = np.abs(gradients.astype(np.float64)).sum(axis=1)
    for columns, step in zip(by_column, timesteps, strict=True):
        first = width - (step * stride + stride // 2)
        shares[first : first + width] += columns / max(float(columns.sum()), 1e-300) / count
    return Context(distances, shares)
