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
        scores = self.slope * log_odds(log_probs) + self.length * np.log1p(lengths)
        return sigmoid(scores + self.intercept)


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
    features = np.column_stack([log_odds(log_probs), np.log1p(lengths)])
    slope, length, intercept = map(float, fit_weights(features, correct))
    return LogisticMap(slope, length, intercept) if slope > 0 else None


def fit_weights(features: Floats, correct: Flags) -> Floats:
    """Weights (K + 1,) of highest likelihood of the `features` (N, K) and of a constant.

    The first feature is the log-odds, whose weight is pulled towards 1, the others' towards 0.

    Raises:
        CalibrationError: unless some readings are right and some wrong.
    """
    require_both(correct)
    features = np.column_stack([features, np.ones(len(features))])
    identity: Floats = np.eye(features.shape[1])[0]
    weights: Floats = identity.copy()
    value = _cost(features, correct, weights, identity)
    for _ in range(STEPS):
        sure = sigmoid(features @ weights)
        gradient = features.T @ (sure - correct) + RIDGE * (weights - identity)
        curvature = (features * (sure * (1 - sure))[:, None]).T @ features
        step = np.linalg.solve(curvature + RIDGE * np.eye(len(weights)), gradient)
        scale = 1.0
        while _cost(features, correct, weights - scale * step, identity) > value and scale > 1e-6:
            scale /= 2
        weights = weights - scale * step
        value = _cost(features, correct, weights, identity)
        if float(np.abs(scale * step).max()) < 1e-9:
            break
    return weights


def log_odds(log_probs: Floats) -> Floats:
    """Log-odds (N,) of `log_probs` (N,), none nearer to 0 or 1 than `NEARLY`."""
    sure = np.clip(np.exp(log_probs), NEARLY, 1 - NEARLY)
    odds: Floats = np.log(sure) - np.log1p(-sure)
    return odds


def sigmoid(scores: Floats) -> Floats:
    """Probabilities of the log-odds `scores`."""
    result: Floats = np.exp(-np.logaddexp(0.0, -scores))
    return result


def _cost(features: Floats, correct: Flags, weights: Floats, identity: Floats) -> float:
    """Negative log-likelihood plus the pull."""
    scores = features @ weights
    nll = np.logaddexp(0.0, np.where(correct, -scores, scores)).sum()
    return float(nll + RIDGE / 2 * ((weights - identity) ** 2).sum())
