"""Characters' posteriors and places: by hand, and against brute force over every path."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqdigits.decoding.automaton import Automaton
from seqdigits.decoding.posteriors import align, posteriors

from .conftest import (
    TOY,
    Floats,
    Labels,
    accepted,
    collapse,
    drawn,
    path_log_prob,
    paths,
    problems,
    tables,
)


@given(problems(), st.booleans())
def test_posteriors_equal_brute_force(problem: tuple[Floats, Automaton], constrained: bool) -> None:
    table, automaton = problem
    texts = accepted(table, automaton if constrained else None)
    for best in sorted(texts, key=lambda labels: -texts[labels])[:3]:
        found = posteriors(table, automaton if constrained else None, best)
        assert len(found) == len(best)
        for place, shares in enumerate(found):
            rivals = {
                c: texts[rival]
                for c in range(1, table.shape[1])
                if (rival := (*best[:place], c, *best[place + 1 :])) in texts
            }
            total = sum(rivals.values())
            assert shares == pytest.approx({c: p / total for c, p in rivals.items()}, rel=1e-9)
            assert list(shares.values()) == sorted(shares.values(), reverse=True)


def test_posteriors_derived_by_hand() -> None:
    # "a" against "b" on two timesteps: a-, -a, aa and b-, -b, bb.
    table = np.log(np.array([[0.5, 0.4, 0.1], [0.5, 0.2, 0.3]]))
    a, b = 0.4 * 0.5 + 0.5 * 0.2 + 0.4 * 0.2, 0.1 * 0.5 + 0.5 * 0.3 + 0.1 * 0.3
    assert posteriors(table, None, [1])[0] == pytest.approx({1: a / (a + b), 2: b / (a + b)})


@given(tables())
def test_align_equals_brute_force(table: Floats) -> None:
    best: dict[Labels, float] = {}
    for path in paths(table):
        labels = collapse(path)
        best[labels] = max(best.get(labels, -np.inf), path_log_prob(table, path))
    for labels, expected in best.items():
        path = drawn(labels, align(table, labels), len(table))
        assert collapse(path) == labels
        assert path_log_prob(table, path) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("labels", [[3], [0], [1, 1, 2], [1, 2, 1, 2]])
def test_only_texts_that_can_be_spelt_have_places(labels: list[int]) -> None:
    with pytest.raises(ValueError, match="Received"):
        align(TOY, labels)
    with pytest.raises(ValueError, match="Received"):
        posteriors(TOY, None, labels)
