"""Percentile bootstrap intervals over strings."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Interval = tuple[float, float]
Rows = NDArray[np.int64]


def bootstrap(
    statistic: Callable[[Rows], float],
    count: int,
    replicates: int,
    seed: int,
    confidence: float = 0.95,
) -> Interval | None:
    """The interval of a statistic of `count` strings, by drawing them anew (Efron 1979).

    Args:
        statistic: of the strings at given rows (count,), drawn with replacement; NaN where it
            does not exist, and such draws are left out.
        count: how many strings there are.
        replicates: how often they are drawn; with 0 there is no interval.
        seed: of the draws: replicate r is drawn by `default_rng([seed, r])`.
        confidence: share of the replicates within the interval.

    Returns:
        Lowest and highest value; None without strings, replicates or a value.
    """
    values = [
        statistic(np.random.default_rng([seed, replicate]).integers(count, size=count))
        for replicate in range(replicates if count else 0)
    ]
    there = [value for value in values if not math.isnan(value)]
    if not there:
        return None
    tail = (1 - confidence) / 2
    low, high = np.quantile(there, [tail, 1 - tail])
    return float(low), float(high)
