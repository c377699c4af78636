"""Runs of one character: which count as miscounted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqdigits.evaluation.alignment import align
from seqdigits.evaluation.lengths import has_repeats, misread_runs


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", False), ("1", False), ("1212", False), ("11", True), ("20052", True)],
)
def test_repeats(text: str, expected: bool) -> None:
    assert has_repeats(text) is expected


@pytest.mark.parametrize(
    ("reference", "reading", "short", "long"),
    [
        ("1001", "1001", 0, 0),
        ("1001", "101", 1, 0),
        ("1001", "10001", 0, 1),
        ("1001", "100001", 0, 1),  # one run, however much too long
        ("1001", "11", 1, 0),
        ("100", "10", 1, 0),
        ("001", "0001", 0, 1),
        ("1001", "1081", 0, 0),  # a substitution changes no length
        ("1001", "19001", 0, 0),  # another character is inserted beside it
        ("1001", "10901", 0, 0),  # or within it
        ("1122", "12", 2, 0),
        ("1122", "11222", 0, 1),
        ("1122", "1222", 0, 0),  # the second 1 is taken for a 2: a substitution
        ("12", "112", 0, 0),  # no run is written
        ("55", "", 1, 0),
        ("", "55", 0, 0),
    ],
)
def test_misread_runs(reference: str, reading: str, short: int, long: int) -> None:
    assert misread_runs(align(reference, reading)) == (short, long)


@given(st.text("01", max_size=10), st.text("01", max_size=10))
def test_only_written_runs_are_misread(reference: str, reading: str) -> None:
    short, long = misread_runs(align(reference, reading))
    assert has_repeats(reference) or (short, long) == (0, 0)
    if reference == reading:
        assert (short, long) == (0, 0)


@given(st.integers(2, 6), st.integers(0, 8))
def test_a_lone_run_is_as_long_as_it_is_read(written: int, read: int) -> None:
    found = misread_runs(align("1" + "0" * written + "2", "1" + "0" * read + "2"))
    assert found == (int(read < written), int(read > written))
