"""What a set of glyphs holds, in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from seqdigits.data import GlyphSet, open_glyphs
from seqdigits.errors import DataError
from seqdigits.exploring.duplicates import Duplicates, find_duplicates
from seqdigits.exploring.sampling import sample_rows
from seqdigits.exploring.shapes import measure_shapes

SPLITS = ("train", "val", "test")

MEASURED = 5_000
"""Glyphs that the share of ink is taken of at most."""


@dataclass(frozen=True)
class WriterFacts:
    """Who wrote the glyphs.

    Attributes:
        count: writers.
        fewest: glyphs of the writer with the fewest.
        median: glyphs per writer, median.
        most: glyphs of the writer with the most.
    """

    count: int
    fewest: int
    median: float
    most: int


@dataclass(frozen=True)
class Summary:
    """Figures of one split of a set of glyphs, and of how its splits lie to each other.

    Attributes:
        source: the set.
        split: the split that the figures from `shape` on are of.
        counts: split -> glyphs, for the splits there are.
        absent: split -> why it is not there.
        shape: height and width of a stored image, pixels.
        dtype: type of a stored pixel.
        pixel_range: lowest and highest stored pixel.
        pixel_mean: mean of the stored pixels.
        ink_share: mean share of full ink on a glyph laid out as MNIST's are, 0..1.
        ink_measured: glyphs that was taken of.
        characters: character -> glyphs.
        imbalance: glyphs of the most frequent character / of the rarest.
        writers: who wrote the split; None if that is not known.
        shared_writers: writers in more than one split; None if they are not known.
        duplicates: glyphs that are the same pixel for pixel.
    """

    source: str
    split: str
    counts: dict[str, int]
    absent: dict[str, str]
    shape: tuple[int, int]
    dtype: str
    pixel_range: tuple[int, int]
    pixel_mean: float
    ink_share: float
    ink_measured: int
    characters: dict[str, int]
    imbalance: float
    writers: WriterFacts | None
    shared_writers: int | None
    duplicates: Duplicates


def summarise(
    source: str, split: str = "train", splits: Sequence[str] = SPLITS, seed: int = 0
) -> Summary:
    """Figures of `split` of the set `source`, compared with the others of `splits`.

    Args:
        source: see `seqdigits.data.open_glyphs`.
        split: train, val, test or all.
        splits: the splits to count and compare; those that the set has not are named.
        seed: of the sample that the share of ink is taken of.

    Raises:
        DataError: if the set or `split` cannot be opened, or `splits` names no split.
        DataNotFoundError: if the data is not at hand.
    """
    if unknown := set(splits) - set(SPLITS):
        raise DataError(
            f"splits to compare are {', '.join(SPLITS)}. Received: {', '.join(sorted(unknown))}."
        )
    asked = open_glyphs(source, split)
    present, absent = {}, {}
    for name in splits:
        try:
            present[name] = asked if name == split else open_glyphs(source, name)
        except ValueError as error:  # a set may do without a split; `asked` has shown it sound
            absent[name] = " ".join(str(error).split())
    rows = sample_rows(len(asked), MEASURED, seed)
    ink = measure_shapes(asked.take(rows).tiles()).ink
    characters = dict(sorted(Counter(asked.characters_of.tolist()).items()))
    return Summary(
        source=source,
        split=split,
        counts={name: len(glyphs) for name, glyphs in present.items()},
        absent=absent,
        shape=(asked.images.shape[1], asked.images.shape[2]),
        dtype=str(asked.images.dtype),
        pixel_range=(int(asked.images.min()), int(asked.images.max())),
        pixel_mean=float(asked.images.mean(dtype=np.float64)),
        ink_share=float(ink.mean()),
        ink_measured=len(rows),
        characters=characters,
        imbalance=max(characters.values()) / min(characters.values()),
        writers=_writer_facts(asked),
        shared_writers=_shared_writers(present),
        duplicates=find_duplicates(present or {split: asked}),
    )


def _writer_facts(glyphs: GlyphSet) -> WriterFacts | None:
    if glyphs.writers is None:
        return None
    counts = np.unique(glyphs.writers, return_counts=True)[1]
    return WriterFacts(len(counts), int(counts.min()), float(np.median(counts)), int(counts.max()))


def _shared_writers(splits: Mapping[str, GlyphSet]) -> int | None:
    """Writers in more than one of `splits`; None if fewer than two know theirs."""
    known = [set(g.writers.tolist()) for g in splits.values() if g.writers is not None]
    if len(known) < 2:
        return None
    met = Counter(writer for writers in known for writer in writers)
    return sum(count > 1 for count in met.values())
