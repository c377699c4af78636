"""Every system reads every set; what comes of it, tested against the first system."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from seqdigits import metrics
from seqdigits.comparison.sets import StringSet
from seqdigits.comparison.significance import McNemar, holm, mcnemar
from seqdigits.comparison.single_glyphs import GlyphAccuracy
from seqdigits.comparison.speed import Speed
from seqdigits.comparison.systems import System

LEVEL = 0.05
"""Corrected p-values below this are told as a difference."""


@dataclass(frozen=True, slots=True)
class Score:
    """One system on one set.

    Attributes:
        n: strings.
        correct: read wholly right.
        interval: 95 % interval of the share read right (Wilson).
        cer: character error rate; infinite where nothing is written and something was read.
        against: McNemar's test against the first system; None for the first itself.
        p: its p-value, corrected for all tests of the comparison; None for the first system.
    """

    n: int
    correct: int
    interval: tuple[float, float]
    cer: float
    against: McNemar | None = None
    p: float | None = None

    @property
    def exact_match(self) -> float:
        """Share of the strings read wholly right."""
        return self.correct / self.n

    @property
    def differs(self) -> bool:
        """True if the first system reads otherwise by more than chance."""
        return self.p is not None and self.p < LEVEL


@dataclass(frozen=True)
class Row:
    """One set: its family, value and name, and each system's score, in the systems' order."""

    family: str
    value: str
    name: str
    scores: tuple[Score, ...]


@dataclass(frozen=True)
class Comparison:
    """What was found.

    Attributes:
        systems: what was compared; all others are tested against the first.
        rows: the sets, in order.
        glyphs: accuracy of each single-glyph net on glyphs alone, by system.
        speeds: of each system, in order; None if it was not measured.
        notes: what is to be said besides.
    """

    systems: tuple[System, ...]
    rows: tuple[Row, ...]
    glyphs: Mapping[str, GlyphAccuracy]
    speeds: tuple[Speed, ...] | None
    notes: tuple[str, ...] = ()

    def family(self, name: str) -> list[Row]:
        """The sets of one family, in order."""
        return [row for row in self.rows if row.family == name]


def read_sets(
    systems: Sequence[System],
    sets: Iterable[StringSet],
    progress: Callable[[str], None] = lambda line: None,
) -> tuple[Row, ...]:
    """A row for each set, its p-values corrected for all tests at once by Holm's method.

    Args:
        systems: the first is what others are tested against.
        sets: what they read.
        progress: told each set with its figures, as they come.
    """
    rows = []
    for strings in sets:
        scores: list[Score] = []
        first: list[bool] = []
        for system in systems:
            texts = system.read(strings.pictures)
            right = [a == b for a, b in zip(strings.texts, texts, strict=True)]
            first = first or right
            test = mcnemar(first, right) if scores else None
            scores.append(_score(strings.texts, texts, test))
        rows.append(Row(strings.family, strings.value, strings.name, tuple(scores)))
        shown = ", ".join(
            f"{system.name} {score.exact_match:.1%}"
            for system, score in zip(systems, scores, strict=True)
        )
        progress(f"{strings.name} ({len(strings.texts)}): {shown}")
    return _corrected(rows)


def _score(texts: Sequence[str], readings: Sequence[str], test: McNemar | None) -> Score:
    right = metrics.correct(texts, readings)
    interval = metrics.wilson_interval(right, len(texts))
    return Score(len(texts), right, interval, metrics.cer(texts, readings), test)


def _corrected(rows: Sequence[Row]) -> tuple[Row, ...]:
    """`rows` with the p-value of every test corrected for all of them."""
    tests = [score.against.p for row in rows for score in row.scores if score.against]
    given = iter(holm(tests))
    return tuple(
        replace(
            row,
            scores=tuple(
                replace(score, p=next(given)) if score.against else score for score in row.scores
            ),
        )
        for row in rows
    )
