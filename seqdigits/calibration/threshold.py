"""A confidence from which on readings are wrong at most so often, with an exact guarantee.

Selection with a risk bound as in Geifman and El-Yaniv 2017, "Selective Classification for Deep
Neural Networks", by fixed-sequence testing as in Angelopoulos et al. 2021, "Learn then Test".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from seqdigits.calibration.binomial import DELTA, error_bound, fewest_accepted, require_share
from seqdigits.calibration.reliability import as_pairs
from seqdigits.errors import CalibrationError

MAX_ERRORS = (0.001, 0.005, 0.01, 0.02, 0.05)
"""Shares of wrong readings that people usually ask for."""

LEAST_SHARE = 16
"""Among many strings the first group tested is one in so many of them; fewer are worth little."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Threshold:
    """What one wanted error rate came to on one set of strings.

    Attributes:
        max_error: largest share of wrong readings among the accepted, as wanted.
        threshold: accept a reading whose confidence is at least this; None if the strings do
            not support any, and `accepted` and `errors` then tell of the test that failed.
        accepted: how many of the strings are accepted.
        errors: how many of those are wrong.
        count: how many strings there are.
        bound: the share of wrong readings among the accepted is below this with probability
            1 - delta.
        delta: see `bound`.
    """

    max_error: float
    threshold: float | None
    accepted: int
    errors: int
    count: int
    bound: float
    delta: float = DELTA

    @property
    def coverage(self) -> float:
        """Share of the strings accepted; 0 without a threshold."""
        return self.accepted / self.count if self.threshold is not None else 0.0


def choose_threshold(
    confidences: Sequence[float] | Floats,
    correct: Sequence[bool] | Flags,
    max_error: float,
    delta: float = DELTA,
) -> Threshold:
    """The lowest threshold shown to keep the share of wrong readings at `max_error` or below.

    See `try_threshold` for the test.

    Raises:
        CalibrationError: if the strings support no threshold, saying why and how many are needed.
        ValueError: if a number is out of its range.
    """
    found = try_threshold(confidences, correct, max_error, delta)
    if found.threshold is None:
        raise CalibrationError(unsupported(found))
    return found


def try_threshold(
    confidences: Sequence[float] | Floats,
    correct: Sequence[bool] | Flags,
    max_error: float,
    delta: float = DELTA,
) -> Threshold:
    """The lowest threshold shown to hold `max_error`, or the test that kept there from being one.

    Groups of the surest strings are tested one after the other, each against "more than
    `max_error` of such strings are wrong", by the exact binomial at level `delta`, up to the
    first that fails; the last that passed is the answer. The sizes are those at which one error
    more is allowed (`fewest_accepted`), from the last within one in `LEAST_SHARE` of the strings,
    if any is, so that among many one wrong label does not end it all. As they are fixed
    beforehand, all the tests together are wrong with probability `delta` at most. Strings of one
    confidence are taken together.

    Args:
        confidences: (N,) in 0..1.
        correct: (N,) whether each was read wholly right.
        max_error: largest share of wrong readings among the accepted, 0..1, ends excluded.
        delta: chance that the answer does not hold, 0..1, ends excluded.

    Raises:
        ValueError: if a number is out of its range, or not as many confidences as correctnesses.
    """
    sure, right = as_pairs(confidences, correct)
    require_share(max_error, "the largest share of wrong readings")
    require_share(delta, "delta")
    order = np.argsort(-sure, kind="stable")
    falling, wrong = sure[order], np.cumsum(~right[order])
    count = len(falling)
    best: Threshold | None = None
    for size in _sizes(count, max_error, delta):
        # The last of as many as are sure of it as the size-th is.
        accepted = int(np.searchsorted(-falling, -falling[size - 1], side="right"))
        errors = int(wrong[accepted - 1])
        bound = error_bound(errors, accepted, delta)
        tested = Threshold(
            max_error, float(falling[size - 1]), accepted, errors, count, bound, delta
        )
        if bound > max_error:
            return best or replace(tested, threshold=None)
        best = tested
    if best is None:
        errors = int(wrong[-1])
        bound = error_bound(errors, count, delta)
        return Threshold(max_error, None, count, errors, count, bound, delta)
    return best


def unsupported(found: Threshold) -> str:
    """Why the strings of `found`, which has no threshold, support none; an error's message."""
    wanted, certainty = percent(found.max_error), percent(1 - found.delta)
    needed = fewest_accepted(found.max_error, 0, found.delta)
    rule = (
        f"to show at {certainty} certainty that at most {wanted} of the accepted readings are "
        f"wrong takes at least {needed:,} accepted without an error"
    )
    if found.count < needed:
        return (
            f"{rule}. Received: {found.count:,} strings. "
            f"Label {needed - found.count:,} more, or allow more errors."
        )
    allowed = 0
    while fewest_accepted(found.max_error, allowed + 1, found.delta) <= found.accepted:
        allowed += 1
    return (
        f"{rule}. Received: {found.count:,} strings, with {found.errors:,} wrong among the "
        f"{found.accepted:,} surest, where {allowed:,} would be allowed. Allow more errors; or "
        "look at those: a wrong label counts as a wrong reading."
    )


def percent(share: float) -> str:
    """`share` as people write it: 0.005 is 0.5 %."""
    return f"{100 * share:.4g} %"


def _sizes(count: int, max_error: float, delta: float) -> Iterator[int]:
    """Sizes of the groups to test, rising, `count` the last if any fits."""
    errors, size = 0, fewest_accepted(max_error, 0, delta)
    if count < size:
        return
    following = fewest_accepted(max_error, 1, delta)
    while size < count:
        if following > count // LEAST_SHARE:
            yield size
        errors += 1
        size, following = following, fewest_accepted(max_error, errors + 1, delta)
    yield count
