"""Images of any widths -> batches of one width each -> an `Output` for each image."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqdigits.bundle import Bundle, BundleConfig
from seqdigits.errors import BundleError, ImageError
from seqdigits.geometry import padded_width
from seqdigits.runtime.runner import Image, Output


def outputs(
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


def unusable(bundle: Bundle, what: str) -> BundleError:
    """The error of a bundle whose net cannot be run; `what` is wrong with it."""
    return BundleError(
        "a bundle's net is the one its config.toml describes. "
        f"Received: {bundle.directory}, {what}. Install it again, or save it anew from training."
    )
