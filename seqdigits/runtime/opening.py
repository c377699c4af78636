"""The runner that reads line images with a bundle, whatever its net."""

from __future__ import annotations

from seqdigits.bundle import Bundle
from seqdigits.runtime.onnx_runner import OnnxRunner
from seqdigits.runtime.runner import Runner
from seqdigits.runtime.segmenting import SegmentingRunner


def line_runner(bundle: Bundle, threads: int | None = None) -> Runner:
    """What runs `bundle` on line images in ONNX Runtime; single-glyph nets behind a segmenter.

    Args:
        bundle: what to run.
        threads: cores one run may use; None for all.

    Raises:
        BundleError: if ONNX Runtime cannot load the net or it is not the one of config.toml.
    """
    runner = OnnxRunner(bundle, threads)
    return runner if bundle.config.is_ctc else SegmentingRunner(runner)
