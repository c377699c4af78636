"""Runners: a bundle's net on images, by ONNX Runtime or by Keras; single-glyph nets on lines."""

from __future__ import annotations

from seqdigits.runtime.keras_runner import KerasRunner
from seqdigits.runtime.looking import SecondLookRunner
from seqdigits.runtime.onnx_runner import OnnxRunner
from seqdigits.runtime.opening import line_runner
from seqdigits.runtime.opinion import SecondOpinionRunner
from seqdigits.runtime.places import line_input
from seqdigits.runtime.runner import BATCH_SIZE, Image, Logits, Output, Runner, by_length
from seqdigits.runtime.segmenting import SegmentingRunner
from seqdigits.runtime.sliding import SlidingRunner

__all__ = [
    "BATCH_SIZE",
    "Image",
    "KerasRunner",
    "Logits",
    "OnnxRunner",
    "Output",
    "Runner",
    "SecondLookRunner",
    "SecondOpinionRunner",
    "SegmentingRunner",
    "SlidingRunner",
    "by_length",
    "line_input",
    "line_runner",
]
