"""Runs a bundle in ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqdigits.bundle import Bundle
from seqdigits.runtime.batching import outputs, unusable
from seqdigits.runtime.runner import BATCH_SIZE, Image, Output


class OnnxRunner:
    """Runs a bundle in ONNX Runtime; needs neither Keras nor TensorFlow.

    Args:
        bundle: what to run.
        threads: cores one run may use; None for all.

    Raises:
        BundleError: if ONNX Runtime cannot load the net or it is not the one of config.toml.
    """

    def __init__(self, bundle: Bundle, threads: int | None = None) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or 0
        options.log_severity_level = 3
        self._bundle = bundle
        try:
            self._session = onnxruntime.InferenceSession(
                bundle.onnx, options, providers=["CPUExecutionProvider"]
            )
            (images,), given = self._session.get_inputs(), self._session.get_outputs()
        except Exception as error:  # ONNX Runtime's errors share no base class of their own
            reason = str(error).partition("\n")[0]
            raise unusable(bundle, f"which ONNX Runtime refuses ({reason})") from error
        self._input = images.name
        _require_net(bundle, images.shape, [output.shape for output in given])

    @property
    def bundle(self) -> Bundle:
        """The bundle it runs."""
        return self._bundle

    def run(self, images: Sequence[Image], batch_size: int = BATCH_SIZE) -> list[Output]:
        """Output of every image, in order; see `Runner.run`."""

        def call(batch: NDArray[np.float32]) -> Sequence[Any]:
            given: Sequence[Any] = self._session.run(None, {self._input: batch})
            return given

        return outputs(call, images, self._bundle.config, batch_size)


def _require_net(bundle: Bundle, images: list[object], outputs: list[list[object]]) -> None:
    """Raise BundleError unless the ONNX shapes are those of the configuration."""
    config = bundle.config
    ranks = [3 if config.is_ctc else 2]
    if config.net.ood:
        ranks.append(1)
    width = images[2] if len(images) == 4 else None
    fits = (
        len(images) == 4
        and images[1] == config.input.height
        and (config.is_ctc or width == config.input.height)
        and not isinstance(images[0], int)
        and [len(shape) for shape in outputs] == ranks
        and outputs[0][-1] == config.classes
    )
    if not fits:
        raise unusable(bundle, f"whose net takes {images} and gives {outputs}")
