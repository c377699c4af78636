"""Check digits against published numbers; numbers drawn prove right by the rule read backwards."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.errors import BadRequestError
from synth.text.check_digits import CheckedTexts, ean, isbn10, luhn, mod11, mod97


@pytest.mark.parametrize(
    ("check", "payload", "expected"),
    [
        (luhn, "7992739871", "3"),
        (luhn, "411111111111111", "1"),  # a card number for trials
        (luhn, "49015420323751", "8"),  # an IMEI
        (mod11, "12345678", "5"),  # a Chilean RUT
        (mod11, "8601111794", "7"),  # a Norwegian bank account
        (mod97, "794", "44"),  # the example of ISO 7064
        (mod97, "32142829123456987654321611", "82"),  # GB82 WEST 1234 5698 7654 32
        (isbn10, "030640615", "2"),
        (isbn10, "080442957", "X"),
        (ean, "978030640615", "7"),  # ISBN-13
        (ean, "400638133393", "1"),  # EAN-13
        (ean, "7351353", "7"),  # EAN-8
    ],
)
def test_published_numbers(check: Callable[[str], str], payload: str, expected: str) -> None:
    assert check(payload) == expected


def test_all_zeros_by_hand() -> None:
    # Every weighted sum is 0; modulo 97 the number itself has to be 1.
    assert [luhn("000"), mod11("000"), isbn10("0" * 9), ean("000")] == ["0"] * 4
    assert mod97("000") == "98"


def _value(character: str) -> int:
    return 10 if character == "X" else int(character)


def _luhn_is_right(text: str) -> bool:
    folded = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
    odd, even = text[::-1][::2], text[::-1][1::2]
    return (sum(map(int, odd)) + sum(folded[int(c)] for c in even)) % 10 == 0


def _weighted_is_right(text: str, weights: list[int], modulus: int) -> bool:
    return sum(w * _value(c) for w, c in zip(weights, text[::-1], strict=True)) % modulus == 0


RULES: dict[str, Callable[[str], bool]] = {
    "luhn": _luhn_is_right,
    "mod11": lambda text: _weighted_is_right(
        text, [1, *([2, 3, 4, 5, 6, 7] * 3)[: len(text) - 1]], 11
    ),
    "mod97": lambda text: int(text) % 97 == 1,
    "isbn10": lambda text: _weighted_is_right(text, list(range(1, 11)), 11),
    "isbn13": lambda text: _weighted_is_right(text, [1, 3] * 6 + [1], 10),
    "ean13": lambda text: _weighted_is_right(text, [1, 3] * 6 + [1], 10),
    "ean8": lambda text: _weighted_is_right(text, [1, 3] * 4, 10),
}


@given(st.sampled_from(sorted(RULES)), st.integers(0, 2**32), st.sampled_from(["", "X"]))
def test_drawn_numbers_prove_right_and_a_changed_digit_proves_wrong(
    kind: str, seed: int, letter: str
) -> None:
    rng = np.random.default_rng(seed)
    texts = CheckedTexts(kind, "0123456789" + letter)
    text = texts.sample(rng)
    assert RULES[kind](text)
    assert set(text) <= set(texts.characters)
    place = int(rng.integers(len(text) - 1))
    other = str((int(text[place]) + int(rng.integers(1, 10))) % 10)
    assert not RULES[kind](text[:place] + other + text[place + 1 :])


def test_x_comes_only_where_the_profile_writes_it() -> None:
    rng = np.random.default_rng(4)
    ends = {letter: set() for letter in ("", "X")}
    for letter, found in ends.items():
        texts = CheckedTexts("isbn10", "0123456789" + letter)
        found.update(texts.sample(rng)[-1] for _ in range(600))
    assert ends == {"": set("0123456789"), "X": set("0123456789X")}


def test_books_begin_with_978_or_979_and_never_9790() -> None:
    rng = np.random.default_rng(5)
    starts = [CheckedTexts("isbn13").sample(rng)[:4] for _ in range(2000)]
    assert "9790" not in starts
    # Four standard errors of a half at 2,000 draws.
    assert abs(sum(start.startswith("978") for start in starts) / 2000 - 0.5) < 0.045


def test_lengths_count_the_check_digits_and_a_fixed_one_stays() -> None:
    rng = np.random.default_rng(6)
    assert {len(CheckedTexts("mod97", lengths={5: 1.0}).sample(rng)) for _ in range(9)} == {5}
    with pytest.raises(BadRequestError, match="has 13 characters"):
        CheckedTexts("ean13", lengths={12: 1.0})
    with pytest.raises(BadRequestError, match="has 3-999 characters"):
        CheckedTexts("mod97", lengths={2: 1.0})
