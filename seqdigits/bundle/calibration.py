"""What a bundle knows of its own confidences: the [calibration] table of config.toml."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from seqdigits.calibration import DELTA, LogisticMap, Threshold, percent, unsupported
from seqdigits.errors import CalibrationError


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ConfidenceMap(_Model):
    """A logistic map of confidences; see `seqdigits.calibration.LogisticMap`."""

    slope: float = Field(gt=0, allow_inf_nan=False)
    length: float = Field(allow_inf_nan=False)
    intercept: float = Field(allow_inf_nan=False)

    def function(self) -> LogisticMap:
        """The map itself."""
        return LogisticMap(self.slope, self.length, self.intercept)


class FittedOn(_Model):
    """A labelled set the calibration was fitted on, and how many strings it has."""

    name: str
    count: int = Field(ge=1)


class ErrorThreshold(_Model):
    """What one error rate came to; see `seqdigits.calibration.Threshold`.

    Attributes:
        max_error: largest share of wrong readings among the accepted.
        threshold: accept a reading whose confidence is at least this; None if the strings
            support none.
        accepted: strings accepted, or tested in vain.
        errors: how many of those were read wrongly.
        bound: upper bound of the error rate.
    """

    max_error: float = Field(gt=0, lt=1)
    threshold: float | None = Field(None, ge=0, le=1)
    accepted: int = Field(ge=0)
    errors: int = Field(ge=0)
    bound: float = Field(ge=0, le=1)


class Calibration(_Model):
    """How to turn a net's logits into confidences that can be believed.

    Attributes:
        temperature: what logits are divided by before the softmax.
        map: from the probability of a text to the chance that it is right; None for the
            probability itself.
        profile: the characters expected when it was fitted; thresholds hold for it alone.
        fitted_on: the labelled sets.
        delta: chance that a threshold does not hold what it promises.
        thresholds: one row per error rate, strictest first.
    """

    temperature: float = Field(gt=0, allow_inf_nan=False)
    map: ConfidenceMap | None = None
    profile: str = "digits"
    fitted_on: tuple[FittedOn, ...] = Field(min_length=1)
    delta: float = Field(DELTA, gt=0, lt=1)
    thresholds: tuple[ErrorThreshold, ...] = ()

    @property
    def count(self) -> int:
        """Number of strings it was fitted on."""
        return sum(fitted.count for fitted in self.fitted_on)

    def confidences(
        self, log_probs: NDArray[np.float64], lengths: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Confidences (N,) in 0..1 of texts of `lengths` characters.

        `log_probs` (N,) are their log-probabilities under logits divided by the temperature.
        """
        if self.map is not None:
            return self.map.function()(log_probs, lengths)
        sure: NDArray[np.float64] = np.exp(np.minimum(log_probs, 0.0))
        return sure

    def threshold(self, max_error: float) -> float:
        """The confidence from which on readings are wrong at most `max_error` of the time.

        It is that of the largest stored rate not above `max_error`; what holds the stricter
        promise holds the wanted one. The promise is for strings like those of `fitted_on`, read
        with `profile` and without constraints.

        Raises:
            CalibrationError: if the strings support none, or only laxer rates were looked at;
                it says why and what to do.
        """
        if not 0 < max_error < 1:
            raise CalibrationError(
                "the largest share of wrong readings lies between 0 and 1. "
                f"Received: {max_error}. For one in a hundred give 1% or 0.01."
            )
        rows = sorted(
            (row for row in self.thresholds if row.max_error <= max_error),
            key=lambda row: -row.max_error,
        )
        for row in rows:
            if row.threshold is not None:
                return row.threshold
        if rows:
            raise CalibrationError(self._refusal(rows[0]))
        known = ", ".join(percent(row.max_error) for row in self.thresholds) or "none"
        raise CalibrationError(
            f"thresholds are stored for error rates of {known}. "
            f"Received: {percent(max_error)}. Calibrate again: seqdigits calibrate MODEL DATA "
            f"--max-error {100 * max_error:g}%."
        )

    def _refusal(self, row: ErrorThreshold) -> str:
        found = Threshold(
            row.max_error, None, row.accepted, row.errors, self.count, row.bound, self.delta
        )
        return unsupported(found)


def error_threshold(calibration: Calibration | None, max_error: float) -> float:
    """`Calibration.threshold` of a bundle's calibration, which it may lack.

    Raises:
        CalibrationError: if it does, or if it supports no threshold for `max_error`.
    """
    if calibration is None:
        raise CalibrationError(
            "a wanted error rate needs a model calibrated on labelled images like those to read. "
            "Received: a model without calibration. "
            "Make one: seqdigits calibrate MODEL DATA --output DIR."
        )
    return calibration.threshold(max_error)
