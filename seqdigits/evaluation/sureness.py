"""What the confidences of a set's readings are worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seqdigits.calibration import (
    BINS,
    Reliability,
    ReliabilityBin,
    RiskCoverage,
    reliability,
    reliability_bins,
    risk_coverage,
)
from seqdigits.evaluation.bootstrap import Interval, Rows, bootstrap

FEWEST = 25
"""Readings in a bin of the reliability diagram, at least, where there are as many."""


@dataclass(frozen=True, eq=False)
class Sureness:
    """How confidences agree with correctness.

    Attributes:
        figures: calibration error, Brier score, area under the risk-coverage curve.
        bins: points of the reliability diagram: readings by confidence. Few readings make fewer
            bins than the calibration error is taken over.
        curve: risk and coverage of every threshold.
        aurc_interval: 95 % bootstrap interval of the area; None if none was asked for.
    """

    figures: Reliability
    bins: tuple[ReliabilityBin, ...]
    curve: RiskCoverage
    aurc_interval: Interval | None

    def coverage_at(self, risk: float) -> float:
        """Largest share of the readings that can be accepted with at most `risk` of them wrong.

        The threshold is chosen on the readings it is judged by: a description of this set, and no
        promise for another; `seqdigits calibrate` makes those.
        """
        kept = np.flatnonzero(self.curve.risk <= risk)
        return float(self.curve.coverage[kept[-1]]) if len(kept) else 0.0


def measure_sureness(
    confidences: Sequence[float], correct: Sequence[bool], replicates: int, seed: int
) -> Sureness | None:
    """What `confidences` (N,) in 0..1 are worth; None if there are none.

    Args:
        confidences: of each reading.
        correct: whether each is wholly right.
        replicates: of the bootstrap.
        seed: of the bootstrap.
    """
    if not confidences:
        return None
    sure, right = np.asarray(confidences, np.float64), np.asarray(correct, np.bool_)

    def area(rows: Rows) -> float:
        return risk_coverage(sure[rows], right[rows]).area

    return Sureness(
        figures=reliability(sure, right),
        bins=reliability_bins(sure, right, max(1, min(BINS, len(sure) // FEWEST))),
        curve=risk_coverage(sure, right),
        aurc_interval=bootstrap(area, len(sure), replicates, seed),
    )
