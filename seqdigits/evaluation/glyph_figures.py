"""Every figure of a set of single glyphs that was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seqdigits import metrics
from seqdigits.errors import DataError
from seqdigits.evaluation.bootstrap import Interval, Rows, bootstrap
from seqdigits.evaluation.confusion import NOTHING, OTHER, Confusion, count_glyphs
from seqdigits.evaluation.reading_strings import Read, SetReads
from seqdigits.evaluation.sureness import Sureness, measure_sureness
from seqdigits.reading import Status


@dataclass(frozen=True, eq=False)
class GlyphFigures:
    """Figures of a set of single glyphs.

    Attributes:
        name: what the set is called.
        count: number of glyphs.
        right: how many were read as exactly the character they show.
        interval: 95 % interval of that share, by Wilson.
        confusion: what is written against what is read; nothing, and any other text, in columns
            of their own.
        f1_interval: 95 % bootstrap interval of the macro F1; None if none was asked for.
        sureness: of the readings that were not rejected; None if all were.
        rejected: glyphs rejected; their readings count as nothing read.
    """

    name: str
    count: int
    right: int
    interval: Interval
    confusion: Confusion
    f1_interval: Interval | None
    sureness: Sureness | None
    rejected: int

    @property
    def accuracy(self) -> float:
        """Share of the glyphs read right, 0..1."""
        return self.right / self.count

    @property
    def nothing(self) -> int:
        """Glyphs in which nothing was read."""
        return self._column(NOTHING)

    @property
    def other(self) -> int:
        """Glyphs read as more than one character."""
        return self._column(OTHER)

    def _column(self, name: str) -> int:
        return int(self.confusion.counts[:, self.confusion.columns.index(name)].sum())


def glyph_figures(glyphs: SetReads, characters: str, replicates: int, seed: int) -> GlyphFigures:
    """All figures of a set of glyphs that was read.

    Args:
        glyphs: the set.
        characters: the alphabet of the model.
        replicates: of the bootstrap; 0 for no bootstrap intervals.
        seed: of the bootstrap.

    Raises:
        DataError: if the set is empty.
    """
    reads = glyphs.reads
    if not reads:
        raise DataError(f"a set to evaluate holds at least one glyph. Received: {glyphs.name}.")
    right = sum(read.right for read in reads)
    settled = [read for read in reads if read.status is not Status.REJECTED]
    written, read = [one.text for one in reads], [one.reading for one in reads]
    return GlyphFigures(
        name=glyphs.name,
        count=len(reads),
        right=right,
        interval=metrics.wilson_interval(right, len(reads)),
        confusion=count_glyphs(written, read, characters),
        f1_interval=_f1_interval(reads, characters, replicates, seed),
        sureness=measure_sureness(
            [one.confidence for one in settled], [one.right for one in settled], replicates, seed
        ),
        rejected=len(reads) - len(settled),
    )


def _f1_interval(
    reads: Sequence[Read], characters: str, replicates: int, seed: int
) -> Interval | None:
    """The interval of the macro F1 over glyphs."""
    base = count_glyphs((), (), characters)
    column = {name: place for place, name in enumerate((*characters, ""))}
    other, width = len(column), len(base.columns)
    cells = [characters.index(one.text) * width + column.get(one.reading, other) for one in reads]
    flat = np.array(cells, np.int64)

    def f1(rows: Rows) -> float:
        counts = np.bincount(flat[rows], minlength=base.counts.size).reshape(base.counts.shape)
        return Confusion(characters, base.rows, base.columns, counts.astype(np.int64)).macro().f1

    return bootstrap(f1, len(reads), replicates, seed)
