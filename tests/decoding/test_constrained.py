"""Mass and best path under a constraint: by hand, and against brute force over every path."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqdigits.decoding import greedy, log_softmax
from seqdigits.decoding.automaton import Automaton
from seqdigits.decoding.constrained import best_path, mass
from seqdigits.decoding.posteriors import posteriors
from seqdigits.decoding.search import best_texts

from .conftest import (
    TOY,
    TOY_A,
    Floats,
    accepted,
    chain,
    collapse,
    counted_from_the_right,
    drawn,
    of_length,
    path_log_prob,
    paths,
    problems,
    tables,
)


def test_mass_derived_by_hand() -> None:
    # "aa" needs a blank between: 0.3 * 0.6 * 0.4.
    expected = [0.3 * 0.6 * 0.4, TOY_A, 0.6 * 0.6 * 0.4]
    found = [mass(TOY[None], chain(3, text))[0] for text in [(1, 1), (1,), ()]]
    np.testing.assert_allclose(np.exp(found), expected, rtol=1e-14)


def test_best_path_under_a_constraint_derived_by_hand() -> None:
    path = best_path(TOY, chain(3, (1, 1)))
    assert path is not None
    assert (path.labels, path.spans) == ((1, 1), ((0, 1), (2, 3)))
    assert best_path(TOY[:2], chain(3, (1, 1))) is None
    assert best_path(TOY, chain(3)) is None


@given(problems())
def test_mass_equals_brute_force(problem: tuple[Floats, Automaton]) -> None:
    table, automaton = problem
    expected = sum(accepted(table, automaton).values())
    np.testing.assert_allclose(np.exp(mass(table[None], automaton)), [expected], rtol=1e-12)


@given(problems())
def test_best_path_equals_brute_force(problem: tuple[Floats, Automaton]) -> None:
    table, automaton = problem
    rivals = [path for path in paths(table) if automaton.accepts(collapse(path))]
    found = best_path(table, automaton)
    if not rivals:
        assert found is None
        return
    assert found is not None
    assert automaton.accepts(found.labels)
    best = max(path_log_prob(table, path) for path in rivals)
    assert found.log_prob == pytest.approx(best, abs=1e-12)
    path = drawn(found.labels, found.spans, len(table))
    assert collapse(path) == found.labels
    assert path_log_prob(table, path) == pytest.approx(best, abs=1e-12)


@given(st.lists(tables(classes=3), min_size=1, max_size=4))
def test_tables_of_any_length_have_their_masses_together(several: list[Floats]) -> None:
    automaton = counted_from_the_right(3)
    together = mass(several, automaton)
    alone = [mass(table[None], automaton)[0] for table in several]
    np.testing.assert_allclose(together, alone, rtol=1e-12)


def test_large_batches_are_taken_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = log_softmax(np.random.default_rng(2).normal(size=(7, 9, 4)))
    automaton = of_length(4, 2, 5)
    whole = mass(batch, automaton)
    monkeypatch.setattr("seqdigits.decoding.constrained.MOST_VALUES", 1)
    np.testing.assert_allclose(mass(batch, automaton), whole, rtol=1e-14)


@given(tables(60, classes=4))
def test_all_texts_have_the_mass_of_all(table: Floats) -> None:
    anything = Automaton(
        np.array([[-1, 0, 0, 0]], np.int32), np.zeros(1, np.int32), np.array([True])
    )
    assert mass(table[None], anything)[0] == pytest.approx(0.0, abs=1e-9)
    path = best_path(table, anything)
    assert path is not None
    labels, spans = greedy(table)
    assert (list(path.labels), list(path.spans)) == (labels, spans)


def test_a_constraint_and_its_net_read_one_alphabet() -> None:
    other = of_length(5, 1, 2)
    with pytest.raises(ValueError, match="5 classes for 3"):
        mass(TOY[None], other)
    with pytest.raises(ValueError, match="5 classes for 3"):
        best_path(TOY, other)
    with pytest.raises(ValueError, match="5 classes for 3"):
        best_texts(TOY, other)
    with pytest.raises(ValueError, match="accepted one"):
        posteriors(TOY, chain(3, (2,)), [1])
