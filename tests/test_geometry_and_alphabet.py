"""Labels and timesteps: hand-derived tables and round trips."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqdigits.alphabet import BLANK, DIGITS, SIGNS, Alphabet
from seqdigits.errors import AlphabetError, InfeasibleTextError
from seqdigits.geometry import fits, padded_width, require_fit, timesteps, timesteps_needed

ALPHABET = Alphabet()


@given(st.text(alphabet=DIGITS + SIGNS))
def test_decoding_undoes_encoding(text: str) -> None:
    labels = ALPHABET.encode(text)
    assert BLANK not in labels
    assert ALPHABET.decode(labels) == text


def test_blank_is_class_0_and_zero_is_label_1() -> None:
    assert ALPHABET.encode("09.") == [1, 10, 11]
    assert ALPHABET.classes == 16
    assert ALPHABET.decode([0, 1, 0, 1]) == "00"


def test_foreign_characters_and_labels_are_listed() -> None:
    with pytest.raises(AlphabetError, match="'x', 'y'"):
        ALPHABET.encode("1y2x")
    with pytest.raises(AlphabetError, match="16"):
        ALPHABET.decode([16])
    with pytest.raises(AlphabetError, match="repeats"):
        Alphabet("112")


def test_the_digits_profile_erases_the_signs() -> None:
    assert ALPHABET.erased_labels("digits") == [11, 12, 13, 14, 15]
    assert ALPHABET.erased_labels("signs") == []
    with pytest.raises(AlphabetError, match="money"):
        ALPHABET.erased_labels("money")


@pytest.mark.parametrize(
    ("text", "needed"), [("", 0), ("1", 1), ("12", 2), ("11", 3), ("000", 5), ("1001", 5)]
)
def test_equal_neighbours_need_a_blank_between(text: str, needed: int) -> None:
    assert timesteps_needed(text) == needed


def test_fitting_is_decided_at_the_last_timestep() -> None:
    assert timesteps(19, 4) == 4
    assert not fits("000", 19, 4)
    assert fits("000", 20, 4)
    with pytest.raises(InfeasibleTextError, match="5 timesteps"):
        require_fit("000", 19, 4)


@pytest.mark.parametrize(("width", "padded"), [(0, 32), (1, 32), (32, 32), (33, 64)])
def test_widths_are_padded_up(width: int, padded: int) -> None:
    assert padded_width(width, 32) == padded
