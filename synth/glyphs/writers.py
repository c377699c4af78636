"""Strings by one writer, or in one style where writers are not known."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from synth.glyphs.bank import GlyphBank, TileHand
from synth.glyphs.glyph import Source
from synth.glyphs.matching import Matcher, measure_strokes, measure_tiles
from synth.glyphs.pen_ink import InkHand, PenInk
from synth.glyphs.tables import Table, by_writer


def keep_to_writers(source: Source, same_writer: bool | None) -> Source:
    """`source` with hands that always, never or, if None, as often as it says keep to one writer.

    A source with writers of its own, such as strokes, is given back as it is.
    """
    if not isinstance(source, GlyphBank | PenInk):
        return source
    if same_writer is False:
        return replace(source, same_writer=0.0)
    known = bool(np.any(source.writers != source.writers[0]))
    if same_writer is None and known:
        return source
    return SameWriter(source, 1.0 if same_writer else source.same_writer)


@dataclass(frozen=True, eq=False)
class SameWriter:
    """A source whose hands keep to one writer, or to one style where writers are not known.

    The writers are those who wrote every digit the source has, or every character if it has no
    digit, or all if nobody did. A character that a writer lacks is taken from others, in the
    style nearest to the writer's. One style is a glyph's slant, thickness and size.

    Attributes:
        source: whose glyphs they are.
        share: probability that a hand keeps to one writer or style.
    """

    source: GlyphBank | PenInk
    share: float
    _tables: dict[int, Table] = field(default_factory=dict, repr=False)

    @property
    def characters(self) -> str:
        """The characters it can write."""
        return self.source.characters

    def hand(self, rng: np.random.Generator) -> TileHand | InkHand:
        """A hand that, with probability `share`, keeps to one writer or style."""
        hand = self._mixing.hand(rng)
        chance, place = rng.random(2).tolist()
        if chance >= self.share:
            return hand
        if not self._writers:
            return replace(hand, choices=self._matcher.style(int(place * self._matcher.styles)))
        return replace(hand, choices=self._table(int(place * len(self._writers))))

    @cached_property
    def _mixing(self) -> GlyphBank | PenInk:
        return replace(self.source, same_writer=0.0)

    @cached_property
    def _writers(self) -> list[Table]:
        """Glyphs of each writer to choose from; none if there is only one writer."""
        tables = by_writer(self.source.characters_of, self.source.writers)
        if len(tables) < 2:
            return []
        characters = set(self.source.characters)
        needed = {char for char in characters if char.isdigit()} or characters
        return [table for table in tables if needed <= set(table)] or tables

    @cached_property
    def _matcher(self) -> Matcher:
        source = self.source
        if isinstance(source, GlyphBank):
            return Matcher(source.characters_of, measure_tiles(source.tiles))
        return Matcher(source.characters_of, measure_strokes(source.items))

    def _table(self, number: int) -> Table:
        """The glyphs of writer `number`, with others' in a like style for what is lacking."""
        own = self._writers[number]
        if len(own) == len(self.source.characters):
            return own
        if number not in self._tables:
            rows = np.concatenate(list(own.values()))
            style = np.median(self._matcher.deviations[rows], axis=0)
            self._tables[number] = {**self._matcher.near(style), **own}
        return self._tables[number]
