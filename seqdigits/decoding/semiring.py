"""What is summed up over paths: probabilities, their logs, or the best path.

Mohri 2002, "Semiring frameworks and algorithms for shortest-distance problems".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Semiring:
    """How values join: `plus` over paths, `times` along one; their neutral values."""

    plus: np.ufunc
    times: np.ufunc
    zero: float
    one: float

    def logs(self, values: Floats) -> Floats:
        """Logs of `values`; -inf of zero."""
        if self.times is np.add:
            return values
        with np.errstate(divide="ignore"):
            result: Floats = np.log(values)
        return result

    def inner(self, a: Floats, b: Floats) -> Floats:
        """Sums (...) over the last axis of the products of `a` (..., T) and `b` (..., T)."""
        result: Floats
        if self.times is np.multiply:
            result = np.einsum("...t,...t->...", a, b)
        else:
            result = self.plus.reduce(self.times(a, b), axis=-1, initial=self.zero)
        return result


PROBABILITIES = Semiring(np.add, np.multiply, 0.0, 1.0)
LOGS = Semiring(np.logaddexp, np.add, -np.inf, 0.0)
BEST = Semiring(np.maximum, np.add, -np.inf, 0.0)


LEAST_LOG = -600.0
"""Sums of `PROBABILITIES` below exp of this are not to be trusted.

Plain probabilities lose what falls below 1e-308. All that is lost is then less than T times the
number of edges times 1e-308 of a whole of 1, nothing beside exp(-600) = 1e-261.
"""


def emissions(log_probs: Floats, semiring: Semiring) -> Floats:
    """Value (T, C + 1, N) of each label under `log_probs` (N, T, C); zero for what is no label."""
    count, steps, classes = log_probs.shape
    emitted = np.full((steps, classes + 1, count), semiring.zero)
    values = np.exp(log_probs) if semiring is PROBABILITIES else log_probs
    emitted[:, :classes] = np.moveaxis(values, 0, -1)
    return emitted
