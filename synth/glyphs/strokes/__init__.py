"""Procedural handwriting: letterforms bent by a hand and inked by a pen."""

from synth.glyphs.strokes.source import StrokeSource

__all__ = ["StrokeSource"]
