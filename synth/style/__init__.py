"""Styles: named sets of synthesis parameters, declared in TOML."""

from synth.style.effects import EFFECTS
from synth.style.parameter import declared
from synth.style.reading import STYLES, open_style, read_style, style_from, style_named, table_of
from synth.style.style import MARKS, WEAR, GapLaw, Setting, Style

__all__ = [
    "EFFECTS",
    "MARKS",
    "STYLES",
    "WEAR",
    "GapLaw",
    "Setting",
    "Style",
    "declared",
    "open_style",
    "read_style",
    "style_from",
    "style_named",
    "table_of",
]
