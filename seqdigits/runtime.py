"""Runners: a bundle's net on images, by ONNX Runtime or by Keras."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from seqdigits.bundle import Bundle, BundleConfig
from seqdigits.config import CrnnConfig
from seqdigits.errors import BundleError, ImageError, MissingExtraError
from seqdigits.geometry import padded_width

if TYPE_CHECKING:
    import keras

Image = NDArray[np.float32]
Logits = NDArray[np.float32]

BATCH_SIZE = 64


class Output(NamedTuple):
    """What a net says of one image.

    Attributes:
        logits: (T, C) of a string net, (C,) of a classifier.
        ood: probability 0..1 that the image shows what is no number; None from a net without
            that output.
    """

    logits: Logits
    ood: float | None = None


class Runner(Protocol):
    """A bundle's net, ready to run."""

    @property
    def bundle(self) -> Bundle:
        """The bundle it runs."""

    def run(self, images: Sequence[Image], batch_size: int = BATCH_SIZE) -> list[Output]:
        """Output of every image (H, W), ink high 0..1, in order.

        Logits are (T, C) each for a string net, where W is free and T follows from W padded with
        blank columns to the bundle's width multiple: an image's output depends on no other image.
        They are (C,) each for a classifier, where W is H.

        Raises:
            ImageError: if an image is not (H, W) of the bundle's height.
        """


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
            (images,), outputs = self._session.get_inputs(), self._session.get_outputs()
        except Exception as error:  # ONNX Runtime's errors share no base class of their own
            reason = str(error).partition("\n")[0]
            raise _unusable(bundle, f"which ONNX Runtime refuses ({reason})") from error
        self._input = images.name
        _require_net(bundle, images.shape, [output.shape for output in outputs])

    @property
    def bundle(self) -> Bundle:
        """The bundle it runs."""
        return self._bundle

    def run(self, images: Sequence[Image], batch_size: int = BATCH_SIZE) -> list[Output]:
        """Output of every image, in order; see `Runner.run`."""

        def call(batch: NDArray[np.float32]) -> Sequence[Any]:
            outputs: Sequence[Any] = self._session.run(None, {self._input: batch})
            return outputs

        return _outputs(call, images, self._bundle.config, batch_size)


class KerasRunner:
    """Runs a bundle's Keras weights, loaded at the first run.

    Args:
        bundle: what to run; it must have come with Keras weights.

    Raises:
        BundleError: if the bundle has no Keras weights.
    """

    def __init__(self, bundle: Bundle) -> None:
        if not bundle.keras.is_file():
            raise _unusable(
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

        return _outputs(call, images, self._bundle.config, batch_size)

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


def _outputs(
    call: Callable[[NDArray[np.float32]], Sequence[Any]],
    images: Sequence[Image],
    config: BundleConfig,
    batch_size: int,
) -> list[Output]:
    """What `call` gives of batches (N, H, W, 1), an `Output` for each image."""
    results: dict[int, Output] = {}
    for indices, batch in _batches(images, config, batch_size):
        logits, *ood = (np.asarray(part, np.float32) for part in call(batch))
        odds = np.exp(-np.logaddexp(0.0, -ood[0])).tolist() if ood else [None] * len(indices)
        for row, index in enumerate(indices):
            results[index] = Output(logits[row], odds[row])
    return [results[index] for index in range(len(images))]


def _batches(
    images: Sequence[Image], config: BundleConfig, batch_size: int
) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
    """Indices and batch (N, H, W, 1) of images of one padded width each, N <= `batch_size`."""
    widths = defaultdict(list)
    for index, image in enumerate(images):
        _require_image(image, config)
        width = image.shape[1]
        if config.is_ctc:
            width = padded_width(width, config.input.width_multiple)
        widths[width].append(index)
    for width, members in widths.items():
        for start in range(0, len(members), batch_size):
            indices = members[start : start + batch_size]
            batch = np.zeros((len(indices), config.input.height, width, 1), np.float32)
            for row, index in zip(batch, indices, strict=True):
                row[:, : images[index].shape[1], 0] = images[index]
            yield indices, batch


def _require_image(image: Image, config: BundleConfig) -> None:
    height = config.input.height
    fits = image.ndim == 2 and image.shape[0] == height
    if not config.is_ctc:
        fits = image.shape == (height, height)
    if not fits:
        width = "W" if config.is_ctc else height
        raise ImageError(
            f"the net of {config.name!r} takes images of shape ({height}, {width}). "
            f"Received: {image.shape}. Prepare them with seqdigits.images.normalise."
        )


def _require_net(bundle: Bundle, images: list[object], outputs: list[list[object]]) -> None:
    """Raise BundleError unless the ONNX shapes are those of the configuration."""
    config = bundle.config
    ranks = [3 if config.is_ctc else 2]
    if isinstance(config.net, CrnnConfig) and config.net.ood:
        ranks.append(1)
    width = images[2] if len(images) == 4 else None
    fits = (
        len(images) == 4
        and images[1] == config.input.height
        and (isinstance(config.net, CrnnConfig) or width == config.input.height)
        and not isinstance(images[0], int)
        and [len(shape) for shape in outputs] == ranks
        and outputs[0][-1] == config.classes
    )
    if not fits:
        raise _unusable(bundle, f"whose net takes {images} and gives {outputs}")


def _unusable(bundle: Bundle, what: str) -> BundleError:
    return BundleError(
        "a bundle's net is the one its config.toml describes. "
        f"Received: {bundle.directory}, {what}. Install it again, or save it anew from training."
    )
