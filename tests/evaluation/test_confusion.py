"""Confusion matrices: tables worked by hand, and that their sums are the counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqdigits.evaluation.alignment import align, edits
from seqdigits.evaluation.confusion import NOTHING, OTHER, count_glyphs, count_pairs

STRINGS = st.lists(st.tuples(st.text("0123", max_size=8), st.text("0123", max_size=8)), max_size=8)


def test_strings_worked_by_hand() -> None:
    # 12 read 12, 122 read 1 (two deletions), 3 read 31 (an insertion), 3 read 2.
    texts = [("12", "12"), ("122", "1"), ("3", "31"), ("3", "2")]
    found = count_pairs((align(*pair) for pair in texts), "123")
    assert found.rows == ("1", "2", "3", "(nothing)") and found.columns == found.rows
    assert found.counts.tolist() == [[2, 0, 0, 0], [0, 1, 0, 2], [0, 1, 1, 0], [1, 0, 0, 0]]
    assert (found.total, found.right, found.errors) == (8, 4, 4)
    assert found.accuracy == 0.5
    one, two, three = found.scores()
    assert (one.written, one.read, one.right) == (2, 3, 2)
    assert (one.precision, one.recall, one.accuracy) == (2 / 3, 1.0, 7 / 8)
    assert one.f1 == pytest.approx(0.8)
    assert (two.written, two.read, two.right) == (3, 2, 1)
    assert (two.precision, two.recall, two.accuracy) == (1 / 2, 1 / 3, 5 / 8)
    assert two.f1 == pytest.approx(0.4)
    assert (three.precision, three.recall, three.accuracy) == (1.0, 1 / 2, 7 / 8)
    assert three.f1 == pytest.approx(2 / 3)
    macro, micro = found.macro(), found.micro()
    assert macro.precision == pytest.approx((2 / 3 + 1 / 2 + 1) / 3)
    assert macro.recall == pytest.approx((1 + 1 / 3 + 1 / 2) / 3)
    assert macro.f1 == pytest.approx((0.8 + 0.4 + 2 / 3) / 3)
    # 4 right of 6 read, of 7 written.
    assert (micro.precision, micro.recall) == (4 / 6, 4 / 7)
    assert micro.f1 == pytest.approx(8 / 13)
    assert found.pairs() == [
        ("2", NOTHING, 2),
        ("(nothing)", "1", 1),
        ("3", "2", 1),
    ]


def test_glyphs_worked_by_hand() -> None:
    found = count_glyphs(["1", "1", "2", "2", "2"], ["1", "", "2", "22", "7"], "123")
    assert found.rows == ("1", "2", "3")
    assert found.columns == ("1", "2", "3", NOTHING, OTHER)
    assert found.counts.tolist() == [[1, 0, 0, 1, 0], [0, 1, 0, 0, 2], [0, 0, 0, 0, 0]]
    assert (found.right, found.errors) == (2, 3)
    assert found.trimmed().characters == "12"
    assert found.trimmed().columns == ("1", "2", NOTHING, OTHER)
    assert found.trimmed().counts.tolist() == [[1, 0, 1, 0], [0, 1, 0, 2]]


def test_a_character_never_met_has_no_scores_and_no_say() -> None:
    found = count_pairs([align("1", "1")], "12")
    score = found.scores()[1]
    assert (score.precision, score.recall, score.f1) == (None, None, 0.0)
    assert found.macro().f1 == 1.0


def test_one_never_read_counts_as_zero() -> None:
    found = count_pairs([align("12", "11")], "12")
    two = found.scores()[1]
    assert (two.precision, two.recall, two.f1) == (None, 0.0, 0.0)
    assert found.macro().precision == pytest.approx((0.5 + 0) / 2)


def test_nothing_at_all() -> None:
    found = count_pairs([], "12")
    assert (found.total, found.accuracy, found.macro().f1, found.micro().f1) == (0, 0.0, 0.0, 0.0)
    assert found.pairs() == []


def test_foreign_characters_are_refused() -> None:
    with pytest.raises(ValueError, match="'7'"):
        count_pairs([align("1", "7")], "12")
    with pytest.raises(ValueError, match="'7'"):
        count_glyphs(["7"], ["1"], "12")


@given(STRINGS)
def test_sums_are_the_edits_and_the_counts(texts: list[tuple[str, str]]) -> None:
    alignments = [align(*pair) for pair in texts]
    found = count_pairs(alignments, "0123")
    assert found.errors == sum(map(edits, alignments))
    assert found.total == sum(map(len, alignments))
    for place, character in enumerate("0123"):
        assert found.counts[place].sum() == sum(text.count(character) for text, _ in texts)
        assert found.counts[:, place].sum() == sum(reading.count(character) for _, reading in texts)
    insertions, deletions = found.counts[-1].sum(), found.counts[:, -1].sum()
    assert insertions - deletions == sum(len(reading) - len(text) for text, reading in texts)
    assert found.counts[-1, -1] == 0
    assert sum(times for _, _, times in found.pairs()) == found.errors


@given(st.lists(st.tuples(st.sampled_from("012"), st.text("012", max_size=2)), max_size=20))
def test_every_glyph_is_counted_once(glyphs: list[tuple[str, str]]) -> None:
    found = count_glyphs([w for w, _ in glyphs], [r for _, r in glyphs], "012")
    assert found.total == len(glyphs)
    assert found.right == sum(written == read for written, read in glyphs)
    assert np.array_equal(found.trimmed().counts.sum(), found.counts.sum())
    if found.total:
        assert found.micro().recall == found.accuracy
