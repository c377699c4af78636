"""All parts at once: what they accept, how they are put in words, what contradicts."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from seqdigits.alphabet import DIGITS, Alphabet
from seqdigits.constraints import Constraint, constrain
from seqdigits.decoding import Automaton, Trie
from seqdigits.errors import ConstraintError
from synth.text.check_digits import luhn

ALPHABET = Alphabet()
NUMBERS = ["".join(digits) for n in range(6) for digits in itertools.product(DIGITS, repeat=n)]


def constraint(**parts: Any) -> Constraint:
    found = constrain(ALPHABET, **parts)
    assert found is not None
    return found


@pytest.fixture
def lexicon(tmp_path: Path) -> Path:
    path = tmp_path / "plates.txt"
    path.write_text("\n".join(str(number) for number in range(0, 3000, 7)), encoding="utf-8")
    return path


def has_luhn(text: str) -> bool:
    return len(text) > 1 and luhn(text[:-1]) == text[-1]


def is_day(text: str) -> bool:
    if not re.fullmatch(r"\d{4}", text):
        return False
    try:
        datetime.date(2000, int(text[2:]), int(text[:2]))
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    ("parts", "holds", "words"),
    [
        ({"length": "2-4", "check": "luhn"}, lambda t: 2 <= len(t) <= 4 and has_luhn(t),
         "length 2-4 and check luhn"),
        ({"pattern": "1.*", "range": "5-1500"},
         lambda t: t[:1] == "1" and str(int(t)) == t and 5 <= int(t) <= 1500,
         "pattern 1.* and range 5-1500"),
        ({"pattern": r"(\d\d)+", "range": "0000-6000"}, lambda t: len(t) == 4 and int(t) <= 6000,
         r"pattern (\d\d)+ and range 0000-6000"),
        ({"date": "DDMM", "check": "luhn"}, lambda t: is_day(t) and has_luhn(t),
         "date DDMM and check luhn"),
        ({"length": 3, "pattern": r"\d*7", "range": "0-900", "check": "luhn"},
         lambda t: len(t) == 3 and t[0] in "12345678" and t[-1] == "7" and has_luhn(t),
         r"length 3 and pattern \d*7 and range 0-900 and check luhn"),
    ],
)  # fmt: skip
def test_all_parts_hold(
    parts: dict[str, Any],
    holds: Callable[[str], bool],
    words: str,
    written: Callable[..., list[str]],
) -> None:
    found = constraint(characters=DIGITS, **parts)
    assert found.description == words and isinstance(found.acceptor, Automaton)
    expected = sorted(text for text in NUMBERS if holds(text))
    assert written(found.acceptor, ALPHABET, 5) == expected
    assert found.acceptor.is_unambiguous()


def test_entries_of_a_lexicon_are_filtered(
    lexicon: Path, written: Callable[..., list[str]]
) -> None:
    found = constraint(lexicon=lexicon, length="3-4", check="luhn")
    assert isinstance(found.acceptor, Trie)
    expected = [str(n) for n in range(105, 3000, 7) if has_luhn(str(n))]
    assert expected and written(found.acceptor, ALPHABET) == sorted(expected)
    assert found.description == f"lexicon {lexicon} (429 entries) and length 3-4 and check luhn"


def test_a_lexicon_alone_keeps_its_entries(lexicon: Path) -> None:
    acceptor = constraint(lexicon=lexicon).acceptor
    assert isinstance(acceptor, Trie) and len(acceptor) == 429


def test_nothing_asked_is_no_constraint() -> None:
    assert constrain(ALPHABET) is None
    assert constrain(ALPHABET, characters=DIGITS) is None


def test_characters_that_are_not_kept_are_in_no_text(written: Callable[..., list[str]]) -> None:
    every, digits = (constraint(length=1, characters=c).acceptor for c in (None, DIGITS))
    assert written(every, ALPHABET) == sorted(ALPHABET.characters)
    assert written(digits, ALPHABET) == sorted(DIGITS)


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        (
            {"length": 4, "check": "isbn13", "pattern": r"\d+"},
            "length 4 and check isbn13, which leave none. Ask for one of them",
        ),
        (
            {"date": "DD/MM", "range": "0-9", "length": "1-5"},
            "range 0-9 and date DD/MM, which leave none.",
        ),
        # 12 and 345 have the length, 5 is in the range, and so is 10: no text is all three.
        (
            {"length": "2-3", "range": "5-10", "pattern": "5|12|345"},
            "length 2-3 and pattern 5|12|345 and range 5-10, which leave none.",
        ),
    ],
)
def test_parts_that_contradict_are_named(parts: dict[str, Any], names: str) -> None:
    with pytest.raises(ConstraintError, match=re.escape(f"Received: {names}")):
        constraint(**parts)


def test_a_part_that_no_text_meets_is_named() -> None:
    with pytest.raises(ConstraintError, match=r"Received: check isbn13, which leaves none\."):
        constraint(characters="01234", check="isbn13")


def test_a_lexicon_that_contradicts_is_named(lexicon: Path) -> None:
    with pytest.raises(ConstraintError, match="entries\\) and length 7, which leave none"):
        constraint(lexicon=lexicon, check="luhn", length=7)
    # 7 and 70 are entries, as are 14 in the range: no entry is both.
    with pytest.raises(ConstraintError, match=r"and pattern .* and range 8-20, which leave none"):
        constraint(lexicon=lexicon, pattern="7|70|9", range="8-20")


def test_what_takes_too_many_states_is_refused_by_name() -> None:
    with pytest.raises(ConstraintError, match=r"20,000 states.*Asked for: length 1-250 and check"):
        constraint(length="1-250", check="mod97")
