"""Runs a bundle's Keras weights."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from seqdigits.bundle import Bundle
from seqdigits.errors import MissingExtraError
from seqdigits.runtime.batching import outputs, unusable
from seqdigits.runtime.runner import BATCH_SIZE, Image, Output

if TYPE_CHECKING:
    import keras


class KerasRunner:
    """Runs a bundle's Keras weights, loaded at the first run.

    Args:
        bundle: what to run; it must have come with Keras weights.

    Raises:
        BundleError: if the bundle has no Keras weights.
    """

    def __init__(self, bundle: Bundle) -> None:
        if not bundle.keras.is_file():
            raise unusable(
                bundle, f"which has no {bundle.keras.name}; installed bundles hold ONNX alone"
            )
        self._bundle = bundle

    @property
    def bundle(self) -> Bundle:
        """The bundle it runs."""
        return self._bundle

    def run(self, images: Sequence[Image], batch_size: int = BATCH_SIZE) -> list[Output]:
        """Output of every image, in order; see `Runner.run`.

        Raises:
            MissingExtraError: if Keras or its backend is not installed.
        """

        def call(batch: NDArray[np.float32]) -> Sequence[Any]:
            given = self._net(batch, training=False)
            return given if isinstance(given, list | tuple) else [given]

        return outputs(call, images, self._bundle.config, batch_size)

    @cached_property
    def _net(self) -> keras.Model:
        try:
            import keras
        except ModuleNotFoundError as error:
            raise MissingExtraError(
                f"Keras weights are run by Keras. Received: no module {error.name!r}. "
                'Install it: pip install "seqdigits[train]", or use OnnxRunner.'
            ) from error
        return keras.models.load_model(self._bundle.keras, compile=False)
