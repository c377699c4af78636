"""Calibration error, Brier score, risk and coverage: tables worked by hand and properties."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqdigits.calibration import (
    brier_score,
    expected_calibration_error,
    reliability,
    reliability_bins,
    risk_coverage,
)

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=100)


def test_calibration_error_worked_by_hand() -> None:
    # Bins of two: (0.1, 0.3) with one right, (0.8, 1.0) with one right: gaps 0.3 and 0.4.
    confidences, correct = [1.0, 0.1, 0.8, 0.3], [True, True, False, False]
    assert expected_calibration_error(confidences, correct, bins=2) == pytest.approx(0.35)
    # One bin: 0.5 right, 0.55 sure.
    assert expected_calibration_error(confidences, correct, bins=1) == pytest.approx(0.05)
    # As many bins as strings: 0.9, 0.3, 0.8, 0.
    assert expected_calibration_error(confidences, correct, bins=9) == pytest.approx(2.0 / 4)


def test_brier_worked_by_hand() -> None:
    assert brier_score([1.0, 0.5, 0.2], [True, False, False]) == pytest.approx((0.25 + 0.04) / 3)


def test_risk_and_coverage_worked_by_hand() -> None:
    curve = risk_coverage([0.5, 0.9, 0.5, 0.7], [False, True, True, False])
    np.testing.assert_allclose(curve.thresholds, [0.9, 0.7, 0.5])
    np.testing.assert_allclose(curve.coverage, [0.25, 0.5, 1.0])
    np.testing.assert_allclose(curve.risk, [0.0, 0.5, 0.5])
    assert curve.area == pytest.approx(0 * 0.25 + 0.5 * 0.25 + 0.5 * 0.5)


def test_debiasing_takes_off_part_of_what_chance_adds() -> None:
    rng = np.random.default_rng(1)
    plain, debiased = [], []
    for _ in range(40):
        confidences = rng.random(600)
        correct = rng.random(600) < confidences
        plain.append(expected_calibration_error(confidences, correct))
        debiased.append(expected_calibration_error(confidences, correct, debias=True))
    assert np.mean(plain) > 0.04
    assert np.mean(debiased) < 0.7 * np.mean(plain)


def test_debiasing_leaves_a_gross_error() -> None:
    rng = np.random.default_rng(2)
    correct = rng.random(2000) < 0.5
    found = expected_calibration_error(np.full(2000, 0.9), correct, debias=True)
    assert found == pytest.approx(0.4, abs=0.03)


@given(PAIRS)
def test_risk_coverage_agrees_with_counting(pairs: list[tuple[float, bool]]) -> None:
    confidences, correct = (np.array(column) for column in zip(*pairs, strict=True))
    curve = risk_coverage(confidences, correct)
    assert curve.coverage[-1] == 1
    for threshold, coverage, risk in zip(curve.thresholds, curve.coverage, curve.risk, strict=True):
        accepted = confidences >= threshold
        assert coverage == pytest.approx(accepted.mean())
        assert risk == pytest.approx((~correct[accepted]).mean())


@given(PAIRS)
def test_figures_stay_in_range_and_agree(pairs: list[tuple[float, bool]]) -> None:
    confidences, correct = (list(column) for column in zip(*pairs, strict=True))
    found = reliability(confidences, correct)
    assert 0 <= found.debiased_ece <= found.ece <= 1
    assert abs(found.exact_match - found.mean_confidence) <= found.ece + 1e-12
    assert found.brier == brier_score(confidences, correct)
    assert 0 <= found.aurc <= 1


def test_a_certain_and_right_reader_is_perfect() -> None:
    found = reliability([1.0] * 20, [True] * 20)
    assert (found.ece, found.debiased_ece, found.brier, found.aurc) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("confidences", "correct"),
    [([], []), ([0.5], [True, False]), ([1.1], [True]), ([float("nan")], [True])],
)
def test_pairs_are_checked(confidences: list[float], correct: list[bool]) -> None:
    with pytest.raises(ValueError, match="Received"):
        reliability(confidences, correct)


def test_there_is_a_bin() -> None:
    with pytest.raises(ValueError, match="at least one bin"):
        expected_calibration_error([0.5], [True], bins=0)


def test_bins_worked_by_hand() -> None:
    first, second = reliability_bins(
        [1.0, 0.1, 0.8, 0.3, 0.2], [True, True, False, False, False], 2
    )
    assert (first.count, first.correct, first.lowest, first.highest) == (3, 1, 0.1, 0.3)
    assert first.mean_confidence == pytest.approx(0.2) and first.share_correct == 1 / 3
    assert (second.count, second.correct, second.lowest, second.highest) == (2, 1, 0.8, 1.0)


@given(PAIRS, st.integers(1, 20))
def test_bins_hold_every_string_once(pairs: list[tuple[float, bool]], bins: int) -> None:
    confidences, correct = zip(*pairs, strict=True)
    found = reliability_bins(confidences, correct, bins)
    assert sum(one.count for one in found) == len(pairs)
    assert sum(one.correct for one in found) == sum(correct)
    assert max(one.count for one in found) - min(one.count for one in found) <= 1
    assert all(a.highest <= b.lowest for a, b in pairwise(found))
