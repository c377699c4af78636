"""Several sources mixed by weight."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from synth.glyphs.glyph import Glyph, Hand, Source


@dataclass(frozen=True, eq=False)
class Mixture:
    """Sources mixed by weight: each string is written by a hand of one of them.

    Attributes:
        sources: what is mixed.
        weights: how often each gives the hand.
        fallback: writes the characters that no source has.
    """

    sources: tuple[Source, ...]
    weights: tuple[float, ...]
    fallback: Source

    @cached_property
    def characters(self) -> str:
        """Every character some source can write."""
        sources = (self.fallback, *self.sources)
        return "".join(sorted(set("".join(source.characters for source in sources))))

    @cached_property
    def _cumulative(self) -> np.ndarray:
        return np.cumsum(self.weights) / sum(self.weights)

    @cached_property
    def _known(self) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(source.characters) for source in self.sources)

    @cached_property
    def _helpers(self) -> dict[str, Source]:
        """Who writes a character for a hand that lacks it: the source of the greatest weight."""
        ranked = sorted(zip(self.weights, self.sources, strict=True), key=lambda pair: pair[0])
        helpers = {char: self.fallback for char in self.fallback.characters}
        for _, source in ranked:
            helpers.update(dict.fromkeys(source.characters, source))
        return helpers

    def hand(self, rng: np.random.Generator) -> Hand:
        """A hand of one source, with others' for what it lacks."""
        place = int(np.searchsorted(self._cumulative, rng.random(), side="right"))
        place = min(place, len(self.sources) - 1)
        hand = self.sources[place].hand(rng)
        known = self._known[place]
        if known >= self._helpers.keys():
            return hand
        return _HelpedHand(hand, known, self._helpers)


@dataclass(frozen=True, eq=False, slots=True)
class _HelpedHand:
    """A hand that leaves the characters it lacks to others."""

    own: Hand
    known: frozenset[str]
    helpers: dict[str, Source]
    _hands: dict[int, Hand] = field(default_factory=dict)

    @property
    def joins(self) -> float:
        return self.own.joins

    @property
    def thickness(self) -> float | None:
        return self.own.thickness

    def glyph(self, char: str, rng: np.random.Generator) -> Glyph:
        helper = None if char in self.known else self.helpers.get(char)
        if helper is None:
            return self.own.glyph(char, rng)
        if id(helper) not in self._hands:
            self._hands[id(helper)] = helper.hand(rng)
        return self._hands[id(helper)].glyph(char, rng)
