"""Texts follow their declared law."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from synth.errors import BadRequestError
from synth.text import TextLaw
from synth.text.law import DIGITS, proportional_lengths, with_signs


def _texts(law: TextLaw, count: int) -> list[str]:
    rng = np.random.default_rng(5)
    return [law.sample(rng) for _ in range(count)]


def test_lengths_follow_their_weights() -> None:
    texts = _texts(TextLaw(lengths=proportional_lengths(1, 4)), 5000)
    shares = np.bincount([len(text) for text in texts], minlength=5)[1:] / len(texts)
    # Four standard errors of a share near one half at 5,000 draws.
    assert np.allclose(shares, [0.1, 0.2, 0.3, 0.4], atol=0.03)


def test_digits_are_uniform_in_every_place() -> None:
    texts = _texts(TextLaw(lengths={3: 1.0}), 6000)
    for place in range(3):
        counts = np.array([sum(text[place] == digit for text in texts) for digit in DIGITS])
        # Chi-square with 9 degrees of freedom stays below 33 in 9,999 of 10,000 cases.
        assert ((counts - 600) ** 2 / 600).sum() < 33


def test_empty_runs_and_signs_come_as_often_as_asked() -> None:
    law = TextLaw(lengths={6: 1.0}, empty=0.2, runs=1.0)
    texts = _texts(law, 2000)
    assert 0.16 < texts.count("") / len(texts) < 0.24
    assert all(any(a == b for a, b in pairwise(t)) for t in texts if t)
    signed = _texts(TextLaw(lengths={5: 1.0}, signs=1.0), 500)
    assert all(set(text) - set(DIGITS) for text in signed)


def test_round_texts_end_in_zeros_and_keep_their_first_digit() -> None:
    lengths = {2: 1.0, 5: 1.0}
    round_, plain = (_texts(TextLaw(lengths, rounded=share), 500) for share in (1.0, 0.0))
    assert {len(text) for text in round_} == {2, 5}
    assert all(text.endswith("00") for text in round_ if len(text) > 2)
    assert {text.lstrip("0")[:1] for text in round_ if text[0] != "0"} == set(DIGITS[1:])
    assert sum(text.endswith("00") for text in plain) < 25


def test_signs_leave_the_digits_in_order() -> None:
    rng = np.random.default_rng(0)
    for _ in range(300):
        text = with_signs("0123456789", rng)
        assert "".join(c for c in text if c.isdigit()) == "0123456789"


@pytest.mark.parametrize("lengths", [{}, {0: 1.0}, {3: -1.0}, {3: 0.0}])
def test_malformed_length_laws_are_refused(lengths: dict[int, float]) -> None:
    with pytest.raises(BadRequestError, match="Received"):
        TextLaw(lengths=lengths)
