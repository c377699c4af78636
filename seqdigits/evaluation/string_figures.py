"""Every figure of a set of strings that was read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seqdigits import metrics
from seqdigits.errors import DataError
from seqdigits.evaluation.bootstrap import Interval, Rows, bootstrap
from seqdigits.evaluation.confusion import Confusion, count_pairs
from seqdigits.evaluation.lengths import has_repeats, misread_runs
from seqdigits.evaluation.reading_strings import Read, SetReads
from seqdigits.evaluation.sureness import Sureness, measure_sureness
from seqdigits.reading import Status


@dataclass(frozen=True, slots=True)
class LengthFigures:
    """Strings of one length.

    Attributes:
        length: characters of the reference.
        count: how many strings there are.
        right: how many were read wholly right.
        interval: 95 % interval of that share, by Wilson.
        cer: total edits / total characters; None for empty references.
    """

    length: int
    count: int
    right: int
    interval: Interval
    cer: float | None


@dataclass(frozen=True, slots=True)
class LengthErrors:
    """Texts and runs read at a wrong length.

    Attributes:
        too_short: strings read with fewer characters than written.
        too_long: strings read with more.
        with_repeats: strings whose reference holds a run of equal neighbours.
        repeats_wrong: those of which at least one run was read too short or too long; see
            `seqdigits.evaluation.lengths.misread_runs`.
        runs_short: runs read too short, over all strings.
        runs_long: runs read too long.
    """

    too_short: int
    too_long: int
    with_repeats: int
    repeats_wrong: int
    runs_short: int
    runs_long: int


@dataclass(frozen=True, eq=False)
class StringFigures:
    """Figures of a set of strings.

    Attributes:
        name: what the set is called.
        count: number of strings.
        right: how many were read wholly right.
        interval: 95 % interval of that share, by Wilson.
        characters: characters of all references.
        edits: edits between all references and readings.
        cer: edits / characters; None if there are no characters.
        cer_interval: its 95 % bootstrap interval over strings; None if none was asked for.
        lengths: by the reference's length, shortest first.
        length_errors: texts and runs read at a wrong length.
        confusion: what is written against what is read.
        f1_interval: 95 % bootstrap interval of the macro F1 over strings.
        sureness: of the readings that were not rejected; None if all were.
        rejected: pictures rejected; their readings count as empty.
        unmatched: pictures that show no text that the profile allows; as rejected ones.
        left_out: rows of the set that could not be used.
    """

    name: str
    count: int
    right: int
    interval: Interval
    characters: int
    edits: int
    cer: float | None
    cer_interval: Interval | None
    lengths: tuple[LengthFigures, ...]
    length_errors: LengthErrors
    confusion: Confusion
    f1_interval: Interval | None
    sureness: Sureness | None
    rejected: int
    unmatched: int
    left_out: int

    @property
    def exact_match(self) -> float:
        """Share of the strings read wholly right, 0..1."""
        return self.right / self.count


def string_figures(strings: SetReads, characters: str, replicates: int, seed: int) -> StringFigures:
    """All figures of a set that was read.

    Args:
        strings: the set.
        characters: the alphabet of texts and readings.
        replicates: of the bootstrap; 0 for no bootstrap intervals.
        seed: of the bootstrap.

    Raises:
        DataError: if the set is empty.
    """
    reads = strings.reads
    if not reads:
        raise DataError(f"a set to evaluate holds at least one string. Received: {strings.name}.")
    texts, readings = [read.text for read in reads], [read.reading for read in reads]
    right = metrics.correct(texts, readings)
    settled = [read for read in reads if read.status is not Status.REJECTED]
    return StringFigures(
        name=strings.name,
        count=len(reads),
        right=right,
        interval=metrics.wilson_interval(right, len(reads)),
        characters=sum(map(len, texts)),
        edits=sum(read.edits for read in reads),
        cer=metrics.cer(texts, readings) if any(texts) else None,
        cer_interval=_cer_interval(reads, replicates, seed),
        lengths=_by_length(reads),
        length_errors=_length_errors(reads),
        confusion=count_pairs((read.pairs for read in reads), characters),
        f1_interval=_f1_interval(reads, characters, replicates, seed),
        sureness=measure_sureness(
            [read.confidence for read in settled],
            [read.right for read in settled],
            replicates,
            seed,
        ),
        rejected=len(reads) - len(settled),
        unmatched=sum(read.status is Status.UNMATCHED for read in reads),
        left_out=len(strings.problems),
    )


def _by_length(reads: Sequence[Read]) -> tuple[LengthFigures, ...]:
    texts, readings = [read.text for read in reads], [read.reading for read in reads]
    edits: dict[int, int] = {}
    for read in reads:
        edits[len(read.text)] = edits.get(len(read.text), 0) + read.edits
    return tuple(
        LengthFigures(
            length,
            found.n,
            found.correct,
            metrics.wilson_interval(found.correct, found.n),
            edits[length] / (length * found.n) if length else None,
        )
        for length, found in metrics.by_length(texts, readings).items()
    )


def _length_errors(reads: Sequence[Read]) -> LengthErrors:
    runs = [misread_runs(read.pairs) for read in reads]
    return LengthErrors(
        too_short=sum(len(read.reading) < len(read.text) for read in reads),
        too_long=sum(len(read.reading) > len(read.text) for read in reads),
        with_repeats=sum(has_repeats(read.text) for read in reads),
        repeats_wrong=sum(short + long > 0 for short, long in runs),
        runs_short=sum(short for short, _ in runs),
        runs_long=sum(long for _, long in runs),
    )


def _cer_interval(reads: Sequence[Read], replicates: int, seed: int) -> Interval | None:
    edits = np.array([read.edits for read in reads], np.int64)
    lengths = np.array([len(read.text) for read in reads], np.int64)

    def cer(rows: Rows) -> float:
        characters = int(lengths[rows].sum())
        return int(edits[rows].sum()) / characters if characters else math.nan

    return bootstrap(cer, len(reads), replicates, seed)


def _f1_interval(
    reads: Sequence[Read], characters: str, replicates: int, seed: int
) -> Interval | None:
    """The interval of the macro F1: each string's pairs are counted as often as it is drawn."""
    place: dict[str | None, int] = {c: number for number, c in enumerate((*characters, None))}
    size = len(place)
    cells = [(place[a], place[b]) for read in reads for a, b in read.pairs]
    flat = np.array([a * size + b for a, b in cells], np.int64)
    owners = np.repeat(np.arange(len(reads)), [len(read.pairs) for read in reads])
    names = tuple(map(str, place))

    def f1(rows: Rows) -> float:
        times = np.bincount(rows, minlength=len(reads))
        counts = np.bincount(flat, times[owners], size * size).astype(np.int64)
        return Confusion(characters, names, names, counts.reshape(size, size)).macro().f1

    return bootstrap(f1, len(reads), replicates, seed)
