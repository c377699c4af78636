"""Fitting a bundle's calibration on labelled pictures."""

from __future__ import annotations

from seqdigits.calibrating.answers import Answers, Rescorer, Scores, answer, score
from seqdigits.calibrating.fitting import Fit, calibrate, confidences
from seqdigits.calibrating.ood import choose_ood

__all__ = [
    "Answers",
    "Fit",
    "Rescorer",
    "Scores",
    "answer",
    "calibrate",
    "choose_ood",
    "confidences",
    "score",
]
