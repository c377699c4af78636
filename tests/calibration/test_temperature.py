"""The temperature: recovered where it is known, bounded where labels are wrong."""

from __future__ import annotations

import numpy as np
import pytest

from seqdigits.calibration import correctness_costs, correctness_nll, fit_temperature
from seqdigits.calibration.temperature import HIGHEST, LOWEST
from seqdigits.decoding import log_softmax
from seqdigits.errors import CalibrationError


def drawn(true_temperature: float, count: int = 20_000) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Logits (N, 4) and whether the best class is the true one, drawn at a temperature."""
    rng = np.random.default_rng(4)
    logits = rng.normal(0, 3, (count, 4))
    shares = np.exp(log_softmax(logits / true_temperature))
    truth = (shares.cumsum(axis=1) > rng.random((count, 1))).argmax(axis=1)
    return logits, truth == logits.argmax(axis=1)


@pytest.mark.parametrize("true", [0.5, 1.0, 1.7, 4.0])
def test_a_known_temperature_is_found(true: float) -> None:
    logits, correct = drawn(true)
    found = fit_temperature(lambda t: log_softmax(logits / t).max(axis=1), correct)
    assert found == pytest.approx(true, rel=0.05)


def test_no_other_temperature_is_better() -> None:
    logits, correct = drawn(2.0, 500)

    def at(temperature: float) -> np.ndarray:  # type: ignore[type-arg]
        return log_softmax(logits / temperature).max(axis=1)

    best = correctness_nll(at(fit_temperature(at, correct)), correct)
    for temperature in np.geomspace(LOWEST, HIGHEST, 200):
        assert best <= correctness_nll(at(float(temperature)), correct) + 1e-6


def test_the_cost_worked_by_hand() -> None:
    costs = correctness_costs(np.array([0.8, 0.8, 0.5]), np.array([True, False, True]))
    np.testing.assert_allclose(costs, [-np.log(0.8), -np.log(0.2), np.log(2)])
    nll = correctness_nll(np.log([0.8, 0.5]), np.array([False, True]))
    assert nll == pytest.approx((np.log(5) + np.log(2)) / 2)


def test_one_wrong_label_costs_a_bounded_amount() -> None:
    (cost,) = correctness_costs(np.array([1.0]), np.array([False]))
    assert cost == pytest.approx(6 * np.log(10), rel=1e-6)


@pytest.mark.parametrize("right", [True, False])
def test_there_is_something_to_tell_apart(right: bool) -> None:
    with pytest.raises(CalibrationError, match=rf"3 strings, {3 if right else 0} of them"):
        fit_temperature(lambda _: np.full(3, -0.1), np.full(3, right))
