"""A confidence from which on readings are wrong at most so often, with an exact guarantee.

Selection with a risk bound as in Geifman and El-Yaniv 2017, "Selective Classification for Deep
Neural Networks", by fixed-sequence testing as in Angelopoulos et al. 2021, "Learn then Test".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from seqdigits.calibration.reliability import as_pairs
from seqdigits.errors import CalibrationError

DELTA = 0.05
"""Chance that a threshold breaks its promise on strings like those it was chosen on."""

MAX_ERRORS = (0.001, 0.005, 0.01, 0.02, 0.05)
"""Shares of wrong readings that people usually ask for."""

MOST_COUNT = 10_000_000
"""Strings a data set is never larger than."""

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
    first that fails; the last that passed is the answer. As the order is fixed beforehand (group k
    holds as many strings as k - 1 errors may be among, `fewest_accepted`), all the tests together
    are wrong with probability `delta` at most. Strings of one confidence are taken together.

    Args:
        confidences: (N,) in 0..1.
        correct: (N,) whether each was read wholly right.
        max_error: largest share of wrong readings among the accepted, 0..1, ends excluded.
        delta: chance that the answer does not hold, 0..1, ends excluded.

    Raises:
        ValueError: if a number is out of its range, or not as many confidences as correctnesses.
    """
    sure, right = as_pairs(confidences, correct)
    _require_share(max_error, "the largest share of wrong readings")
    _require_share(delta, "delta")
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
    return (
        f"{rule}. Received: {found.count:,} strings, with {found.errors:,} wrong among the "
        f"{found.accepted:,} surest. Allow more errors; or look at those: a wrong label counts "
        "as a wrong reading."
    )


def error_bound(errors: int, accepted: int, delta: float = DELTA) -> float:
    """Upper bound of the error rate, `errors` of `accepted` seen, that fails with chance `delta`.

    One-sided, after Clopper and Pearson 1934: the largest rate at which so few errors or fewer
    have a chance of at least `delta`. Rounded up, never down.

    Raises:
        ValueError: unless 0 <= errors <= accepted and 0 < delta < 1.
    """
    _require_share(delta, "delta")
    if not 0 <= errors <= accepted:
        raise ValueError(f"errors are among the accepted. Received: {errors} of {accepted}.")
    if errors == accepted:
        return 1.0
    terms = _log_choose(accepted, errors)
    low, high = errors / accepted, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _log_tail(terms, accepted, middle) > math.log(delta):
            low = middle
        else:
            high = middle
    return high


def fewest_accepted(max_error: float, errors: int = 0, delta: float = DELTA) -> int:
    """How many must be accepted so that `errors` among them still show `max_error`.

    At 1 % and 95 % certainty 299 without an error, 473 with one.

    Raises:
        ValueError: if a number is out of its range, or more than `MOST_COUNT` are needed.
    """
    _require_share(max_error, "the largest share of wrong readings")
    _require_share(delta, "delta")
    if errors < 0:
        raise ValueError(f"errors are counted from 0. Received: {errors}.")
    low, high = errors, max(1, 2 * errors)
    while not _holds(errors, high, max_error, delta):
        low, high = high, 2 * high
        if high > MOST_COUNT:
            raise ValueError(
                f"a share of wrong readings that {MOST_COUNT:,} strings can show is asked for. "
                f"Received: {max_error}. Allow more."
            )
    while high - low > 1:
        middle = (low + high) // 2
        if _holds(errors, middle, max_error, delta):
            high = middle
        else:
            low = middle
    return high


def percent(share: float) -> str:
    """`share` as people write it: 0.005 is 0.5 %."""
    return f"{100 * share:.4g} %"


def _sizes(count: int, max_error: float, delta: float) -> Iterator[int]:
    """Sizes of the groups to test, rising, `count` the last if any fits."""
    errors, size = 0, fewest_accepted(max_error, 0, delta)
    while size < count:
        yield size
        errors += 1
        size = fewest_accepted(max_error, errors, delta)
    if count >= fewest_accepted(max_error, 0, delta):
        yield count


def _holds(errors: int, accepted: int, max_error: float, delta: float) -> bool:
    tail = _log_tail(_log_choose(accepted, errors), accepted, max_error)
    return errors < accepted and tail <= math.log(delta)


def _log_choose(n: int, most: int) -> Floats:
    """Logs (most + 1,) of the binomial coefficients n over 0, 1, ..., most."""
    k = np.arange(1, most + 1, dtype=np.float64)
    return np.concatenate([[0.0], np.cumsum(np.log((n - k + 1) / k))])


def _log_tail(log_choose: Floats, n: int, share: float) -> float:
    """Log-probability of at most K of n, K + 1 the length of `log_choose`, at `share` each."""
    if share >= 1:
        return -math.inf
    k = np.arange(len(log_choose))
    terms = log_choose + k * math.log(share) + (n - k) * math.log1p(-share)
    highest = float(terms.max())
    return highest + math.log(float(np.exp(terms - highest).sum()))


def _require_share(share: float, what: str) -> None:
    if not 0 < share < 1:
        raise ValueError(f"{what} lies between 0 and 1, ends excluded. Received: {share}.")
