"""Lengths: every text up to one character more."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from seqdigits.alphabet import Alphabet
from seqdigits.constraints.kept import Kept
from seqdigits.constraints.lengths import length_automaton
from seqdigits.errors import ConstraintError

ALPHABET = Alphabet("1.0")


@pytest.mark.parametrize(
    ("length", "low", "high"),
    [("3", 3, 3), (2, 2, 2), ("2-4", 2, 4), (" 0-2 ", 0, 2), ("4-4", 4, 4)],
)
@pytest.mark.parametrize("characters", ["10", "10."])
def test_texts_of_the_length_are_accepted(
    length: str | int, low: int, high: int, characters: str, written: Callable[..., list[str]]
) -> None:
    automaton = length_automaton(length, Kept(ALPHABET, characters))
    expected = [
        "".join(chars)
        for size in range(low, high + 1)
        for chars in itertools.product(characters, repeat=size)
    ]
    assert written(automaton, ALPHABET) == sorted(expected)
    assert (automaton.shortest, automaton.longest) == (low, high)
    assert automaton.states == high + 1


@pytest.mark.parametrize("length", ["", "five", "6-4", "-3", "5-", "257", "1-300", "1.5", "²", -1])
def test_what_is_no_length_is_refused(length: str | int) -> None:
    with pytest.raises(ConstraintError, match="a length is a number up to 256"):
        length_automaton(length, Kept(ALPHABET, "10"))
