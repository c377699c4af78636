"""What is written against what is read, character by character: confusion matrix and its scores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqdigits.evaluation.alignment import Pair

INSERTED = "(nothing)"
"""Row of what is read where nothing is written."""

NOTHING = "(nothing)"
"""Column of what is written and not read."""

OTHER = "(other)"
"""Column of single glyphs for which more than one character, or a foreign one, is read."""

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CharacterScore:
    """How one character is told from all others.

    Attributes:
        character: which.
        written: how often it is written.
        read: how often it is read.
        right: how often it is read where it is written.
        accuracy: share of all pairs that agree on whether it is this character, 0..1.
        precision: share of what is read as it that is right; None if it is never read.
        recall: share of what is written of it that is right; None if it is never written.
        f1: harmonic mean of precision and recall; 0 if one of them is or does not exist.
    """

    character: str
    written: int
    read: int
    right: int
    accuracy: float
    precision: float | None
    recall: float | None
    f1: float


@dataclass(frozen=True, slots=True)
class Averages:
    """Precision, recall and F1 over several characters, each 0..1."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, eq=False)
class Confusion:
    """Counts of pairs (written, read).

    Attributes:
        characters: the alphabet; its characters come first in rows and columns alike.
        rows: names of the rows: the characters, and what else can be written.
        columns: names of the columns: the characters, and what else can be read.
        counts: (rows, columns).
    """

    characters: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Counts

    @property
    def total(self) -> int:
        """Number of pairs."""
        return int(self.counts.sum())

    @property
    def right(self) -> int:
        """Number of pairs of equal characters."""
        return int(np.trace(self.counts[: len(self.characters), : len(self.characters)]))

    @property
    def errors(self) -> int:
        """Number of all other pairs: of aligned strings, their edits."""
        return self.total - self.right

    @property
    def accuracy(self) -> float:
        """Share of the pairs that are right, 0..1; 0 if there are none."""
        return self.right / self.total if self.total else 0.0

    def scores(self) -> tuple[CharacterScore, ...]:
        """Scores of each character of the alphabet, in its order."""
        return tuple(self._score(place) for place in range(len(self.characters)))

    def _score(self, place: int) -> CharacterScore:
        written, read = int(self.counts[place].sum()), int(self.counts[:, place].sum())
        right = int(self.counts[place, place])
        wrong = written + read - 2 * right
        return CharacterScore(
            character=self.characters[place],
            written=written,
            read=read,
            right=right,
            accuracy=1 - wrong / self.total if self.total else 0.0,
            precision=right / read if read else None,
            recall=right / written if written else None,
            f1=2 * right / (written + read) if written + read else 0.0,
        )

    def macro(self) -> Averages:
        """Means over the characters that are written or read; what does not exist counts as 0."""
        met = [score for score in self.scores() if score.written or score.read]
        count = len(met) or 1
        return Averages(
            sum(score.precision or 0.0 for score in met) / count,
            sum(score.recall or 0.0 for score in met) / count,
            sum(score.f1 for score in met) / count,
        )

    def micro(self) -> Averages:
        """Scores of all characters taken together: every one written or read counts once."""
        size = len(self.characters)
        written, read = int(self.counts[:size].sum()), int(self.counts[:, :size].sum())
        return Averages(
            self.right / read if read else 0.0,
            self.right / written if written else 0.0,
            2 * self.right / (written + read) if written + read else 0.0,
        )

    def pairs(self) -> list[tuple[str, str, int]]:
        """(written, read, count) of every mistake met, the most frequent first."""
        wrong = self.counts.copy()
        np.fill_diagonal(wrong[: len(self.characters), : len(self.characters)], 0)
        met = np.argwhere(wrong)
        found = [(self.rows[i], self.columns[j], int(wrong[i, j])) for i, j in met.tolist()]
        return sorted(found, key=lambda pair: (-pair[2], pair[0], pair[1]))

    def trimmed(self) -> Confusion:
        """The same without what is neither written nor read."""
        size = len(self.characters)
        written, read = self.counts.sum(axis=1), self.counts.sum(axis=0)
        kept = np.flatnonzero(written[:size] + read[:size])
        rows = [*kept, *(size + np.flatnonzero(written[size:]))]
        columns = [*kept, *(size + np.flatnonzero(read[size:]))]
        return Confusion(
            "".join(self.characters[place] for place in kept),
            tuple(self.rows[place] for place in rows),
            tuple(self.columns[place] for place in columns),
            self.counts[np.ix_(rows, columns)],
        )


def count_pairs(alignments: Iterable[Sequence[Pair]], characters: str) -> Confusion:
    """The confusion matrix of aligned strings: a row of insertions, a column of deletions.

    Args:
        alignments: of each string, see `align`.
        characters: the alphabet; every character met is in it.

    Raises:
        ValueError: if one is not.
    """
    size = len(characters)
    place: dict[str | None, int] = {c: number for number, c in enumerate(characters)}
    place[None] = size
    counts = np.zeros((size + 1, size + 1), np.int64)
    for pairs in alignments:
        for written, read in pairs:
            if written not in place or read not in place:
                raise ValueError(
                    f"characters are among {characters!r}. Received: {written!r} read {read!r}."
                )
            counts[place[written], place[read]] += 1
    rows, columns = (*characters, INSERTED), (*characters, NOTHING)
    return Confusion(characters, rows, columns, counts)


def count_glyphs(written: Sequence[str], read: Sequence[str], characters: str) -> Confusion:
    """The confusion matrix of single glyphs: columns of their own for nothing and for other texts.

    Args:
        written: the character of each glyph, one of `characters`.
        read: what is read of each: a character, nothing, or anything else.
        characters: the alphabet.

    Raises:
        ValueError: if there are not as many of both, or a glyph shows another character.
    """
    size = len(characters)
    row = {c: number for number, c in enumerate(characters)}
    column = {**row, "": size}
    counts = np.zeros((size, size + 2), np.int64)
    for shown, text in zip(written, read, strict=True):
        if shown not in row:
            raise ValueError(f"glyphs are among {characters!r}. Received: {shown!r}.")
        counts[row[shown], column.get(text, size + 1)] += 1
    return Confusion(characters, tuple(characters), (*characters, NOTHING, OTHER), counts)
