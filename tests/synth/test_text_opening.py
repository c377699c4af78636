"""Texts by name: every kind keeps to its profile and length, and bad requests get one line."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.errors import BadDataError, BadRequestError, DataNotFoundError
from synth.text import KINDS, PROFILE_NOTES, PROFILES, TextLaw, open_texts
from synth.text.lengths import LengthLaw, parse_lengths, spelled


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(KINDS)),
    st.sampled_from([None, *PROFILES]),
    st.integers(0, 2**32),
)
def test_every_kind_keeps_to_its_profile(kind: str, profile: str | None, seed: int) -> None:
    texts = open_texts(kind, profile=profile)
    text = texts.sample(np.random.default_rng(seed))
    assert set(text) <= set(texts.characters)
    assert 0 < len(text) <= texts.longest
    assert "".join(sorted(texts.characters)) == texts.characters
    assert set(texts.characters) <= set(PROFILES[profile or "signs"])
    again = pickle.loads(pickle.dumps(texts))
    assert again.sample(np.random.default_rng(seed)) == text


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(KINDS)), st.integers(6, 16), st.integers(0, 99))
def test_every_kind_keeps_to_its_length_or_says_which_it_has(
    kind: str, length: int, seed: int
) -> None:
    try:
        texts = open_texts(kind, length=str(length))
    except BadRequestError as error:
        assert f"Received: a length of {length}." in str(error)
    else:
        assert len(texts.sample(np.random.default_rng(seed))) == length
        assert texts.longest == length


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [({}, "uniform"), ({"profile": "money"}, "money"), ({"profile": "alnum"}, "uniform")],
)
def test_a_profile_alone_gives_what_it_is_named_for(arguments: dict[str, Any], kind: str) -> None:
    expected = open_texts(kind, **arguments)
    for seed in range(5):
        text = open_texts(**arguments).sample(np.random.default_rng(seed))
        assert text == expected.sample(np.random.default_rng(seed))


def test_profiles_hold_every_digit_and_have_a_note_each() -> None:
    assert all(set("0123456789") <= set(held) for held in PROFILES.values())
    assert list(PROFILE_NOTES) == list(PROFILES)
    assert all("\n" not in note for note in [*KINDS.values(), *PROFILE_NOTES.values()])


@pytest.mark.parametrize(
    ("written", "weights"),
    [
        ("5", {5: 1.0}),
        ("2-4", {2: 1.0, 3: 1.0, 4: 1.0}),
        (" 1-3:n ", {1: 1.0, 2: 2.0, 3: 3.0}),
    ],
)
def test_lengths_as_written(written: str, weights: dict[int, float]) -> None:
    assert parse_lengths(written) == weights


@pytest.mark.parametrize(
    "written", ["", "0", "0-3", "5-2", "-3", "1-", "a", "1.5", "1-3:m", "9999"]
)
def test_lengths_that_are_none(written: str) -> None:
    with pytest.raises(BadRequestError, match="Received"):
        parse_lengths(written)


def test_lengths_in_few_words() -> None:
    assert spelled([5, 1, 2, 3, 9, 10]) == "1-3, 5, 9-10"


@pytest.mark.parametrize("weights", [{}, {-1: 1.0}, {2: -1.0, 3: 5.0}, {2: 0.0}, {2: float("nan")}])
def test_weights_that_are_no_law(weights: dict[int, float]) -> None:
    with pytest.raises(BadRequestError, match="Received"):
        LengthLaw(weights)


def test_empty_texts_come_as_often_as_asked() -> None:
    texts = open_texts("luhn", empty=0.3)
    rng = np.random.default_rng(8)
    share = [texts.sample(rng) for _ in range(2000)].count("") / 2000
    # Four standard errors at 2,000 draws.
    assert abs(share - 0.3) < 0.041
    assert texts.longest == 16


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"kind": "roman"}, "Received: 'roman'"),
        ({"profile": "greek"}, "Received: 'greek'"),
        ({"kind": "date", "pattern": "x"}, "Give one of them"),
        ({"pattern": r"\d", "corpus": Path("x")}, "Give one of them"),
        ({"empty": 1.5}, "Received: 1.5"),
        ({"kind": "isbn13", "length": "5"}, "has 13 characters"),
        ({"pattern": r"\d-\d", "profile": "digits"}, "Choose profile"),
    ],
)
def test_requests_that_cannot_be_met(arguments: dict[str, Any], complaint: str) -> None:
    with pytest.raises(BadRequestError) as caught:
        open_texts(**arguments)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def _corpus(folder: Path, content: bytes) -> Path:
    path = folder / "texts.txt"
    path.write_bytes(content)
    return path


def test_a_corpus_gives_its_lines(tmp_path: Path) -> None:
    path = _corpus(tmp_path, b"\xef\xbb\xbf0042\r\n\n  7.5 \n0042\nab\n")
    texts = open_texts(corpus=path)
    rng = np.random.default_rng(1)
    drawn = [texts.sample(rng) for _ in range(4000)]
    assert set(drawn) == {"0042", "7.5", "ab"}
    # Two of four lines; four standard errors at 4,000 draws.
    assert abs(drawn.count("0042") / 4000 - 0.5) < 0.032
    assert texts.characters == ".02457ab"
    assert texts.longest == 4
    short = open_texts(corpus=path, length="1-3")
    assert {short.sample(rng) for _ in range(50)} == {"7.5", "ab"}
    assert short.characters == ".57ab"
    with pytest.raises(BadRequestError, match="a corpus has 2-4 characters"):
        open_texts(corpus=path, length="5")


@pytest.mark.parametrize(
    ("content", "profile", "complaint"),
    [
        (b"12\n3x4\n", "digits", "line 2, with 'x'"),
        (b"12\n\n3 4\n", None, "line 3, with ' '"),
        (b"12\n\xff\n", None, "line 2, which is not"),
        (b"\n \n", None, "which has none"),
        (b"", "digits", "which has none"),
    ],
)
def test_a_bad_corpus_is_named_with_its_line(
    tmp_path: Path, content: bytes, profile: str | None, complaint: str
) -> None:
    path = _corpus(tmp_path, content)
    with pytest.raises(BadDataError) as caught:
        open_texts(corpus=path, profile=profile)
    assert complaint in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_corpus_that_is_missing_or_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(DataNotFoundError, match="Received"):
            open_texts(corpus=path)


def test_a_law_of_texts_knows_its_longest_text_signs_included() -> None:
    assert TextLaw({12: 1.0, 20: 0.0}).longest == 12
    assert TextLaw({12: 1.0}, signs=0.5).longest == 12 + 3  # 123.456.789.012
    assert TextLaw({3: 1.0}, signs=0.5).longest == 3 + 2  # 123.-
    for law in (TextLaw({n: 1.0}, signs=1.0) for n in (1, 3, 7, 10, 13)):
        rng = np.random.default_rng(9)
        drawn = [law.sample(rng) for _ in range(2000)]
        assert max(map(len, drawn)) == law.longest
        assert set("".join(drawn)) == set(law.characters)


def test_the_texts_nets_are_trained_on_stay_as_they_are() -> None:
    law = TextLaw(
        {1: 1.2, 2: 1.2, **dict.fromkeys(range(3, 9), 1.0), 9: 0.7, 10: 0.7, 11: 0.5, 12: 0.5},
        empty=0.04,
        runs=0.12,
        signs=0.25,
    )
    drawn = [law.sample(np.random.default_rng([0, 0, index])) for index in range(8)]
    # As drawn when the first net was released.
    assert drawn == ["-188", "9111", "66926", "04082", "63324", "14", "6111.14", "97/45/650"]
