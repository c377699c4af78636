"""Ways of reading strings set side by side on the same strings."""

from __future__ import annotations

from seqdigits.comparison.comparing import Comparison, Row, Score, read_sets
from seqdigits.comparison.findings import findings
from seqdigits.comparison.running import Settings, compare
from seqdigits.comparison.sets import StringSet, drawn_sets, labelled_sets
from seqdigits.comparison.significance import McNemar, holm, mcnemar
from seqdigits.comparison.single_glyphs import GlyphAccuracy, glyph_accuracy
from seqdigits.comparison.speed import Speed, measure_speed
from seqdigits.comparison.systems import System, open_systems
from seqdigits.comparison.writing import write_report

__all__ = [
    "Comparison",
    "GlyphAccuracy",
    "McNemar",
    "Row",
    "Score",
    "Settings",
    "Speed",
    "StringSet",
    "System",
    "compare",
    "drawn_sets",
    "findings",
    "glyph_accuracy",
    "holm",
    "labelled_sets",
    "mcnemar",
    "measure_speed",
    "open_systems",
    "read_sets",
    "write_report",
]
