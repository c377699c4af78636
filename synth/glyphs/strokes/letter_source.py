"""Handwriting that is no number: a source of letters, loops and scratch-outs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from synth.glyphs.glyph import Glyph
from synth.glyphs.strokes.letterforms import LETTERFORMS
from synth.glyphs.strokes.letters import JOINED, LETTERS
from synth.glyphs.strokes.scribbles import Points, Scribble, loop, scratch
from synth.glyphs.strokes.skeleton import terms
from synth.glyphs.strokes.source import StrokeSource
from synth.glyphs.strokes.writer import StrokeHand

LOOP, SCRATCH = "@", "#"
"""The characters that stand for a loop and for a scratch-out."""

_SCRIBBLES: Mapping[str, Scribble] = MappingProxyType({LOOP: loop, SCRATCH: scratch})
_FORMS = MappingProxyType({**LETTERFORMS, **LETTERS})
_WOBBLE = 6  # samples of a scribble that move together


@dataclass(frozen=True, slots=True)
class LetterSource:
    """The hands of `StrokeSource`, which write letters and scribble too; satisfies `Source`.

    Attributes:
        em: Digit height of the renderings in pixels, from and to.
    """

    em: tuple[float, float] = (20.0, 30.0)

    @property
    def characters(self) -> str:
        """The characters it can write: digits, signs, letters, LOOP and SCRATCH."""
        return "".join([*_FORMS, *_SCRIBBLES])

    def hand(self, rng: np.random.Generator) -> LetterHand:
        """A writer of its own, drawn with the given generator."""
        own = StrokeSource(self.em).hand(rng)
        own.forms = _FORMS
        willing, joins = rng.random(2).tolist()
        if own.manner.school in JOINED and willing < 0.7:
            own.joins = 0.5 + 0.5 * joins
        return LetterHand(own)


@dataclass(frozen=True, slots=True)
class LetterHand:
    """One writer of letters; satisfies `Hand`.

    Attributes:
        own: How it writes characters.
    """

    own: StrokeHand

    @property
    def joins(self) -> float:
        """Probability that it joins neighbouring characters."""
        return self.own.joins

    @property
    def thickness(self) -> float:
        """Widest line, in pixels."""
        return self.own.thickness

    def glyph(self, char: str, rng: np.random.Generator) -> Glyph:
        """The character, written once more; a scribble is never the same.

        Raises:
            BadRequestError: No letterform writes this character.
        """
        scribble = _SCRIBBLES.get(char)
        if scribble is None:
            return self.own.glyph(char, rng)
        strokes = self._bent(scribble(rng), rng)
        return self.own.ink(char, strokes, f"{int(rng.random() * 2**53):014x}")

    def _bent(self, strokes: list[Points], rng: np.random.Generator) -> list[Points]:
        """A scribble's strokes, in em, in this hand's slant and with its unsteadiness."""
        manner = self.own.manner
        counts = [len(stroke) for stroke in strokes]
        points = terms(np.concatenate(strokes)) @ manner.bend("", 1.0)
        coarse = np.arange(len(points)) / _WOBBLE
        for size, places in ((manner.wobble, coarse), (manner.tremor, 3 * coarse)):
            noise = size * rng.standard_normal((int(places[-1]) + 2, 2))
            knots = np.arange(len(noise))
            points += np.stack([np.interp(places, knots, column) for column in noise.T], axis=1)
        shifts = manner.loose * rng.standard_normal((len(strokes), 2))
        points += np.repeat(shifts, counts, axis=0)
        return np.split(points, np.cumsum(counts[:-1]))
