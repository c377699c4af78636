"""Summaries as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from seqdigits.exploring.summary import Summary
from seqdigits.exploring.text_summary import StringSummary

_PAIRS = 10
"""Neighbour pairs that are listed."""


def glyph_lines(summary: Summary) -> Iterator[str]:
    """`summary` as lines."""
    yield f"{summary.source}, {summary.split}"
    for split, count in summary.counts.items():
        yield f"  glyphs in {split}: {count:,}"
    for split, reason in summary.absent.items():
        yield f"  glyphs in {split}: none ({reason})"
    height, width = summary.shape
    lowest, highest = summary.pixel_range
    yield f"  image: {height} x {width} (height x width), {summary.dtype}"
    yield f"  pixels: {lowest}..{highest}, mean {summary.pixel_mean:.2f}"
    yield (
        f"  ink: {summary.ink_share:.1%} of a 28 x 28 tile, mean of {summary.ink_measured:,} glyphs"
    )
    yield from _writer_lines(summary)
    yield from _duplicate_lines(summary)
    total = sum(summary.characters.values())
    yield f"  classes: {len(summary.characters)}, largest / smallest {summary.imbalance:.2f}"
    for character, count in summary.characters.items():
        yield f"    {character}  {count:>8,}  {count / total:6.2%}"


def _writer_lines(summary: Summary) -> Iterator[str]:
    facts = summary.writers
    if facts is None:
        yield "  writers: not known"
    else:
        yield (
            f"  writers: {facts.count:,}; glyphs per writer: least {facts.fewest:,}, median "
            f"{facts.median:g}, most {facts.most:,}"
        )
    if summary.shared_writers is not None:
        verdict = "as it must be" if summary.shared_writers == 0 else "THE SPLITS LEAK"
        yield (
            f"  writers in more than one of {', '.join(summary.counts)}: "
            f"{summary.shared_writers:,}, {verdict}"
        )


def _duplicate_lines(summary: Summary) -> Iterator[str]:
    found = summary.duplicates
    for split, count in found.within.items():
        yield f"  exact duplicates within {split}: {count:,}"
    for splits, count in found.between.items():
        yield f"  exact duplicates between {splits}: {count:,}"
    yield f"  pictures under two characters: {found.contradicting:,}"


def string_lines(summary: StringSummary) -> Iterator[str]:
    """`summary` as lines."""
    yield summary.source
    yield f"  strings: {summary.count:,}, different texts {summary.distinct:,}"
    if summary.problems:
        yield f"  rows left out: {len(summary.problems):,}, the first: {summary.problems[0]}"
    for side, values in zip(("height", "width"), summary.sizes.T, strict=True):
        middle = float(np.median(values))
        yield f"  {side}: {values.min():,}..{values.max():,} pixels, median {middle:g}"
    yield "  length of a text:"
    yield from _shares({str(length): count for length, count in summary.lengths.items()})
    yield f"  characters: {sum(summary.characters.values()):,}"
    yield from _shares(summary.characters)
    pairs = dict(list(summary.pairs.items())[:_PAIRS])
    yield f"  neighbours: {sum(summary.pairs.values()):,}, the most frequent:"
    yield from _shares(pairs, sum(summary.pairs.values()))


def _shares(counts: Mapping[str, int], total: int | None = None) -> Iterator[str]:
    whole = total or sum(counts.values())
    for name, count in counts.items():
        yield f"    {name:<3} {count:>8,}  {count / whole:6.2%}"
