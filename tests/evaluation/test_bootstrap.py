"""Bootstrap intervals: repeatable, near what theory says, and none where there is no value."""

from __future__ import annotations

import math

import numpy as np
import pytest

from seqdigits.evaluation.bootstrap import Rows, bootstrap


def test_the_interval_of_a_mean_is_about_two_standard_errors_each_way() -> None:
    values = np.random.default_rng(1).normal(5.0, 2.0, 400)
    found = bootstrap(lambda rows: float(values[rows].mean()), 400, 2000, seed=3)
    assert found is not None
    error = values.std() / 20
    assert found[0] == pytest.approx(values.mean() - 1.96 * error, abs=0.3 * error)
    assert found[1] == pytest.approx(values.mean() + 1.96 * error, abs=0.3 * error)


def test_equal_seeds_give_equal_intervals() -> None:
    values = np.random.default_rng(1).random(50)

    def mean(rows: Rows) -> float:
        return float(values[rows].mean())

    assert bootstrap(mean, 50, 100, 7) == bootstrap(mean, 50, 100, 7) != bootstrap(mean, 50, 100, 8)


def test_draws_without_a_value_are_left_out() -> None:
    assert bootstrap(lambda rows: 2.0 if rows[0] else math.nan, 2, 50, 0) == (2.0, 2.0)
    assert bootstrap(lambda rows: math.nan, 2, 50, 0) is None


@pytest.mark.parametrize(("count", "replicates"), [(0, 100), (5, 0)])
def test_no_strings_or_replicates_no_interval(count: int, replicates: int) -> None:
    assert bootstrap(lambda rows: 1.0, count, replicates, 0) is None


def test_rows_are_drawn_with_replacement_from_all() -> None:
    seen: list[Rows] = []

    def keep(rows: Rows) -> float:
        seen.append(rows)
        return 0.0

    bootstrap(keep, 10, 40, 1)
    assert all(rows.shape == (10,) for rows in seen)
    assert set(np.concatenate(seen).tolist()) == set(range(10))
    assert any(len(set(rows.tolist())) < 10 for rows in seen)
