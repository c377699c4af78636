"""The exact binomial: closed forms, and SciPy's answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqdigits.calibration import error_bound, fewest_accepted


@pytest.mark.parametrize(
    ("errors", "accepted", "bound"),
    [
        (0, 1, 0.95),  # (1 - p)^1 = 0.05
        (0, 2, 1 - 0.05**0.5),
        (1, 2, 0.95**0.5),  # 1 - p^2 = 0.05
        (0, 299, 1 - 0.05 ** (1 / 299)),
        (3, 3, 1.0),
    ],
)
def test_bounds_that_have_a_closed_form(errors: int, accepted: int, bound: float) -> None:
    assert error_bound(errors, accepted) == pytest.approx(bound, rel=1e-12)


@given(st.integers(1, 3000), st.data(), st.floats(0.001, 0.5))
def test_the_bound_is_scipys_beta_quantile(
    accepted: int, data: st.DataObject, delta: float
) -> None:
    stats = pytest.importorskip("scipy.stats")
    errors = data.draw(st.integers(0, accepted - 1))
    expected = stats.beta.ppf(1 - delta, errors + 1, accepted - errors)
    assert error_bound(errors, accepted, delta) == pytest.approx(expected, rel=1e-7)


def test_the_bound_of_many_strings_is_exact() -> None:
    stats = pytest.importorskip("scipy.stats")
    for errors, accepted in [(0, 1_000_000), (731, 100_000), (99_000, 100_000)]:
        expected = stats.beta.ppf(0.95, errors + 1, accepted - errors)
        assert error_bound(errors, accepted) == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize(
    ("max_error", "errors", "needed"),
    [(0.01, 0, 299), (0.01, 1, 473), (0.05, 0, 59), (0.001, 0, 2995), (0.5, 0, 5), (0.99, 0, 1)],
)
def test_strings_needed(max_error: float, errors: int, needed: int) -> None:
    assert fewest_accepted(max_error, errors) == needed


@given(st.floats(0.002, 0.5), st.integers(0, 20))
def test_strings_needed_are_the_fewest(max_error: float, errors: int) -> None:
    needed = fewest_accepted(max_error, errors)
    assert error_bound(errors, needed) <= max_error * (1 + 1e-9)
    assert error_bound(errors, needed - 1) > max_error * (1 - 1e-9)


def test_a_share_nobody_can_show_is_refused() -> None:
    with pytest.raises(ValueError, match="Allow more"):
        fewest_accepted(1e-9)
