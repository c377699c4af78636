"""How far confidences are to be believed: reliability, temperature, thresholds; numpy only."""

from __future__ import annotations

from seqdigits.calibration.reliability import (
    Reliability,
    RiskCoverage,
    brier_score,
    expected_calibration_error,
    reliability,
    risk_coverage,
)
from seqdigits.calibration.threshold import (
    DELTA,
    MAX_ERRORS,
    Threshold,
    choose_threshold,
    error_bound,
    fewest_accepted,
    try_threshold,
)

__all__ = [
    "DELTA",
    "MAX_ERRORS",
    "Reliability",
    "RiskCoverage",
    "Threshold",
    "brier_score",
    "choose_threshold",
    "error_bound",
    "expected_calibration_error",
    "fewest_accepted",
    "reliability",
    "risk_coverage",
    "try_threshold",
]
