"""What nets learn from and are measured on: drawn strings, labelled glyphs, labelled strings."""

from __future__ import annotations

from seqdigits.data.cuts import cut_glyphs
from seqdigits.data.glyphs import GlyphSet, names_glyphs, open_glyphs
from seqdigits.data.labelled import Labelled, open_labelled
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
    "Labelled",
    "Line",
    "StringStream",
    "collate",
    "cut_glyphs",
    "feasible",
    "longest_text",
    "names_glyphs",
    "open_glyphs",
    "open_labelled",
    "open_stream",
    "pad",
    "to_line",
    "to_tf_dataset",
]
