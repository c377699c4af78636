"""How far confidences are to be believed: reliability, temperature, thresholds; numpy only."""

from __future__ import annotations

from seqdigits.calibration.binomial import DELTA, error_bound, fewest_accepted
from seqdigits.calibration.logistic import LogisticMap, fit_logistic
from seqdigits.calibration.reliability import (
    BINS,
    Reliability,
    ReliabilityBin,
    RiskCoverage,
    brier_score,
    expected_calibration_error,
    reliability,
    reliability_bins,
    risk_coverage,
)
from seqdigits.calibration.temperature import (
    correctness_costs,
    correctness_nll,
    fit_temperature,
)
from seqdigits.calibration.threshold import (
    MAX_ERRORS,
    Threshold,
    choose_threshold,
    percent,
    try_threshold,
    unsupported,
)

__all__ = [
    "BINS",
    "DELTA",
    "MAX_ERRORS",
    "LogisticMap",
    "Reliability",
    "ReliabilityBin",
    "RiskCoverage",
    "Threshold",
    "brier_score",
    "choose_threshold",
    "correctness_costs",
    "correctness_nll",
    "error_bound",
    "expected_calibration_error",
    "fewest_accepted",
    "fit_logistic",
    "fit_temperature",
    "percent",
    "reliability",
    "reliability_bins",
    "risk_coverage",
    "try_threshold",
    "unsupported",
]
