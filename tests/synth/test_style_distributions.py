"""Distributions keep their bounds and means, and say themselves what a file says of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.distributions import Choice, Constant, Distribution, Normal, Uniform, distribution
from synth.errors import BadRequestError

NUMBERS = st.floats(-100, 100, allow_nan=False)


@st.composite
def distributions(draw: st.DrawFn) -> Distribution:
    low, middle, high = sorted(draw(st.tuples(NUMBERS, NUMBERS, NUMBERS)))
    simple = (Constant(low), Uniform(low, high), Normal(middle, draw(st.floats(0, 50)), low, high))
    if draw(st.booleans()):
        return simple[draw(st.integers(0, 2))]
    weights = draw(st.tuples(*[st.floats(0.01, 10)] * 3))
    return Choice(simple, weights)


@pytest.mark.parametrize(
    ("stated", "expected", "mean"),
    [
        (2.5, Constant(2.5), 2.5),
        ([1, 3], Uniform(1.0, 3.0), 2.0),
        ((-1.0, 1.0), Uniform(-1.0, 1.0), 0.0),
        ({"normal": [4, 2]}, Normal(4.0, 2.0, -2.0, 10.0), 4.0),
        ({"normal": [0, 1], "low": 0}, Normal(0.0, 1.0, 0.0, 3.0), 1 / np.sqrt(2 * np.pi)),
        ({"choice": [0, [2, 4]], "weights": [3, 1]}, None, 0.75),
        ({"choice": [1, 2, 6]}, None, 3.0),
    ],
)
def test_stated_distributions_have_their_bounds_and_mean(
    stated: object, expected: Distribution | None, mean: float
) -> None:
    law = distribution(stated)
    assert expected is None or law == expected
    rng = np.random.default_rng(5)
    many = law.many(rng, 20_000)
    singles = np.array([law.sample(rng) for _ in range(20_000)])
    for drawn in (many, singles):
        assert law.low <= drawn.min() and drawn.max() <= law.high
        assert abs(drawn.mean() - mean) <= 5 * drawn.std() / np.sqrt(len(drawn))


def test_a_choice_keeps_its_weights() -> None:
    drawn = distribution({"choice": [0, 1, 2], "weights": [1, 0, 3]}).many(
        np.random.default_rng(1), 4000
    )
    shares = [(drawn == value).mean() for value in (0, 1, 2)]
    assert shares[1] == 0 and abs(shares[0] - 0.25) < 0.04


@given(distributions(), st.integers(0, 2**32))
def test_samples_lie_within_the_bounds_and_repeat(law: Distribution, seed: int) -> None:
    drawn = [law.sample(np.random.default_rng(seed)) for _ in range(2)]
    assert drawn[0] == drawn[1]
    # The far end of a uniform may be missed or met by a rounding.
    assert law.low - 1e-9 <= drawn[0] <= law.high + 1e-9


@given(distributions())
def test_a_plain_distribution_reads_back_equal(law: Distribution) -> None:
    assert distribution(law.plain()) == law
    assert distribution(law) is law


@pytest.mark.parametrize(
    "stated",
    [
        "wide", None, True, [1], [1, 2, 3], [1, "2"], float("nan"), [0, float("inf")],
        {}, {"normal": [1]}, {"normal": [1, 2], "mean": 3}, {"normal": 4},
        {"normal": [0, 1], "low": "a"}, {"choice": 3}, {"choice": [1], "weights": ["a"]},
        {"choice": [1, "x"]},
    ],
)  # fmt: skip
def test_what_is_no_distribution_is_refused(stated: object) -> None:
    with pytest.raises(BadRequestError, match="a distribution is a number"):
        distribution(stated)


@pytest.mark.parametrize(
    ("stated", "rule"),
    [
        ([3, 1], "a range is"),
        ({"normal": [0, -1]}, "deviation >= 0"),
        ({"normal": [9, 1], "high": 2}, "low <= mean <= high"),
        ({"choice": []}, "items"),
        ({"choice": [1, 2], "weights": [1]}, "as many weights"),
        ({"choice": [1, 2], "weights": [0, 0]}, "not all 0"),
        ({"choice": [1, 2], "weights": [-1, 2]}, ">= 0"),
    ],
)
def test_impossible_distributions_are_refused(stated: object, rule: str) -> None:
    with pytest.raises(BadRequestError, match=rule):
        distribution(stated)
