"""Where glyphs come from: sources by name, the hands they give, and their splits."""

from synth.glyphs.glyph import Glyph, Hand, Source
from synth.glyphs.mixture import Mixture
from synth.glyphs.opening import PATH_SOURCES, SOURCES, open_sources, parse_glyphs

__all__ = [
    "PATH_SOURCES",
    "SOURCES",
    "Glyph",
    "Hand",
    "Mixture",
    "Source",
    "open_sources",
    "parse_glyphs",
]
