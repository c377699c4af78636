"""Check digits: published numbers, every number up to five digits, how many there are."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from seqdigits.alphabet import DIGITS, Alphabet
from seqdigits.constraints.checks import SCHEMES, check_automaton
from seqdigits.constraints.kept import Kept
from seqdigits.constraints.lengths import length_automaton
from seqdigits.decoding import Automaton
from seqdigits.errors import ConstraintError
from synth.text.check_digits import CheckedTexts, luhn, mod11, mod97

ALPHABET = Alphabet(DIGITS + "X")
KEPT = Kept(ALPHABET, ALPHABET.characters)
NUMBERS = ["".join(digits) for n in range(6) for digits in itertools.product(DIGITS, repeat=n)]


def accepts(automaton: Automaton, text: str) -> bool:
    return automaton.accepts(ALPHABET.encode(text))


@pytest.mark.parametrize(
    ("scheme", "number"),
    [
        ("luhn", "79927398713"),
        ("luhn", "4111111111111111"),
        ("isbn10", "0306406152"),
        ("isbn10", "080442957X"),
        ("isbn13", "9780306406157"),
        ("ean13", "4006381333931"),
        ("ean8", "73513537"),
        ("mod97", "3214282912345698765432161182"),
        ("verhoeff", "2363"),
        ("verhoeff", "1428570"),
        ("damm", "5724"),
    ],
)
def test_published_numbers(scheme: str, number: str) -> None:
    automaton = check_automaton(scheme, KEPT)
    assert accepts(automaton, number)
    check = number[-1]
    for other in set(KEPT.characters) - {check}:
        assert not accepts(automaton, number[:-1] + other)


@pytest.mark.parametrize(("scheme", "rule", "size"), [("luhn", luhn, 1), ("mod97", mod97, 2)])
def test_every_short_number_against_the_rule(
    scheme: str, rule: Callable[[str], str], size: int, written: Callable[..., list[str]]
) -> None:
    expected = sorted(
        payload + rule(payload) for payload in NUMBERS if 0 < len(payload) <= 5 - size
    )
    assert written(check_automaton(scheme, KEPT), ALPHABET, 5) == expected


@pytest.mark.parametrize("characters", [DIGITS, DIGITS + "X"])
def test_ten_is_written_x_where_x_is_kept(
    characters: str, written: Callable[..., list[str]]
) -> None:
    numbers = [payload + mod11(payload) for payload in NUMBERS if 0 < len(payload) <= 3]
    expected = sorted(text for text in numbers if set(text) <= set(characters))
    automaton = check_automaton("mod11", Kept(ALPHABET, characters))
    assert written(automaton, ALPHABET, 4) == expected


@pytest.mark.parametrize("scheme", ["luhn", "mod11", "mod97", "isbn10", "isbn13", "ean13", "ean8"])
def test_synthesised_numbers_hold_and_one_wrong_digit_breaks_them(scheme: str) -> None:
    automaton = check_automaton(scheme, KEPT)
    texts, rng = CheckedTexts(scheme, ALPHABET.characters), np.random.default_rng(11)
    for _ in range(200):
        text = texts.sample(rng)
        assert accepts(automaton, text)
        place = int(rng.integers(len(text)))
        if text[place] == "X":
            continue
        wrong = str((int(text[place]) + int(rng.integers(1, 10))) % 10)
        changed = text[:place] + wrong + text[place + 1 :]
        # Weights 3, 6 and so on are coprime to 11 and to 10 (1 and 3): one wrong digit shows.
        assert not accepts(automaton, changed)


@pytest.mark.parametrize("scheme", ["verhoeff", "damm", "luhn"])
def test_every_wrong_digit_and_every_swap_of_neighbours_shows(scheme: str) -> None:
    automaton = check_automaton(scheme, KEPT)
    rng = np.random.default_rng(4)
    for length in (4, 9):
        payload = "".join(map(str, rng.integers(0, 10, length)))
        (text,) = [payload + d for d in DIGITS if accepts(automaton, payload + d)]
        for place, digit in itertools.product(range(length + 1), DIGITS):
            changed = text[:place] + digit + text[place + 1 :]
            assert accepts(automaton, changed) == (changed == text)
        # Luhn's rule misses one swap, of 0 and 9.
        for first, second in itertools.permutations(DIGITS, 2):
            if scheme == "luhn" and {first, second} == {"0", "9"}:
                continue
            for place in range(length):
                pair = text[:place] + first + second + text[place + 2 :]
                swapped = text[:place] + second + first + text[place + 2 :]
                assert not (accepts(automaton, pair) and accepts(automaton, swapped))


def test_checks_of_mod97_are_02_to_98() -> None:
    automaton = check_automaton("mod97", KEPT)
    assert accepts(automaton, "97098") and 97098 % 97 == 97001 % 97 == 1
    assert not accepts(automaton, "97001")


def test_verhoeff_is_a_product_of_turns_and_mirrorings_of_a_pentagon(
    written: Callable[..., list[str]],
) -> None:
    # Digit d < 5 turns the corners by d, d >= 5 mirrors them: corner c goes to d - c.
    corners = range(5)
    symmetry = {d: tuple((d + c if d < 5 else d - c) % 5 for c in corners) for d in range(10)}
    moved = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)

    def holds(text: str) -> bool:
        product = symmetry[0]
        for place, char in enumerate(reversed(text)):
            digit = int(char)
            for _ in range(place):
                digit = moved[digit]
            product = tuple(product[symmetry[digit][c]] for c in corners)
        return product == symmetry[0]

    expected = sorted(text for text in NUMBERS if 1 < len(text) < 5 and holds(text))
    assert written(check_automaton("verhoeff", KEPT), ALPHABET, 4) == expected


@pytest.mark.parametrize(
    ("scheme", "length", "texts"),
    [
        ("luhn", 16, 10**15),
        ("luhn", 7, 10**6),
        ("mod11", 12, 10**11),
        ("mod97", 12, 10**10),
        ("isbn10", 10, 10**9),
        ("isbn13", 13, 10**9 + 9 * 10**8),
        ("ean13", 13, 10**12),
        ("ean8", 8, 10**7),
        ("verhoeff", 12, 10**11),
        ("damm", 12, 10**11),
        ("luhn", 1, 0),
        ("mod11", 1, 0),
        ("damm", 1, 0),
        ("mod97", 2, 0),
        ("isbn10", 9, 0),
        ("ean13", 14, 0),
    ],
)
def test_every_payload_has_one_check(
    scheme: str, length: int, texts: int, count: Callable[[Automaton, int], int]
) -> None:
    assert count(check_automaton(scheme, KEPT), length) == texts


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_number_is_accepted_from_two_starts(scheme: str) -> None:
    automaton = check_automaton(scheme, KEPT)
    assert automaton.is_unambiguous()
    of_a_length = automaton & length_automaton("7-14", KEPT)
    assert of_a_length.is_unambiguous()


@pytest.mark.parametrize(
    ("scheme", "starts"), [("luhn", 2), ("mod11", 6), ("verhoeff", 8), ("mod97", 1), ("isbn10", 1)]
)
def test_there_is_a_start_for_each_length_modulo_the_period(scheme: str, starts: int) -> None:
    assert len(check_automaton(scheme, KEPT).starts) == starts


def test_an_unknown_scheme_is_refused_with_those_known() -> None:
    with pytest.raises(ConstraintError, match=r"luhn, mod11, .* Received: 'luhm'"):
        check_automaton("luhm", KEPT)
