"""Whether confidences mean what they say: calibration error, Brier score, risk and coverage."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 15

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Reliability:
    """How confidences agree with correctness on one set of strings.

    Attributes:
        count: number of strings.
        exact_match: share read wholly right, 0..1.
        mean_confidence: mean confidence, 0..1.
        ece: expected calibration error, equal-mass bins.
        debiased_ece: the same less most of what chance adds; see `expected_calibration_error`.
        brier: Brier score.
        aurc: area under the risk-coverage curve.
    """

    count: int
    exact_match: float
    mean_confidence: float
    ece: float
    debiased_ece: float
    brier: float
    aurc: float


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Strings of like confidence: a point of the reliability diagram.

    Attributes:
        count: number of strings.
        correct: how many were read wholly right.
        lowest: lowest confidence, 0..1.
        highest: highest confidence, 0..1.
        mean_confidence: mean confidence, 0..1.
    """

    count: int
    correct: int
    lowest: float
    highest: float
    mean_confidence: float

    @property
    def share_correct(self) -> float:
        """Share of the strings read wholly right, 0..1."""
        return self.correct / self.count


@dataclass(frozen=True, eq=False)
class RiskCoverage:
    """What accepting every confidence at or above a threshold gives, strictest first.

    Attributes:
        thresholds: (K,) the distinct confidences, falling.
        coverage: (K,) share of the strings accepted, rising to 1.
        risk: (K,) share of wrong strings among the accepted.
    """

    thresholds: Floats
    coverage: Floats
    risk: Floats

    @property
    def area(self) -> float:
        """AURC, the mean risk over coverages 1/N, 2/N, ..., 1 (Geifman and El-Yaniv 2017).

        Strings of equal confidence can only be accepted together; each counts with their risk.
        """
        return float(np.sum(self.risk * np.diff(self.coverage, prepend=0.0)))


def reliability(
    confidences: Sequence[float] | Floats, correct: Sequence[bool] | Flags, bins: int = BINS
) -> Reliability:
    """Every figure at once of `confidences` (N,) in 0..1 and whether each was `correct`.

    Raises:
        ValueError: if there are none, not as many of both, or a confidence outside 0..1.
    """
    sure, right = as_pairs(confidences, correct)
    return Reliability(
        count=len(sure),
        exact_match=float(right.mean()),
        mean_confidence=float(sure.mean()),
        ece=expected_calibration_error(sure, right, bins),
        debiased_ece=expected_calibration_error(sure, right, bins, debias=True),
        brier=brier_score(sure, right),
        aurc=risk_coverage(sure, right).area,
    )


def reliability_bins(
    confidences: Sequence[float] | Floats, correct: Sequence[bool] | Flags, bins: int = BINS
) -> tuple[ReliabilityBin, ...]:
    """Bins of equally many strings, sizes differing by at most one, from the least sure.

    Args:
        confidences: (N,) in 0..1.
        correct: (N,) whether each string was read wholly right.
        bins: number of bins; fewer if there are fewer strings.

    Raises:
        ValueError: if there are none, not as many of both, or a confidence outside 0..1.
    """
    sure, right = as_pairs(confidences, correct)
    return tuple(
        ReliabilityBin(
            count=len(members),
            correct=int(right[members].sum()),
            lowest=float(sure[members].min()),
            highest=float(sure[members].max()),
            mean_confidence=float(sure[members].mean()),
        )
        for members in _equal_mass(sure, bins)
    )


def expected_calibration_error(
    confidences: Sequence[float] | Floats,
    correct: Sequence[bool] | Flags,
    bins: int = BINS,
    debias: bool = False,
) -> float:
    """Mean of |share correct - mean confidence| over bins of equally many strings, 0..1.

    A finite sample makes it too high: even a perfect calibration scores above 0. `debias`
    takes off what normal noise would add to the gaps seen, and stops at 0 (Kumar, Liang and Ma
    2019, "Verified Uncertainty Calibration"; the L1 case, here in closed form). As the gaps seen
    stand for the true ones, some bias stays where those are small.

    Args:
        confidences: (N,) in 0..1.
        correct: (N,) whether each string was read wholly right.
        bins: number of bins; fewer if there are fewer strings.
        debias: whether to take off the bias.

    Raises:
        ValueError: if there are none, not as many of both, or a confidence outside 0..1.
    """
    found = reliability_bins(confidences, correct, bins)
    total = sum(one.count for one in found)
    error = bias = 0.0
    for one in found:
        share, weight = one.share_correct, one.count / total
        gap = abs(share - one.mean_confidence)
        noise = math.sqrt(share * (1 - share) / one.count)
        error += weight * gap
        bias += weight * (_folded_normal_mean(gap, noise) - gap)
    return max(0.0, error - bias) if debias else error


def brier_score(confidences: Sequence[float] | Floats, correct: Sequence[bool] | Flags) -> float:
    """Mean squared difference between confidence and correctness, 0 best (Brier 1950).

    Raises:
        ValueError: if there are none, not as many of both, or a confidence outside 0..1.
    """
    sure, right = as_pairs(confidences, correct)
    return float(np.mean((sure - right) ** 2))


def risk_coverage(
    confidences: Sequence[float] | Floats, correct: Sequence[bool] | Flags
) -> RiskCoverage:
    """Risk and coverage at every threshold that tells strings apart.

    Raises:
        ValueError: if there are none, not as many of both, or a confidence outside 0..1.
    """
    sure, right = as_pairs(confidences, correct)
    order = np.argsort(-sure, kind="stable")
    sure, wrong = sure[order], ~right[order]
    last = np.append(sure[1:] != sure[:-1], True)
    accepted = np.arange(1, len(sure) + 1)
    risk = np.cumsum(wrong) / accepted
    return RiskCoverage(sure[last], accepted[last] / len(sure), risk[last])


def as_pairs(
    confidences: Sequence[float] | Floats, correct: Sequence[bool] | Flags
) -> tuple[Floats, Flags]:
    """`confidences` and `correct` as arrays (N,) float64 and bool.

    Raises:
        ValueError: if there are none, not as many of both, or a confidence outside 0..1.
    """
    sure, right = np.asarray(confidences, np.float64), np.asarray(correct, np.bool_)
    if sure.ndim != 1 or sure.shape != right.shape or not len(sure):
        raise ValueError(
            "every string has one confidence and one correctness, and there is at least one. "
            f"Received: shapes {sure.shape} and {right.shape}."
        )
    if not bool(((sure >= 0) & (sure <= 1)).all()):
        raise ValueError(f"confidences lie in 0..1. Received: {sure.min()} to {sure.max()}.")
    return sure, right


def _equal_mass(confidences: Floats, bins: int) -> Iterator[NDArray[np.int64]]:
    """Indices of each bin, from the least sure; sizes differ by at most one."""
    if bins < 1:
        raise ValueError(f"there is at least one bin. Received: {bins}.")
    order = np.argsort(confidences, kind="stable")
    for part in np.array_split(order, min(bins, len(order))):
        yield part.astype(np.int64)


def _folded_normal_mean(mean: float, deviation: float) -> float:
    """Mean of |X| for X normal (Leone, Nelson and Nottingham 1961)."""
    if deviation == 0:
        return abs(mean)
    scaled = mean / (deviation * math.sqrt(2))
    spread = deviation * math.sqrt(2 / math.pi) * math.exp(-scaled * scaled)
    return spread + mean * math.erf(scaled)
