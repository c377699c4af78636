"""A pattern's automaton: minimal, bounded in size, and refused when it would take too long."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.errors import BadRequestError
from synth.text.automaton import Automaton, compile_pattern
from synth.text.dfa import minimal_dfa
from synth.text.nfa import OutOfStepsError, Steps, nfa_of
from synth.text.pattern_tree import lengths_of, parse

LEAVES = st.sampled_from(["a", "b", "ab", "[ab]", "[^a]", "(a|)"])
REPEATS = st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{2,}"])
REGEXES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, REPEATS).map(lambda two: f"({two[0]}){two[1]}"),
    ),
    max_leaves=8,
)


def told_apart(automaton: Automaton) -> int:
    """How many of its states differ in what leads from them to an end (Moore's refinement)."""
    aims = [{char: aim for chars, aim in out for char in chars} for out in automaton.moves]
    kinds = [int(state in automaton.finals) for state in range(len(aims))]
    while True:
        seen: dict[object, int] = {}
        views = [
            (kind, *((char, kinds[aim]) for char, aim in sorted(out.items())))
            for kind, out in zip(kinds, aims, strict=True)
        ]
        finer = [seen.setdefault(view, len(seen)) for view in views]
        if len(set(finer)) == len(set(kinds)):
            return len(set(kinds))
        kinds = finer


@settings(max_examples=200, deadline=None)
@given(REGEXES, st.sampled_from(["ab", "b"]))
def test_no_two_states_mean_the_same_and_each_leads_to_an_end(pattern: str, allowed: str) -> None:
    automaton = compile_pattern(pattern, allowed)
    states = len(automaton.moves)
    assert told_apart(automaton) == states
    assert all(any(automaton.ways(n)[state] for n in range(states)) for state in range(1, states))


@settings(max_examples=200, deadline=None)
@given(REGEXES)
def test_lengths_are_those_of_the_strings(pattern: str) -> None:
    automaton = compile_pattern(pattern, "ab")
    shortest, longest = lengths_of(parse(pattern))
    assert (math.inf if automaton.bound is None else automaton.bound) == longest
    assert [automaton.count(n) > 0 for n in range(shortest + 1)] == [False] * shortest + [True]


@pytest.mark.parametrize(
    ("pattern", "states"),
    [
        # A string is known by how far it has come, and the end.
        (r"\d{3}-\d{4}", 9),
        # The last eleven digits have to be remembered: 2 ** 11 states.
        ("[01]*1[01]{10}", 2048),
        # Read from its end it would need 2 ** 25 states, but from its beginning 27.
        ("[01]{25}1[01]*", 27),
        (r"(\d?){256}", 257),
        (r"(\d*){256}", 1),
        ("|".join(f"{number:04}" for number in range(0, 10_000, 2)), 5),
    ],
)
def test_automata_have_no_more_states_than_they_need(pattern: str, states: int) -> None:
    assert len(compile_pattern(pattern, "0123456789-").moves) == states


@pytest.mark.parametrize(
    "pattern",
    [
        "[01]*1[01]{25}",
        r"((\d?,?){8}){8}.*7.{30}",
        r"(((\d*){256}){256}){256}",
        "|".join(map(str, range(100_000))),
    ],
)
def test_a_pattern_that_would_take_too_long_is_refused(pattern: str) -> None:
    with pytest.raises(BadRequestError, match=r"300,000 steps. Received: .*Shorten") as caught:
        compile_pattern(pattern, None)
    assert len(str(caught.value)) < 400
    assert "\n" not in str(caught.value)


def test_steps_are_counted() -> None:
    tree = parse("a{20}")
    with pytest.raises(OutOfStepsError):
        nfa_of(tree, Steps(20))
    with pytest.raises(OutOfStepsError):
        minimal_dfa(nfa_of(tree, Steps(30)), "a")
    steps = Steps(100)
    assert len(minimal_dfa(nfa_of(tree, steps), "a").edges) == 21
    assert 0 < steps.left < 79


def test_the_automaton_of_no_string_has_a_state() -> None:
    automaton = compile_pattern("[^a]", "a")
    assert (automaton.moves, automaton.finals, automaton.bound) == (((),), frozenset(), -1)


@pytest.mark.parametrize(
    ("pattern", "bound"), [("a?", 1), ("", 0), ("(ab|c)d{2,5}", 7), ("a*", None), ("b|ca+", None)]
)
def test_the_bound_is_the_length_of_the_longest_string(pattern: str, bound: int | None) -> None:
    assert compile_pattern(pattern, "abcd").bound == bound


def test_ranks_follow_the_alphabet_where_states_are_alike() -> None:
    automaton = compile_pattern("[0-2]{2}", None)
    strings = [automaton.string(2, rank) for rank in range(automaton.count(2))]
    assert strings == ["00", "01", "02", "10", "11", "12", "20", "21", "22"]
