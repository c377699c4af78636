"""Alignments: tables worked by hand, and what holds for all texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from seqdigits.evaluation.alignment import Pair, align, edits

TEXTS = st.text("0127", max_size=12)


@pytest.mark.parametrize(
    ("reference", "reading", "pairs"),
    [
        ("", "", []),
        ("12", "12", [("1", "1"), ("2", "2")]),
        ("12", "17", [("1", "1"), ("2", "7")]),
        ("127", "17", [("1", "1"), ("2", None), ("7", "7")]),
        ("17", "127", [("1", "1"), (None, "2"), ("7", "7")]),
        ("", "7", [(None, "7")]),
        ("7", "", [("7", None)]),
        ("0042", "42", [("0", None), ("0", None), ("4", "4"), ("2", "2")]),
    ],
)
def test_worked_by_hand(reference: str, reading: str, pairs: list[Pair]) -> None:
    assert list(align(reference, reading)) == pairs


@given(TEXTS, TEXTS)
def test_both_texts_come_out_of_their_alignment(reference: str, reading: str) -> None:
    pairs = align(reference, reading)
    assert "".join(written or "" for written, _ in pairs) == reference
    assert "".join(read or "" for _, read in pairs) == reading
    assert (None, None) not in pairs
    assert edits(pairs) == Levenshtein.distance(reference, reading)
    assert align(reference, reading) == pairs
