"""The probability of a string: the sum over all paths that spell it.

Graves et al. 2006, "Connectionist Temporal Classification", section 4.1, in the log domain
and over a batch at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from seqdigits.alphabet import BLANK


def log_prob(
    log_probs: NDArray[np.float64], labels: Sequence[Sequence[int]]
) -> NDArray[np.float64]:
    """Log-probability (N,) of each string of `labels` (N sequences) under `log_probs` (N, T, C).

    Without labels it is the probability that nothing is written. A string that cannot be
    spelt in T timesteps, or that needs an erased label, gives -inf.

    Raises:
        ValueError: if there are not N strings, or a label lies outside 1..C-1.
    """
    _check(log_probs, labels)
    states = _states(labels)
    skips = _skips(states)
    emitted = np.take_along_axis(log_probs, states[:, None, :], axis=2)
    # Column s + 2 is state s. Column 1 is where every path starts, before the first timestep.
    alpha = np.full((len(labels), states.shape[1] + 2), -np.inf)
    alpha[:, 1] = 0.0
    for step in np.ascontiguousarray(np.moveaxis(emitted, 1, 0)):
        alpha[:, 2:] = step + _log_sum(alpha[:, 2:], alpha[:, 1:-1], alpha[:, :-2] + skips)
        alpha[:, 1] = -np.inf
    rows = np.arange(len(labels))
    ends = 2 * np.array([len(sequence) for sequence in labels], np.int64)
    result: NDArray[np.float64] = np.logaddexp(alpha[rows, ends + 2], alpha[rows, ends + 1])
    return result


def _check(log_probs: NDArray[np.float64], labels: Sequence[Sequence[int]]) -> None:
    """Raise ValueError unless `labels` are strings for `log_probs` (N, T, C)."""
    count, _, classes = log_probs.shape
    if len(labels) != count:
        raise ValueError(f"every image has one string. Received: {len(labels)} for {count} images.")
    wrong = {label for sequence in labels for label in sequence if not 1 <= label < classes}
    if wrong:
        raise ValueError(f"labels lie in 1..{classes - 1}. Received: {sorted(wrong)}.")


def _states(labels: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """Labels (N, S) with a blank before, between and after, S = 2 * longest + 1; blank-padded."""
    longest = max(map(len, labels), default=0)
    states = np.full((len(labels), 2 * longest + 1), BLANK, np.int64)
    for row, sequence in zip(states, labels, strict=True):
        row[1 : 2 * len(sequence) : 2] = sequence
    return states


def _skips(states: NDArray[np.int64]) -> NDArray[np.float64]:
    """Cost (N, S) of entering a state from two before it: 0 if it may be done, else -inf.

    It may into a label that differs from the label before it; into the first, from the start.
    """
    skips = np.full(states.shape, -np.inf)
    skips[:, 1:2] = 0.0
    skips[:, 3::2][states[:, 3::2] != states[:, 1:-2:2]] = 0.0
    return skips


def _log_sum(*terms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Elementwise log of the sum of exp(terms); -inf where all terms are."""
    highest = np.maximum.reduce(terms)
    highest[np.isneginf(highest)] = 0.0
    total = sum(np.exp(term - highest) for term in terms)
    with np.errstate(divide="ignore"):
        result: NDArray[np.float64] = np.log(total) + highest
    return result
