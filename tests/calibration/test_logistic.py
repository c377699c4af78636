"""The logistic map: recovered where it is known, checked against SciPy's minimum."""

from __future__ import annotations

import numpy as np
import pytest

from seqdigits.calibration import LogisticMap, fit_logistic
from seqdigits.calibration.logistic import RIDGE


def drawn(true: LogisticMap, count: int, seed: int = 6):  # type: ignore[no-untyped-def]
    """Log-probabilities, lengths, and correctness as `true` has it."""
    rng = np.random.default_rng(seed)
    log_probs = np.log(rng.uniform(0.05, 0.999, count))
    lengths = rng.integers(1, 12, count)
    return log_probs, lengths, rng.random(count) < true(log_probs, lengths)


def test_the_identity_maps_a_probability_to_itself() -> None:
    shares = np.array([0.1, 0.5, 0.999])
    np.testing.assert_allclose(LogisticMap()(np.log(shares), np.array([1, 5, 30])), shares)


def test_a_value_worked_by_hand() -> None:
    # log-odds of 0.8 are log 4; slope 0.5 halves them: odds 2; length 1 adds log 4: odds 8.
    found = LogisticMap(0.5, 1.0, 0.0)(np.log([0.8]), np.array([3]))
    assert found == pytest.approx([8 / 9])


def test_a_known_map_is_found() -> None:
    true = LogisticMap(0.7, -0.4, 0.3)
    found = fit_logistic(*drawn(true, 100_000))
    assert found is not None
    assert found.slope == pytest.approx(true.slope, abs=0.03)
    assert found.length == pytest.approx(true.length, abs=0.05)
    assert found.intercept == pytest.approx(true.intercept, abs=0.1)


def test_the_minimum_is_scipys() -> None:
    optimize = pytest.importorskip("scipy.optimize")
    log_probs, lengths, correct = drawn(LogisticMap(1.5, 0.5, -1.0), 80)
    odds = log_probs - np.log1p(-np.exp(log_probs))

    def cost(weights):  # type: ignore[no-untyped-def]
        scores = weights[0] * odds + weights[1] * np.log(1 + lengths) + weights[2]
        nll = np.where(correct, np.log1p(np.exp(-scores)), np.log1p(np.exp(scores))).sum()
        return nll + RIDGE / 2 * ((weights - [1, 0, 0]) ** 2).sum()

    options = {"xatol": 1e-8, "fatol": 1e-10, "maxiter": 5000}
    expected = optimize.minimize(cost, [1, 0, 0], method="Nelder-Mead", options=options).x
    found = fit_logistic(log_probs, lengths, correct)
    assert found is not None
    assert [found.slope, found.length, found.intercept] == pytest.approx(expected, abs=1e-4)


def test_separable_strings_stay_finite() -> None:
    found = fit_logistic(
        np.log([0.99, 0.98, 0.2, 0.1]), np.ones(4, np.int64), np.array([True, True, False, False])
    )
    assert found is not None
    assert 0 < found.slope < 100


def test_no_map_turns_the_order_round() -> None:
    log_probs, lengths, correct = drawn(LogisticMap(), 2000)
    assert fit_logistic(log_probs, lengths, ~correct) is None
