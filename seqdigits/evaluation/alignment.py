"""Which character of a reading stands for which one of the reference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Levenshtein

Pair = tuple[str | None, str | None]
"""What is written and what is read for it: None for nothing written, or nothing read."""


def align(reference: str, reading: str) -> tuple[Pair, ...]:
    """Pairs (written, read) from left to right, of fewest edits (Levenshtein 1966).

    A pair of equal characters is right, of different ones a substitution; with None for the
    reference it is an insertion, with None for the reading a deletion. Of several alignments of
    fewest edits the same one is given every time.
    """
    return tuple(_pairs(reference, reading))


def _pairs(reference: str, reading: str) -> Iterator[Pair]:
    for step in Levenshtein.opcodes(reference, reading):
        written = reference[step.src_start : step.src_end]
        read = reading[step.dest_start : step.dest_end]
        if step.tag == "delete":
            yield from ((character, None) for character in written)
        elif step.tag == "insert":
            yield from ((None, character) for character in read)
        else:  # equal or replace: both sides are of one length
            yield from zip(written, read, strict=True)


def edits(pairs: Sequence[Pair]) -> int:
    """Number of pairs that are not right: the edit distance of the texts aligned."""
    return sum(written != read for written, read in pairs)
