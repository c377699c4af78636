"""Texts grown label by label: what the timesteps up to each say of a text so far.

Graves et al. 2006, "Connectionist Temporal Classification", section 3.2, prefix search. A path
on one label obeys x[t] = a[t] x[t - 1] + b[t], which is solved for all timesteps at once: x over
the cumulative product of a is a running sum. In logs that is a difference and one `accumulate`,
and nothing underflows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqdigits.alphabet import BLANK

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Prefix:
    """A text so far, and how likely each first t timesteps, t = 0..T, spell exactly it.

    Attributes:
        labels: the text.
        spelt: (T + 1,) log-probability; its last entry is that of the text itself.
        on_label: (T + 1,) the part of the paths that end on the text's last label.
        on_blank: (T + 1,) the part of the paths that end on blank.
    """

    labels: tuple[int, ...]
    spelt: Floats
    on_label: Floats
    on_blank: Floats

    def before(self, label: int) -> Floats:
        """(T + 1,) the part of `spelt` after which `label` is one label more.

        Where it equals the last label, a blank has to lie between.
        """
        return self.on_blank if self.labels[-1:] == (label,) else self.spelt


class Prefixes:
    """Grows texts under one table of log-probabilities (T, C).

    Args:
        log_probs: the table.
        plus: how paths join: `np.logaddexp` for the sum of all, `np.maximum` for the best.

    Attributes:
        log_probs: (C, T) the table, with a low finite value for -inf.
        labels: those that are not forbidden at every timestep, ascending, without blank.
    """

    def __init__(self, log_probs: Floats, plus: np.ufunc = np.logaddexp) -> None:
        steps, classes = log_probs.shape
        finite = np.isfinite(log_probs)
        lowest = float(log_probs.min(where=finite, initial=0.0))
        # All paths through a forbidden timestep together are less likely than any single other.
        floor = 2 * steps * (lowest - float(np.log(classes))) - 50.0
        self._least = steps * lowest - 1.0
        self._plus = plus
        self.log_probs: Floats = np.ascontiguousarray(np.where(finite, log_probs, floor).T)
        self.labels = [c for c in range(1, classes) if finite[:, c].any()]
        self._along = np.zeros((classes, steps + 1))
        np.cumsum(self.log_probs, axis=1, out=self._along[:, 1:])

    def empty(self) -> Prefix:
        """The empty text."""
        spelt = self._along[BLANK]
        return Prefix((), spelt, np.full_like(spelt, -np.inf), spelt)

    def grown(self, prefix: Prefix, label: int) -> Prefix:
        """`prefix` with `label` after it."""
        blank = self._along[BLANK]
        on_label = self.entered(prefix, [label])[0]
        spelt = self._plus.accumulate(on_label - blank)
        on_blank = np.empty_like(blank)
        on_blank[0] = -np.inf
        np.add(spelt[:-1], blank[1:], out=on_blank[1:])
        return Prefix((*prefix.labels, label), spelt + blank, on_label, on_blank)

    def entered(self, prefix: Prefix, labels: Sequence[int]) -> Floats:
        """`on_label` (M, T + 1) of `prefix` grown by each of `labels`."""
        along = self._along[list(labels)]
        before = np.stack([prefix.before(label)[:-1] for label in labels])
        # Entering the label at timestep t and staying on it: before[t] * along / along[t].
        np.subtract(before, along[:, :-1], out=before)
        on_label = np.empty_like(along)
        on_label[:, 0] = -np.inf
        self._plus.accumulate(before, axis=1, out=on_label[:, 1:])
        on_label[:, 1:] += along[:, 1:]
        return on_label

    def text(self, labels: Sequence[int]) -> list[Prefix]:
        """Every prefix of the text of `labels`, the empty one first."""
        grown = [self.empty()]
        for label in labels:
            grown.append(self.grown(grown[-1], label))
        return grown

    def log_prob(self, prefix: Prefix) -> float:
        """Log-probability of the text itself; -inf if it cannot be spelt."""
        value = float(prefix.spelt[-1])
        return value if value >= self._least else -np.inf

    def possible(self, log_probs: Floats) -> Floats:
        """`log_probs` with -inf for those that rest on a forbidden timestep."""
        return np.where(log_probs >= self._least, log_probs, -np.inf)
