"""What nets are trained on: strings drawn on the fly, and sets of labelled glyphs."""

from __future__ import annotations

from seqdigits.data.glyphs import GlyphSet, names_glyphs, open_glyphs
from seqdigits.data.strings import (
    Batch,
    Line,
    StringStream,
    collate,
    feasible,
    longest_text,
    open_stream,
    pad,
    to_line,
    to_tf_dataset,
)

__all__ = [
    "Batch",
    "GlyphSet",
    "Line",
    "StringStream",
    "collate",
    "feasible",
    "longest_text",
    "names_glyphs",
    "open_glyphs",
    "open_stream",
    "pad",
    "to_line",
    "to_tf_dataset",
]
