"""Where glyphs come from: sources by name, the hands they give, and their splits."""

from synth.glyphs.glyph import Glyph, Hand, Source
from synth.glyphs.mixture import SOURCES, Mixture, open_sources

__all__ = ["SOURCES", "Glyph", "Hand", "Mixture", "Source", "open_sources"]
