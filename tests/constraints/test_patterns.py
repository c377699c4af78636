"""Patterns: against re.fullmatch on every text up to five characters."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

import pytest

from seqdigits.alphabet import DIGITS, Alphabet
from seqdigits.constraints.kept import Kept
from seqdigits.constraints.patterns import pattern_automaton
from seqdigits.errors import ConstraintError

ALPHABET = Alphabet("0-12.")


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "012",
        "[01]{2,4}",
        r"\d+(\.\d\d)?",
        r"-?\d{1,3}",
        "(0|1)*1(0|1)",
        "^1.*$",
        "[^0]+",
        "(12)*",
        "0|1{2}|2{5}",
        "1?2?0?",
        ".{5}",
    ],
)
@pytest.mark.parametrize("characters", ["012", "0-12."])
def test_a_pattern_means_what_it_means_to_re(
    pattern: str, characters: str, written: Callable[..., list[str]]
) -> None:
    automaton = pattern_automaton(pattern, Kept(ALPHABET, characters))
    texts = ("".join(chars) for n in range(6) for chars in itertools.product(characters, repeat=n))
    expected = sorted(text for text in texts if re.fullmatch(pattern, text))
    assert written(automaton, ALPHABET, 5) == expected


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ("[", "Received: '\\['"),
        ("(?=1)1", "lookahead"),
        (r"(1)\1", "backreference"),
        (r"\d,\d+", "needs others, such as ','. Choose profile .*signs"),
        ("[a-c]+", "such as 'a'. Choose a model whose alphabet holds them"),
        ("[^0-9]{0}[^0-9]", "Choose"),
    ],
)
def test_a_pattern_that_cannot_be_met_is_refused(pattern: str, complaint: str) -> None:
    with pytest.raises(ConstraintError, match=complaint):
        pattern_automaton(pattern, Kept(Alphabet(), DIGITS))
