"""Fitting a bundle's calibration on labelled pictures."""

from __future__ import annotations

from seqdigits.calibrating.answers import Answers, Rescorer, Scores, answer, score
from seqdigits.calibrating.fitting import Fit, calibrate, confidences

__all__ = [
    "Answers",
    "Fit",
    "Rescorer",
    "Scores",
    "answer",
    "calibrate",
    "confidences",
    "score",
]
