"""Activation maps: what each convolution answers to an image."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from seqdigits.explanation.net import Stage

Floats = NDArray[np.float32]

SHOWN = 4
"""Channels of a stage that are kept."""


@dataclass(frozen=True, eq=False)
class Maps:
    """The most varied channels of a stage.

    Attributes:
        stage: the stage.
        channels: (K,) channels, the most varied first.
        maps: (K, h, w) their activations.
        silent: channels of the stage that are zero everywhere on this image.
    """

    stage: Stage
    channels: NDArray[np.int64]
    maps: Floats
    silent: int


def run(net: keras.Model, image: Floats, names: Sequence[str]) -> list[NDArray[Any]]:
    """Outputs of the layers `names` for one `image` (H, W), without the batch axis."""
    part = keras.Model(net.inputs[0], [net.get_layer(name).output for name in names])
    given = part(image[None, :, :, None], training=False)
    outputs = given if isinstance(given, list | tuple) else [given]
    return [np.asarray(output)[0] for output in outputs]


def activation_maps(
    net: keras.Model, image: Floats, of: Sequence[Stage], count: int = SHOWN
) -> tuple[Maps, ...]:
    """The `count` most varied channels of each stage for `image` (H, W)."""
    if not of:
        return ()
    outputs = run(net, image, [stage.features for stage in of])
    return tuple(
        most_varied(stage, output, count) for stage, output in zip(of, outputs, strict=True)
    )


def most_varied(stage: Stage, activations: Floats, count: int) -> Maps:
    """The `count` channels of `activations` (h, w, C) with the greatest standard deviation."""
    spread = activations.std(axis=(0, 1))
    channels = np.argsort(-spread, kind="stable")[:count]
    silent = int((~activations.any(axis=(0, 1))).sum())
    return Maps(stage, channels, np.moveaxis(activations[:, :, channels], 2, 0), silent)
