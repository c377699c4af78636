"""Where the characters of a line image are: touching digits cut up, boxes, what stands apart."""

from __future__ import annotations

from seqdigits.segmentation.boxes import Box, find_boxes
from seqdigits.segmentation.candidates import Candidates, candidates, tiles
from seqdigits.segmentation.pieces import Pieces, cut_up
from seqdigits.segmentation.selection import Classifier, Segment, measures, segment, select
from seqdigits.segmentation.standing_apart import tiles_apart

__all__ = [
    "Box",
    "Candidates",
    "Classifier",
    "Pieces",
    "Segment",
    "candidates",
    "cut_up",
    "find_boxes",
    "measures",
    "segment",
    "select",
    "tiles",
    "tiles_apart",
]
