"""Line images of touching digits cut up and put together again: what single-glyph nets read by."""

from __future__ import annotations

from seqdigits.segmentation.candidates import Candidates, candidates, tiles
from seqdigits.segmentation.pieces import Pieces, cut_up
from seqdigits.segmentation.selection import Classifier, Segment, measures, segment, select

__all__ = [
    "Candidates",
    "Classifier",
    "Pieces",
    "Segment",
    "candidates",
    "cut_up",
    "measures",
    "segment",
    "select",
    "tiles",
]
