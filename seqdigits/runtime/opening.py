"""The runner that reads line images with a bundle, whatever its net."""

from __future__ import annotations

from seqdigits.bundle import Bundle
from seqdigits.runtime.looking import SecondLookRunner
from seqdigits.runtime.onnx_runner import OnnxRunner
from seqdigits.runtime.opinion import SecondOpinionRunner
from seqdigits.runtime.runner import Runner
from seqdigits.runtime.segmenting import SegmentingRunner


def line_runner(bundle: Bundle, threads: int | None = None, second_look: bool = True) -> Runner:
    """What runs `bundle` on line images in ONNX Runtime; single-glyph nets behind a segmenter.

    Args:
        bundle: what to run.
        threads: cores one run may use; None for all.
        second_look: whether a string net looks again at images it is unsure of, and asks for a
            second opinion about their digits if its bundle has one.

    Raises:
        BundleError: if ONNX Runtime cannot load the net or it is not the one of config.toml.
    """
    runner = OnnxRunner(bundle, threads)
    if not bundle.config.is_ctc:
        return SegmentingRunner(runner)
    if not second_look:
        return runner
    looking = SecondLookRunner(runner)
    if bundle.opinion is None:
        return looking
    return SecondOpinionRunner(looking, OnnxRunner(bundle.opinion, threads))
