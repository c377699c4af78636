"""Thresholds: tables worked by hand, refusals, the promise kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqdigits.calibration import (
    MAX_ERRORS,
    choose_threshold,
    error_bound,
    fewest_accepted,
    try_threshold,
)
from seqdigits.errors import CalibrationError


def ranked(wrong: set[int], count: int) -> tuple[list[float], list[bool]]:
    """Confidences 1, 1 - 1/count, ... and correctness, the places (1 is surest) `wrong` not."""
    places = range(1, count + 1)
    return [1 - (place - 1) / count for place in places], [place not in wrong for place in places]


def test_the_sequence_of_tests_worked_by_hand() -> None:
    # At 5 %: 59 without an error, 93 with one, 124 with two, 153 with three.
    confidences, correct = ranked({70, 90, 120, 130}, 160)
    # 59 hold none: passes. 93 hold two, one allowed: fails. So 59 are accepted.
    found = choose_threshold(confidences, correct, 0.05)
    assert (found.accepted, found.errors, found.count) == (59, 0, 160)
    assert found.threshold == confidences[58]
    assert found.coverage == 59 / 160
    assert found.bound == pytest.approx(1 - 0.05 ** (1 / 59))
    # Of 93 one is wrong, of 124 two, of 153 three: the last test is all 160, three allowed.
    found = choose_threshold(*ranked({70, 120, 130}, 160), 0.05)
    assert (found.accepted, found.errors, found.threshold) == (160, 3, pytest.approx(1 / 160))


def test_among_many_strings_the_first_group_may_hold_errors() -> None:
    # At 10 %: 29 without an error, 46 with one, 61 with two. A sixteenth of 960 is 60.
    assert [fewest_accepted(0.1, errors) for errors in range(3)] == [29, 46, 61]
    confidences, correct = ranked({1}, 960)
    assert choose_threshold(confidences, correct, 0.1).accepted == 960
    # A sixteenth of 735 is 45: the first group is of 29 and may hold none.
    with pytest.raises(CalibrationError, match="1 wrong among the 29 surest, where 0 would"):
        choose_threshold(*ranked({1}, 735), 0.1)
    with pytest.raises(CalibrationError, match="2 wrong among the 46 surest, where 1 would"):
        choose_threshold(*ranked({1, 2}, 960), 0.1)


def test_all_right_means_all_accepted() -> None:
    confidences, correct = ranked(set(), 299)
    found = choose_threshold(confidences, correct, 0.01)
    assert (found.accepted, found.threshold, found.coverage) == (299, min(confidences), 1.0)
    assert found.bound < 0.01


def test_order_of_the_strings_does_not_matter() -> None:
    confidences, correct = ranked({100, 150, 190}, 200)
    order = np.random.default_rng(0).permutation(200)
    mixed = try_threshold(np.array(confidences)[order], np.array(correct)[order], 0.05)
    assert mixed == try_threshold(confidences, correct, 0.05)
    assert (mixed.accepted, mixed.errors) == (200, 3)


def test_equal_confidences_are_accepted_together() -> None:
    # 59 would pass alone, but the 60th is as sure as they are, and wrong.
    found = try_threshold([0.9] * 60 + [0.1] * 9, [True] * 59 + [False] + [True] * 9, 0.05)
    assert found.threshold is None
    assert (found.accepted, found.errors) == (60, 1)
    found = try_threshold([0.9] * 60 + [0.1] * 9, [True] * 60 + [False] * 9, 0.05)
    assert (found.threshold, found.accepted, found.errors) == (0.9, 60, 0)


def test_too_few_strings_are_refused_with_their_number() -> None:
    with pytest.raises(CalibrationError, match=r"at least 299 .*Received: 298 strings.*Label 1 mo"):
        choose_threshold(*ranked(set(), 298), 0.01)


def test_errors_among_the_surest_are_refused_with_their_number() -> None:
    with pytest.raises(
        CalibrationError, match=r"1 %.*1,000 strings, with 2 wrong among the 299 .* 0 would"
    ):
        choose_threshold(*ranked({5, 17}, 1000), 0.01)


@pytest.mark.parametrize("max_error", [0.0, 1.0, -0.1, float("nan")])
def test_a_share_lies_between_0_and_1(max_error: float) -> None:
    with pytest.raises(ValueError, match="ends excluded"):
        try_threshold([0.5], [True], max_error)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=200),
    st.sampled_from([0.05, 0.1, 0.3, 0.6]),
)
def test_what_is_returned_is_what_the_threshold_does(
    pairs: list[tuple[float, bool]], max_error: float
) -> None:
    confidences, correct = (np.array(column) for column in zip(*pairs, strict=True))
    found = try_threshold(confidences, correct, max_error)
    if found.threshold is None:
        assert found.coverage == 0
        assert found.bound > max_error
    else:
        accepted = confidences >= found.threshold
        assert found.accepted == accepted.sum()
        assert found.errors == (~correct[accepted]).sum()
        assert found.bound <= max_error
        assert found.bound == error_bound(found.errors, found.accepted)


def test_the_promise_is_kept_where_it_is_hardest() -> None:
    """The true error rate above a threshold is max_error at a known place; 5 % may lie below."""
    rng = np.random.default_rng(5)
    broken, chosen, runs, max_error = 0, 0, 400, 0.1
    for _ in range(runs):
        confidences = rng.random(300)
        # Wrong with probability 0.3 (1 - c): above t the mean is 0.15 (1 - t), 0.1 at t = 1/3.
        correct = rng.random(300) >= 0.3 * (1 - confidences)
        found = try_threshold(confidences, correct, max_error)
        chosen += found.threshold is not None
        broken += found.threshold is not None and 0.15 * (1 - found.threshold) > max_error
    assert chosen > runs / 2
    # Binomial(400, 0.05) exceeds 32 with probability 0.4 %; the seed is fixed.
    assert broken <= 32


def test_usual_rates_rise() -> None:
    assert list(MAX_ERRORS) == sorted(MAX_ERRORS)
