"""Metrics: values derived by hand, an oracle for the edit distance, properties."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqdigits.metrics import (
    LengthScore,
    auroc,
    by_length,
    cer,
    correct,
    edit_distance,
    exact_match,
    wilson_interval,
)

TEXTS = st.text("0123456789", max_size=8)


def edit_distance_by_table(a: str, b: str) -> int:
    """Wagner and Fischer 1974."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        above, row = row, [i]
        for j, y in enumerate(b, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (x != y)))
    return row[-1]


@given(TEXTS, TEXTS)
def test_edit_distance_equals_the_table(a: str, b: str) -> None:
    assert edit_distance(a, b) == edit_distance_by_table(a, b)


def test_cer_is_over_the_corpus() -> None:
    # 1 edit of 2 characters and 0 of 8: 10 %, while the mean of rates would be 25 %.
    assert cer(["12", "12345678"], ["1", "12345678"]) == pytest.approx(0.1)


def test_cer_of_blank_images() -> None:
    assert cer(["", ""], ["", ""]) == 0.0
    assert cer([""], ["7"]) == math.inf


def test_exact_match_keeps_leading_zeros() -> None:
    assert exact_match(["0042", "42", ""], ["42", "42", ""]) == pytest.approx(2 / 3)
    assert correct(["0042", "42", ""], ["42", "42", ""]) == 2


def test_exact_match_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        exact_match([], [])


@pytest.mark.parametrize("metric", [cer, exact_match, correct, by_length])
def test_readings_and_references_come_in_pairs(metric: object) -> None:
    with pytest.raises(ValueError, match="1 references, 2 readings"):
        metric(["1"], ["1", "2"])  # type: ignore[operator]


def test_scores_by_length() -> None:
    scores = by_length(["123", "1", "9", ""], ["123", "1", "7", ""])
    assert scores == {0: LengthScore(1, 1), 1: LengthScore(2, 1), 3: LengthScore(1, 1)}
    assert list(scores) == [0, 1, 3]
    assert scores[1].exact_match == 0.5


def test_wilson_interval_of_a_published_value() -> None:
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662.
    assert wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_wilson_interval_at_the_ends() -> None:
    assert wilson_interval(0, 20)[0] == 0.0
    assert wilson_interval(20, 20)[1] == 1.0
    assert wilson_interval(0, 20)[1] == pytest.approx(0.1611, abs=5e-5)


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_holds_the_share(case: tuple[int, int]) -> None:
    low, high = wilson_interval(*case)
    assert 0.0 <= low <= case[0] / case[1] <= high <= 1.0


@pytest.mark.parametrize("case", [(1, 0), (-1, 5), (6, 5)])
def test_wilson_interval_refuses_impossible_counts(case: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="Received"):
        wilson_interval(*case)


def test_auroc_counts_pairs_in_order_and_ties_half() -> None:
    # (3, 2), (3, 1), (2, 1) in order, (2, 2) a tie: 3.5 of 4 pairs.
    assert auroc([3.0, 2.0], [2.0, 1.0]) == pytest.approx(3.5 / 4)
    assert auroc([1.0], [2.0, 3.0]) == 0.0
    with pytest.raises(ValueError, match="2 and 0"):
        auroc([1.0, 2.0], [])


SCORES = st.lists(st.sampled_from([0.0, 0.1, 0.5, 1.0, math.inf]), min_size=1, max_size=60)


@given(SCORES, SCORES)
def test_auroc_is_the_share_of_ordered_pairs(higher: list[float], lower: list[float]) -> None:
    pairs = [(h > low) + 0.5 * (h == low) for h in higher for low in lower]
    assert auroc(higher, lower) == pytest.approx(sum(pairs) / len(pairs))
