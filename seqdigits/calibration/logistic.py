"""A logistic map from a string's probability and length to the chance that it is right.

Platt 1999, "Probabilistic Outputs for Support Vector Machines", on the log-odds of the
probability; the length is a second feature, as a net's own errors add up along a string.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqdigits.calibration.temperature import NEARLY, require_both

RIDGE = 1.0
"""Weight of the pull towards the identity, in strings; it keeps separable sets finite."""
STEPS = 50

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LogisticMap:
    """confidence = sigmoid(intercept + slope * log-odds + length * log(1 + characters)).

    Attributes:
        slope: of the log-odds of the string's probability; positive.
        length: of the logarithm of one more than the number of characters.
        intercept: the constant term.
    """

    slope: float = 1.0
    length: float = 0.0
    intercept: float = 0.0

    def __call__(self, log_probs: Floats, lengths: NDArray[np.int64]) -> Floats:
        """Confidences (N,) in 0..1 of `log_probs` (N,) of texts with `lengths` (N,) characters."""
        weights = np.array([self.slope, self.length, self.intercept])
        return _sigmoid(_features(log_probs, lengths) @ weights)


def fit_logistic(
    log_probs: Floats, lengths: NDArray[np.int64], correct: Flags
) -> LogisticMap | None:
    """The map of highest likelihood; None if it would make surer readings less sure.

    Newton's method on a convex objective, pulled towards the identity with `RIDGE`.

    Args:
        log_probs: (N,) log-probabilities of the readings.
        lengths: (N,) characters of each.
        correct: (N,) whether each is right.

    Raises:
        CalibrationError: unless some readings are right and some wrong.
    """
    require_both(correct)
    features = _features(log_probs, lengths)
    identity = np.array([1.0, 0.0, 0.0])
    weights = identity.copy()
    value = _cost(features, correct, weights, identity)
    for _ in range(STEPS):
        sure = _sigmoid(features @ weights)
        gradient = features.T @ (sure - correct) + RIDGE * (weights - identity)
        curvature = (features * (sure * (1 - sure))[:, None]).T @ features + RIDGE * np.eye(3)
        step = np.linalg.solve(curvature, gradient)
        scale = 1.0
        while _cost(features, correct, weights - scale * step, identity) > value and scale > 1e-6:
            scale /= 2
        weights = weights - scale * step
        value = _cost(features, correct, weights, identity)
        if float(np.abs(scale * step).max()) < 1e-9:
            break
    slope, length, intercept = map(float, weights)
    return LogisticMap(slope, length, intercept) if slope > 0 else None


def _features(log_probs: Floats, lengths: NDArray[np.int64]) -> Floats:
    """Log-odds, log(1 + characters) and one, (N, 3)."""
    sure = np.clip(np.exp(log_probs), NEARLY, 1 - NEARLY)
    odds = np.log(sure) - np.log1p(-sure)
    return np.stack([odds, np.log1p(lengths), np.ones_like(odds)], axis=1)


def _cost(features: Floats, correct: Flags, weights: Floats, identity: Floats) -> float:
    """Negative log-likelihood plus the pull."""
    scores = features @ weights
    nll = np.logaddexp(0.0, np.where(correct, -scores, scores)).sum()
    return float(nll + RIDGE / 2 * ((weights - identity) ** 2).sum())


def _sigmoid(scores: Floats) -> Floats:
    result: Floats = np.exp(-np.logaddexp(0.0, -scores))
    return result
