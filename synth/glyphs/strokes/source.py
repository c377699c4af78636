"""Handwriting from letterforms alone: a source that needs no data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synth.glyphs.strokes.letterforms import LETTERFORMS
from synth.glyphs.strokes.writer import Manner, StrokeHand, draw_pen


@dataclass(frozen=True, slots=True)
class StrokeSource:
    """Hands that write digits and signs with pen strokes; satisfies `Source`.

    Attributes:
        em: Digit height of the renderings in pixels, from and to.
    """

    em: tuple[float, float] = (20.0, 30.0)

    @property
    def characters(self) -> str:
        """The characters it can write."""
        return "".join(LETTERFORMS)

    def hand(self, rng: np.random.Generator) -> StrokeHand:
        """A writer of its own, drawn with the given generator."""
        size, willing, joins = rng.random(3).tolist()
        low, high = self.em
        manner = Manner.draw(rng)
        return StrokeHand(
            manner=manner,
            pen=draw_pen(rng, manner),
            em=low + (high - low) * size,
            joins=0.1 + 0.6 * joins if willing < 0.25 else 0.0,
        )
