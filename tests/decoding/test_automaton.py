"""Automata: tables by hand, and every text up to a length against a definition."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqdigits.decoding import automaton as module
from seqdigits.decoding.automaton import Automaton, explore
from seqdigits.errors import ConstraintError

CLASSES = 3
LONGEST = 5


def texts(longest: int = LONGEST, classes: int = CLASSES) -> Iterator[tuple[int, ...]]:
    for length in range(longest + 1):
        yield from itertools.product(range(1, classes), repeat=length)


def language(automaton: Automaton) -> set[tuple[int, ...]]:
    return {text for text in texts(classes=automaton.classes) if automaton.accepts(text)}


def make(rows: list[list[int]], starts: list[int], finals: list[int]) -> Automaton:
    ends = np.isin(np.arange(len(rows)), finals)
    return Automaton(np.array(rows, np.int32), np.array(starts, np.int32), ends)


def counting(label: int, modulus: int, remainder: int) -> Automaton:
    """Texts in which `label` stands `remainder` times, modulo `modulus`."""
    return explore(
        CLASSES,
        [0],
        lambda n: ((c, (n + (c == label)) % modulus) for c in range(1, CLASSES)),
        lambda n: n == remainder,
    )


@st.composite
def automata(draw: st.DrawFn, most_states: int = 5) -> Automaton:
    """Any automaton of a few states with one start, mostly with useless and equal states."""
    states = draw(st.integers(1, most_states))
    rows = draw(
        st.lists(
            st.lists(st.integers(-1, states - 1), min_size=CLASSES - 1, max_size=CLASSES - 1),
            min_size=states,
            max_size=states,
        )
    )
    finals = draw(st.lists(st.integers(0, states - 1)))
    return make([[-1, *row] for row in rows], [draw(st.integers(0, states - 1))], finals)


# 1 then any number of 2s; state 2 leads nowhere, state 3 is never reached.
STARRED = make([[-1, 1, 2], [-1, -1, 1], [-1, -1, -1], [-1, 1, -1]], [0], [1])


def test_a_text_is_followed_by_hand() -> None:
    assert STARRED.accepts([1]) and STARRED.accepts([1, 2, 2])
    assert not STARRED.accepts([]) and not STARRED.accepts([2]) and not STARRED.accepts([1, 1])


@pytest.mark.parametrize("label", [-1, 0, CLASSES])
def test_blank_and_unknown_labels_are_in_no_text(label: int) -> None:
    everything = make([[-1, 0, 0]], [0], [0])
    assert everything.accepts([2, 1]) and not everything.accepts([2, label])


def test_moves_are_ordered_by_label() -> None:
    assert STARRED.moves(0) == [(1, 1), (2, 2)]
    assert STARRED.moves(2) == []


def test_trimming_leaves_the_states_between_start_and_end() -> None:
    trimmed = STARRED.trimmed()
    assert trimmed.targets.tolist() == [[-1, 1, -1], [-1, -1, 1]]
    assert trimmed.starts.tolist() == [0] and trimmed.finals.tolist() == [False, True]


def test_trimming_what_accepts_nothing_leaves_no_state() -> None:
    empty = make([[-1, 0, 0]], [0], [])
    assert empty.is_empty and empty.trimmed().states == 0 and empty.minimised().states == 0
    assert empty.shortest is None and empty.longest is None
    assert empty.trimmed().is_empty and not empty.trimmed().accepts([])


@given(automata())
def test_trimming_and_minimising_keep_the_texts(automaton: Automaton) -> None:
    expected = language(automaton)
    assert language(automaton.trimmed()) == expected
    assert language(automaton.minimised()) == expected
    assert automaton.is_empty == (not automaton.trimmed().states)


@given(automata())
def test_states_of_a_minimal_automaton_accept_different_texts(automaton: Automaton) -> None:
    least = automaton.minimised()
    following = [
        frozenset(language(make(least.targets.tolist(), [state], np.flatnonzero(least.finals))))
        for state in range(least.states)
    ]
    assert len(set(following)) == least.states and frozenset() not in following


@given(automata(), automata())
def test_a_product_accepts_what_both_accept(first: Automaton, second: Automaton) -> None:
    product = first & second
    assert language(product) == language(first) & language(second)
    assert product.trimmed().states == product.states


@given(automata(most_states=3))
def test_lengths_are_those_of_the_texts(automaton: Automaton) -> None:
    lengths = {len(text) for text in language(automaton)}
    # A text of 3 characters passes one of 3 states twice: the circle can be passed any number of
    # times, and as it has at most 3 characters, one of the texts has 3 to 5.
    endless = bool(lengths & {3, 4, 5}) and automaton.states == 3
    endless |= bool(lengths & {2, 3}) and automaton.states == 2
    endless |= 1 in lengths and automaton.states == 1
    assert automaton.shortest == min(lengths, default=None)
    assert automaton.longest == (None if endless else max(lengths, default=None))


def test_equivalent_states_become_one() -> None:
    assert counting(1, 6, 0).states == 6
    # Counting modulo 6 but ending at every even count is counting modulo 2.
    sixes = explore(
        CLASSES,
        [0],
        lambda n: ((c, (n + (c == 1)) % 6) for c in range(1, CLASSES)),
        lambda n: n % 2 == 0,
    )
    assert sixes.states == 2


def test_a_text_from_two_starts_is_ambiguous() -> None:
    chain = [[-1, 1, -1], [-1, 2, -1], [-1, -1, -1]]
    assert make(chain, [0, 1], [2]).is_unambiguous()
    # From state 0 "11", from state 1 "1"; the latter ends from state 0 too.
    assert not make(chain, [0, 1], [1, 2]).is_unambiguous()
    # Two starts that fall into one state, which goes on to an end; then one that does not.
    joined = [[-1, 2, -1], [-1, 2, -1], [-1, -1, 2]]
    assert not make(joined, [0, 1], [2]).is_unambiguous()
    assert make(joined, [0, 1], [1]).is_unambiguous()


def from_right(period: int, remainder: int) -> Automaton:
    """Label 1 at an even distance to the right end weighs 1, at an odd one 2; one start each."""
    return explore(
        CLASSES,
        [(0, 0), (1, 0)],
        lambda s: (
            (c, (1 - s[0], (s[1] + (c == 1) * (2 - s[0])) % period)) for c in range(1, CLASSES)
        ),
        lambda s: s == (0, remainder),
    )


def weight_from_right(text: tuple[int, ...]) -> int:
    return sum(1 + place % 2 for place, label in enumerate(reversed(text)) if label == 1)


def test_several_starts_and_their_product_count_each_text_once() -> None:
    first, second = from_right(5, 1), from_right(3, 1)
    assert len(first.starts) == 2
    product = first & second
    assert language(product) == {t for t in texts() if weight_from_right(t) % 15 == 1}
    assert first.is_unambiguous() and product.is_unambiguous()
    for text in texts():
        runs = [
            make(product.targets.tolist(), [start], np.flatnonzero(product.finals)).accepts(text)
            for start in product.starts.tolist()
        ]
        assert sum(runs) == product.accepts(text)


def test_too_many_states_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_STATES", 20)
    assert (counting(1, 4, 0) & counting(2, 5, 0)).states == 20
    with pytest.raises(ConstraintError, match="at most 20 states"):
        counting(1, 3, 0) & counting(2, 7, 0)


def test_automata_of_other_alphabets_are_not_joined() -> None:
    with pytest.raises(ValueError, match="3 and 2 classes"):
        STARRED & make([[-1, 0]], [0], [0])


@pytest.mark.parametrize(
    ("rows", "starts"),
    [([[0, 0]], [0]), ([[-1, 1]], [0]), ([[-1, -2]], [0]), ([[-1, 0]], [1])],
    ids=["blank leads on", "no such target", "below -1", "no such start"],
)
def test_arrays_that_do_not_fit_are_refused(rows: list[list[int]], starts: list[int]) -> None:
    with pytest.raises(ValueError, match="an automaton's targets"):
        make(rows, starts, [0])
