"""The temperature that makes a net's string probabilities mean what they say.

Guo et al. 2017, "On Calibration of Modern Neural Networks", with one change: what is fitted is
not the probability of the true text but whether the reading is right, at the confidence given.
That is the number people act on; and a label that is wrong, or that the net cannot write, costs
a bounded amount where the log-probability of the true text would be without bound.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from seqdigits.errors import CalibrationError

LOWEST, HIGHEST = 0.25, 8.0
"""Temperatures that are tried."""
GRID = 13
"""Temperatures looked at before the best of them is refined."""
NEAR = 0.005
"""How near, in its logarithm, a temperature is fitted; strings tell less than this."""
NEARLY = 1e-6
"""No confidence counts as nearer to 0 or 1, so that one string never outweighs a thousand."""

_GOLDEN = (math.sqrt(5) - 1) / 2

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def fit_temperature(log_probs_at: Callable[[float], Floats], correct: Flags) -> float:
    """The temperature under which confidences best foretell correctness, `LOWEST` to `HIGHEST`.

    The mean negative log-likelihood of correctness is smooth, but need not have one minimum
    alone and its derivative would need that of the CTC sum: so a grid of `GRID` temperatures,
    evenly spaced in their logarithm, and a golden-section search around the best of them.

    Args:
        log_probs_at: temperature -> log-probabilities (N,) of the readings, the logits divided
            by it.
        correct: (N,) whether each reading is right.

    Raises:
        CalibrationError: unless some readings are right and some wrong.
    """
    require_both(correct)

    def cost(log_temperature: float) -> float:
        return correctness_nll(log_probs_at(math.exp(log_temperature)), correct)

    grid = np.linspace(math.log(LOWEST), math.log(HIGHEST), GRID)
    best = int(np.argmin([cost(float(point)) for point in grid]))
    low, high = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, GRID - 1)])
    return math.exp(_golden_section(cost, low, high))


def correctness_nll(log_probs: Floats, correct: Flags) -> float:
    """Mean negative log-likelihood, nats, of `correct` (N,) at confidences exp(`log_probs`)."""
    return float(correctness_costs(np.exp(log_probs), correct).mean())


def correctness_costs(confidences: Floats, correct: Flags) -> Floats:
    """Negative log-likelihood (N,), nats, of each of `correct` at `confidences` (N,) in 0..1."""
    sure = np.clip(confidences, NEARLY, 1 - NEARLY)
    costs: Floats = -np.log(np.where(correct, sure, 1 - sure))
    return costs


def require_both(correct: Flags) -> None:
    """Raise CalibrationError unless `correct` (N,) holds both right and wrong readings."""
    if correct.all() or not correct.any():
        raise CalibrationError(
            "calibrating needs readings that are right and readings that are wrong. Received: "
            f"{len(correct):,} strings, {int(correct.sum()):,} of them read right. "
            "Label more strings, harder ones among them."
        )


def _golden_section(cost: Callable[[float], float], low: float, high: float) -> float:
    """Where `cost` is lowest in [low, high], to `NEAR`, if it has one minimum there."""
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = cost(left), cost(right)
    while high - low > NEAR:
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = cost(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = cost(right)
    return (low + high) / 2
