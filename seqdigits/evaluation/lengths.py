"""Errors of length: texts read too short or too long, and runs of one character miscounted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

from seqdigits.evaluation.alignment import Pair


def has_repeats(text: str) -> bool:
    """Whether `text` holds a run: equal neighbours."""
    return any(a == b for a, b in pairwise(text))


def misread_runs(pairs: Sequence[Pair]) -> tuple[int, int]:
    """How many runs of an aligned reference were read too short, and how many too long.

    A run is a longest stretch of two or more equal characters of the reference. The length read
    of it is its length, less those of its characters for which nothing is read, plus the
    insertions of the same character within it or next to it. A character taken for another one
    changes no length: "00" read "08" is a substitution and no error of the run; read "0" it is
    too short, read "000" too long.
    """
    shorter = longer = 0
    for start, end in _runs(pairs):
        character = pairs[start][0]
        change = 0
        for written, read in _around(pairs, start, end):
            if written is None:
                change += read == character
            else:
                change -= read is None
        shorter += change < 0
        longer += change > 0
    return shorter, longer


def _runs(pairs: Sequence[Pair]) -> list[tuple[int, int]]:
    """Pairs [start, end) from the first to the last character of each run of the reference."""
    places = [index for index, (written, _) in enumerate(pairs) if written is not None]
    runs = []
    for _, members in groupby(places, key=lambda index: pairs[index][0]):
        run = list(members)
        if len(run) > 1:
            runs.append((run[0], run[-1] + 1))
    return runs


def _around(pairs: Sequence[Pair], start: int, end: int) -> Sequence[Pair]:
    """The pairs [start, end) and the insertions of their character next to them."""
    inserted = None, pairs[start][0]
    while start > 0 and pairs[start - 1] == inserted:
        start -= 1
    while end < len(pairs) and pairs[end] == inserted:
        end += 1
    return pairs[start:end]
