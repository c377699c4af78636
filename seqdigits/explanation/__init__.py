"""Why a net reads what it reads: activations, Grad-CAM, the lattice, receptive fields."""

from __future__ import annotations

from seqdigits.explanation.explaining import Explanation, explain
from seqdigits.explanation.glyph import GlyphExplanation, explain_glyph
from seqdigits.explanation.receptive import Extent, Field, receptive_fields
from seqdigits.explanation.string import ReadPlace, StringExplanation, explain_string

__all__ = [
    "Explanation",
    "Extent",
    "Field",
    "GlyphExplanation",
    "ReadPlace",
    "StringExplanation",
    "explain",
    "explain_glyph",
    "explain_string",
    "receptive_fields",
]
