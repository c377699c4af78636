"""Whether two systems that read the same strings differ by more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class McNemar:
    """Two systems on the same strings.

    Attributes:
        b: strings that the first alone reads right.
        c: strings that the other alone reads right.
        p: two-sided exact p-value of their being equally good.
    """

    b: int
    c: int
    p: float


def mcnemar(first: Sequence[bool], other: Sequence[bool]) -> McNemar:
    """Exact test of McNemar (1947): of the strings one alone reads right, does each get half?

    Under that hypothesis `b` is binomial of b + c and 1/2; without such strings p is 1.

    Args:
        first: of each string, whether the first system reads it right.
        other: the same of the other.

    Raises:
        ValueError: if there are not as many of both.
    """
    from scipy.stats import binomtest

    if len(first) != len(other):
        raise ValueError(
            f"both systems read the same strings. Received: {len(first)} and {len(other)}."
        )
    b = sum(one and not two for one, two in zip(first, other, strict=True))
    c = sum(two and not one for one, two in zip(first, other, strict=True))
    p = float(binomtest(b, b + c).pvalue) if b + c else 1.0
    return McNemar(b, c, min(p, 1.0))


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values in the same order, corrected for being looked at together (Holm 1979).

    The smallest of m is multiplied by m, the next by m - 1 and so on; none becomes smaller than
    one before it, none larger than 1. What stays below a level is an error in any of them with
    at most that probability.
    """
    corrected = [0.0] * len(p_values)
    highest = 0.0
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    for place, index in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - place) * p_values[index]))
        corrected[index] = highest
    return corrected
