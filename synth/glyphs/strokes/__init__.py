"""Procedural handwriting: letterforms bent by a hand and inked by a pen."""

from synth.glyphs.strokes.letter_source import LetterSource
from synth.glyphs.strokes.source import StrokeSource

__all__ = ["LetterSource", "StrokeSource"]
