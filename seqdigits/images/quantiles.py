"""Medians and quantiles of small arrays, without what NumPy's general ones cost to call."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def quantile(values: NDArray[Any], share: float) -> float:
    """The `share` quantile (0..1) of `values` (n >= 1,), linear between neighbours."""
    place = share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    ordered = np.partition(values, (low, high))
    below, above = float(ordered[low]), float(ordered[high])
    return below + (above - below) * (place - low)


def medians(values: NDArray[Any], axis: int) -> NDArray[np.float64]:
    """The median of `values` along `axis`."""
    count = values.shape[axis]
    low, high = (count - 1) // 2, count // 2
    ordered = np.partition(values, (low, high), axis=axis)
    middle: NDArray[np.float64] = ordered.take(low, axis).astype(np.float64)
    middle += ordered.take(high, axis)
    return middle / 2


def weighted_median(values: NDArray[Any], weights: NDArray[Any]) -> float:
    """The least of `values` (n >= 1,) at which half of the weight is reached."""
    order = values.argsort()
    reached = weights[order].cumsum()
    return float(values[order[reached.searchsorted(0.5 * reached[-1])]])
