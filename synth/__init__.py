"""Synthesizes images of handwritten strings from single glyphs, with text and boxes as truth."""

from synth.synthesizer import Sample, Synthesizer

__all__ = ["Sample", "Synthesizer"]
