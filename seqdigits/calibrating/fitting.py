"""Temperature, map and thresholds from a net's answers, with figures from held-out folds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from seqdigits.bundle import Bundle, Calibration, ConfidenceMap, ErrorThreshold, FittedOn
from seqdigits.calibrating.answers import Answers, Rescorer, Scores, score
from seqdigits.calibration import (
    DELTA,
    MAX_ERRORS,
    Reliability,
    correctness_costs,
    fit_logistic,
    fit_temperature,
    reliability,
    try_threshold,
)

FOLDS = 5
FEWEST = 10
"""Right readings, and wrong ones, below which nothing is fitted and the temperature stays 1."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Fit:
    """A calibration and how it does on strings it was not fitted on.

    Attributes:
        calibration: fitted on all strings.
        before: figures of the net's own confidences.
        after: figures of calibrated confidences, each from a fit on the other folds; those of
            `before` if there was nothing to fit.
    """

    calibration: Calibration
    before: Reliability
    after: Reliability


def calibrate(
    bundle: Bundle,
    answers: Answers,
    profile: str = "digits",
    max_errors: Sequence[float] = MAX_ERRORS,
    delta: float = DELTA,
) -> Fit:
    """The calibration of `bundle` fitted on `answers`, with figures from held-out folds.

    The temperature comes first. A logistic map on top of it is kept only if, on the held-out
    folds, it betters the mean log-likelihood of correctness by more than one standard error.
    With fewer than `FEWEST` wrong readings, or right ones, neither is fitted. Thresholds are
    chosen on all strings that the bundle does not refuse as no numbers. Their bound is exact for
    a given temperature and map; that those one or four numbers came of the same strings is not
    counted.

    Args:
        bundle: whose net answered.
        answers: what it answered.
        profile: characters expected.
        max_errors: error rates to choose thresholds for.
        delta: chance that a threshold does not hold what it promises.

    Raises:
        ValueError: if there is no answer, or a rate or `delta` is no share.
    """
    plain = score(bundle, answers, profile)
    own = np.exp(plain.log_probs)
    temperature, mapped, after = 1.0, False, own
    if _fewer_outcome(plain) >= FEWEST:
        at = cache(Rescorer(bundle, answers, profile, plain))
        temperature = _temperature(at, plain, plain.inked)
        after, mapped = _held_out(at, plain)
    tempered = score(bundle, answers, profile, temperature)
    calibration = Calibration(
        temperature=temperature,
        map=_map(tempered.log_probs, tempered, tempered.inked) if mapped else None,
        profile=profile,
        fitted_on=tuple(FittedOn(name=name, count=count) for name, count in answers.sets),
        delta=delta,
    )
    read = ~tempered.refused
    sure, right = confidences(calibration, tempered)[read], tempered.correct[read]
    rates = sorted(set(max_errors)) if read.any() else []
    rows = tuple(_threshold(sure, right, rate, delta) for rate in rates)
    return Fit(
        calibration.model_copy(update={"thresholds": rows}),
        reliability(own, plain.correct),
        reliability(after, plain.correct),
    )


def confidences(calibration: Calibration, scores: Scores) -> Floats:
    """Confidences (N,) of `scores` at the calibration's temperature; 1 where there is no ink."""
    sure = calibration.confidences(scores.log_probs, scores.lengths)
    return np.where(scores.inked, sure, 1.0)


def _fewer_outcome(scores: Scores) -> int:
    """Number of right or of wrong readings of ink, whichever is fewer."""
    right = int(scores.correct[scores.inked].sum())
    return min(right, int(scores.inked.sum()) - right)


def _temperature(at: Callable[[float], Floats], scores: Scores, members: Flags) -> float:
    return fit_temperature(lambda temperature: at(temperature)[members], scores.correct[members])


def _map(log_probs: Floats, scores: Scores, members: Flags) -> ConfidenceMap | None:
    found = fit_logistic(log_probs[members], scores.lengths[members], scores.correct[members])
    if found is None:
        return None
    return ConfidenceMap(slope=found.slope, length=found.length, intercept=found.intercept)


def _held_out(at: Callable[[float], Floats], scores: Scores) -> tuple[Floats, bool]:
    """Confidences (N,) by fits on the other folds, and whether they had better be mapped."""
    plain, mapped = np.ones(len(scores.correct)), np.ones(len(scores.correct))
    folds = _folds(scores.correct)
    for fold in range(FOLDS):
        held, rest = scores.inked & (folds == fold), scores.inked & (folds != fold)
        log_probs = at(_temperature(at, scores, rest))
        plain[held] = mapped[held] = np.exp(log_probs[held])
        if (found := _map(log_probs, scores, rest)) is not None:
            mapping = found.function()
            mapped[held] = mapping(log_probs[held], scores.lengths[held])
    gain = correctness_costs(plain, scores.correct) - correctness_costs(mapped, scores.correct)
    better = float(gain.mean()) > float(gain.std()) / len(gain) ** 0.5
    return (mapped if better else plain), better


def _folds(correct: Flags) -> NDArray[np.int64]:
    """A fold (N,) for each string, right and wrong readings spread evenly; the same every time."""
    order = np.random.default_rng(0).permutation(len(correct))
    order = order[np.argsort(correct[order], kind="stable")]
    folds = np.empty(len(correct), np.int64)
    folds[order] = np.arange(len(correct)) % FOLDS
    return folds


def _threshold(sure: Floats, correct: Flags, max_error: float, delta: float) -> ErrorThreshold:
    found = try_threshold(sure, correct, max_error, delta)
    return ErrorThreshold(
        max_error=max_error,
        threshold=found.threshold,
        accepted=found.accepted,
        errors=found.errors,
        bound=found.bound,
    )
