"""McNemar's exact test and Holm's correction, by hand and by scipy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("scipy")
from scipy import stats

from seqdigits.comparison.significance import holm, mcnemar


def outcomes(both: int, b: int, c: int, neither: int) -> tuple[list[bool], list[bool]]:
    first = [True] * (both + b) + [False] * (c + neither)
    other = [True] * both + [False] * b + [True] * c + [False] * neither
    return first, other


@pytest.mark.parametrize(
    ("b", "c", "p"),
    [
        (0, 0, 1.0),
        (1, 0, 1.0),  # one toss of a coin
        (5, 0, 2 / 32),  # five heads or five tails
        (1, 5, 2 * (1 + 6) / 64),
        (3, 3, 1.0),
        (1, 9, 2 * (1 + 10) / 1024),
    ],
)
def test_by_hand(b: int, c: int, p: float) -> None:
    found = mcnemar(*outcomes(7, b, c, 3))
    assert (found.b, found.c) == (b, c)
    assert found.p == pytest.approx(p)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 9), st.integers(0, 9))
def test_against_the_binomial_sum(b: int, c: int, both: int, neither: int) -> None:
    p = mcnemar(*outcomes(both, b, c, neither)).p
    tail = sum(math.comb(b + c, k) for k in range(min(b, c) + 1)) / 2 ** (b + c)
    assert p == pytest.approx(min(1.0, 2 * tail))
    assert p == pytest.approx(mcnemar(*outcomes(both, c, b, neither)).p)


def test_both_read_the_same_strings() -> None:
    with pytest.raises(ValueError, match="2 and 1"):
        mcnemar([True, False], [True])


def test_holm_by_hand() -> None:
    # Sorted 0.01, 0.02, 0.03, 0.3: times 4, 3, 2, 1 is 0.04, 0.06, 0.06, 0.3.
    assert holm([0.03, 0.01, 0.3, 0.02]) == pytest.approx([0.06, 0.04, 0.3, 0.06])
    # 0.01 x 3 = 0.03; 0.011 x 2 is less, and is raised to it; 0.9 stays.
    assert holm([0.01, 0.011, 0.9]) == pytest.approx([0.03, 0.03, 0.9])
    assert holm([0.6, 0.7]) == [1.0, 1.0]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_lies_between_no_correction_and_bonferroni(p_values: list[float]) -> None:
    corrected = np.array(holm(p_values))
    given_ = np.array(p_values)
    assert (corrected >= given_).all()
    assert (corrected <= np.minimum(1, len(p_values) * given_) + 1e-12).all()
    # What it takes for a difference is what stepping down by hand takes.
    order = np.argsort(given_)
    taken = 0
    for place, index in enumerate(order):
        if given_[index] * (len(p_values) - place) >= 0.05:
            break
        taken += 1
    assert int((corrected < 0.05).sum()) == taken


def test_scipy_agrees_on_an_example() -> None:
    table = outcomes(50, 12, 4, 9)
    assert mcnemar(*table).p == pytest.approx(stats.binomtest(4, 16).pvalue)
