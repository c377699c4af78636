"""Sources by name, and several of them mixed by weight."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from synth.errors import BadRequestError
from synth.glyphs.glyph import Glyph, Hand, Source
from synth.glyphs.mnist import load_mnist
from synth.glyphs.pen_ink import load_pen_ink
from synth.glyphs.strokes import StrokeSource

#: Source name -> opener of one split. Strokes need no data: their splits differ by seed alone.
SOURCES: dict[str, Callable[[str], Source]] = {
    "mnist": load_mnist,
    "pen_ink": load_pen_ink,
    "strokes": lambda split: StrokeSource(),
}


def open_sources(weights: Mapping[str, float], split: str) -> Source:
    """The sources of `weights` (name -> weight), holding glyphs of `split` only.

    Characters a source lacks, such as signs, are written by the strokes' hand.

    Raises:
        BadRequestError: for an unknown name or weights that are not positive.
    """
    unknown = sorted(set(weights) - set(SOURCES))
    if unknown or not weights or min(weights.values()) <= 0:
        raise BadRequestError(
            f"glyphs are given as name = weight > 0 with names from {', '.join(SOURCES)}. "
            f"Received: {dict(weights)}."
        )
    opened = [SOURCES[name](split) for name in weights]
    return Mixture(tuple(opened), tuple(weights.values()), StrokeSource())


@dataclass(frozen=True, eq=False)
class Mixture:
    """Sources mixed by weight: each string is written by a hand of one of them.

    Attributes:
        sources: what is mixed.
        weights: how often each gives the hand.
        fallback: writes the characters that the chosen source lacks.
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

    def hand(self, rng: np.random.Generator) -> Hand:
        """A hand of one source, with the fallback's for what it lacks."""
        place = int(np.searchsorted(self._cumulative, rng.random(), side="right"))
        source = self.sources[min(place, len(self.sources) - 1)]
        if set(self.fallback.characters) <= set(source.characters):
            return source.hand(rng)
        return _HelpedHand(source.hand(rng), source.characters, self.fallback.hand(rng))


@dataclass(frozen=True, eq=False)
class _HelpedHand:
    """A hand that leaves the characters it lacks to another."""

    own: Hand
    known: str
    other: Hand

    @property
    def joins(self) -> float:
        return self.own.joins

    @property
    def thickness(self) -> float | None:
        return self.own.thickness

    def glyph(self, char: str, rng: np.random.Generator) -> Glyph:
        return (self.own if char in self.known else self.other).glyph(char, rng)
