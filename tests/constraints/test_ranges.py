"""Ranges: against the comparison of numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqdigits.alphabet import DIGITS, Alphabet
from seqdigits.constraints.kept import Kept
from seqdigits.constraints.ranges import range_automaton
from seqdigits.errors import ConstraintError

ALPHABET = Alphabet()
KEPT = Kept(ALPHABET, ALPHABET.characters)


@pytest.mark.parametrize(
    ("low", "high"), [(0, 5000), (7, 7), (0, 0), (1, 31), (95, 1003), (100, 999), (999, 10000)]
)
def test_whole_numbers_in_between_without_leading_zeros(
    low: int, high: int, written: Callable[..., list[str]]
) -> None:
    automaton = range_automaton(f"{low}-{high}", KEPT)
    assert written(automaton, ALPHABET) == sorted(str(number) for number in range(low, high + 1))


@pytest.mark.parametrize(
    ("low", "high", "width"), [(0, 5000, 4), (0, 0, 2), (8, 123, 3), (7, 9, 4)]
)
def test_whole_numbers_of_one_width(
    low: int, high: int, width: int, written: Callable[..., list[str]]
) -> None:
    automaton = range_automaton(f"{low:0{width}}-{high:0{width}}", KEPT)
    assert written(automaton, ALPHABET) == [f"{n:0{width}}" for n in range(low, high + 1)]


@pytest.mark.parametrize("sign", [".", ","])
@pytest.mark.parametrize(
    ("low", "high", "form"),
    [
        ("0.00", "20.00", r"(0|[1-9]\d*)S\d\d"),
        ("0.5", "0.7", r"(0|[1-9]\d*)S\d"),
        ("9.75", "10.25", r"(0|[1-9]\d*)S\d\d"),
        ("00.00", "20.00", r"\d\dS\d\d"),
        ("07.9", "11.1", r"\d\dS\d"),
    ],
)
def test_decimals(
    low: str, high: str, form: str, sign: str, written: Callable[..., list[str]]
) -> None:
    bounds = f"{low}-{high}".replace(".", sign)
    places = len(low.partition(".")[2])
    written_out = {
        f"{Decimal(number).scaleb(-places):0{width}.{places}f}"
        for number in range(3000)
        for width in (1, len(high))
    }
    expected = sorted(
        text.replace(".", sign)
        for text in written_out
        if Decimal(low) <= Decimal(text) <= Decimal(high)
        and re.fullmatch(form.replace("S", r"\."), text)
    )
    assert expected and written(range_automaton(bounds, KEPT), ALPHABET) == expected


@given(st.data(), st.integers(0, 10**12), st.integers(0, 10**12))
def test_long_numbers_around_the_bounds(data: st.DataObject, first: int, second: int) -> None:
    low, high = sorted((first, second))
    automaton = range_automaton(f"{low}-{high}", KEPT)
    near = st.one_of(
        st.integers(0, 10**13), *(st.integers(max(0, n - 20), n + 20) for n in (low, high))
    )
    number = data.draw(near)
    assert automaton.accepts(ALPHABET.encode(str(number))) == (low <= number <= high)
    assert not automaton.accepts(ALPHABET.encode(f"0{number}"))
    # Only the beginnings of the bounds need states of their own.
    assert automaton.states <= 4 * len(str(high)) + 4


@pytest.mark.parametrize(
    ("bounds", "complaint"),
    [
        ("5000-0", "begins above its end"),
        ("5000", "not of that form"),
        ("a-b", "not of that form"),
        ("-5-5", "not of that form"),
        ("0.5-20.00", "different decimals"),
        ("0.5-20,5", "different decimals"),
        ("0-20.5", "different decimals"),
        ("000-5000", "different widths"),
        ("1-" + "9" * 300, "not of that form"),
    ],
)
def test_what_is_no_range_is_refused(bounds: str, complaint: str) -> None:
    with pytest.raises(ConstraintError, match=complaint):
        range_automaton(bounds, KEPT)


def test_a_point_that_is_not_kept_is_refused_with_advice() -> None:
    with pytest.raises(ConstraintError, match=r"such as '\.'\. Choose profile .*signs"):
        range_automaton("0.0-2.0", Kept(ALPHABET, DIGITS))
