"""Figures of a set of strings: a table worked by hand."""

from __future__ import annotations

import pytest

from seqdigits.errors import DataError
from seqdigits.evaluation.reading_strings import Mistaken, Read, SetReads, Worst, together
from seqdigits.evaluation.string_figures import string_figures
from seqdigits.evaluation.sureness import measure_sureness
from seqdigits.metrics import wilson_interval
from seqdigits.reading import Status

READS = (
    Read("a", "12", "12", 0.9),
    Read("b", "100", "10", 0.8),  # a deletion; a run too short
    Read("c", "100", "1000", 0.7),  # an insertion; a run too long
    Read("d", "12", "17", 0.6),  # a substitution
    Read("e", "12", "", 0.95, Status.REJECTED),
    Read("f", "", "", 1.0),
)


def test_worked_by_hand() -> None:
    found = string_figures(SetReads("hand", READS, problems=("bad",)), "0127", 200, seed=1)
    assert (found.count, found.right, found.exact_match) == (6, 2, 1 / 3)
    assert found.interval == wilson_interval(2, 6)
    assert (found.characters, found.edits) == (12, 5)
    assert found.cer == pytest.approx(5 / 12)
    assert found.cer_interval is not None and found.cer_interval[0] < 5 / 12 < found.cer_interval[1]
    rows = [(one.length, one.count, one.right, one.cer) for one in found.lengths]
    assert rows == [(0, 1, 1, None), (2, 3, 1, pytest.approx(0.5)), (3, 2, 0, pytest.approx(1 / 3))]
    errors = found.length_errors
    assert (errors.too_short, errors.too_long) == (2, 1)
    assert (errors.with_repeats, errors.repeats_wrong) == (2, 2)
    assert (errors.runs_short, errors.runs_long) == (1, 1)
    assert found.confusion.errors == found.edits
    assert (found.rejected, found.unmatched, found.left_out) == (1, 0, 1)
    assert found.sureness is not None
    # Without the rejected one: right at 1.0 and 0.9, wrong at 0.8, 0.7 and 0.6.
    assert found.sureness.figures.count == 5
    assert found.sureness.figures.aurc == pytest.approx((0 + 0 + 1 / 3 + 2 / 4 + 3 / 5) / 5)
    assert found.sureness.coverage_at(0.0) == pytest.approx(2 / 5)
    assert found.sureness.coverage_at(0.5) == pytest.approx(4 / 5)
    assert found.sureness.coverage_at(1.0) == 1.0
    assert found.f1_interval is not None
    assert 0 <= found.f1_interval[0] <= found.confusion.macro().f1 <= found.f1_interval[1] <= 1


def test_without_replicates_there_is_no_bootstrap_interval() -> None:
    found = string_figures(SetReads("hand", READS), "0127", 0, seed=1)
    assert found.cer_interval is found.f1_interval is None
    assert found.sureness is not None and found.sureness.aurc_interval is None


def test_intervals_repeat() -> None:
    strings = SetReads("hand", READS)
    first, again = (string_figures(strings, "0127", 50, seed=4) for _ in range(2))
    assert (first.cer_interval, first.f1_interval) == (again.cer_interval, again.f1_interval)


def test_no_characters_no_error_rate() -> None:
    found = string_figures(SetReads("blank", (Read("a", "", "", 1.0),)), "01", 10, seed=0)
    assert (found.cer, found.cer_interval, found.exact_match) == (None, None, 1.0)


def test_an_empty_set_is_refused() -> None:
    with pytest.raises(DataError, match=r"at least one string\. Received: none"):
        string_figures(SetReads("none", ()), "01", 10, seed=0)


def test_no_confidence_of_nothing() -> None:
    assert measure_sureness([], [], 10, 0) is None


def test_the_surest_mistakes_are_kept_first_come_first() -> None:
    worst = Worst(3)
    for name, sure in (("a", 0.5), ("b", 0.9), ("c", 0.7), ("d", 0.9), ("e", 0.1)):
        worst.show(Mistaken(Read(name, "1", "2", sure), b""))
    assert [mistake.read.name for mistake in worst.kept()] == ["b", "d", "c"]


def test_sets_together_keep_the_surest_of_all() -> None:
    sets = [
        SetReads(name, reads, tuple(Mistaken(read, b"") for read in reads if not read.right), why)
        for name, reads, why in (("x", READS[:3], ("row 1",)), ("y", READS[3:], ()))
    ]
    found = together(sets, 2)
    assert found.reads == READS
    assert [mistake.read.name for mistake in found.worst] == ["e", "b"]
    assert found.problems == ("x: row 1",)
