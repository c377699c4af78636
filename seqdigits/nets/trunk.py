"""The convolutions of the string net, which a single-glyph net may share."""

from __future__ import annotations

import keras
from keras import layers

HEIGHT_STRIDE = 16
"""Input rows per row that the trunk gives."""


def convolve(images: keras.KerasTensor, stem: int, channels: tuple[int, ...]) -> keras.KerasTensor:
    """Features (N, H // 16, W // 4, channels[-1]) of images (N, H, W, 1).

    A stem of stride 2 spares the full-resolution convolutions, whose backward pass would take
    most of a training step on a CPU; later strides are of the height, so that columns stay.
    """
    first, second, third = channels
    x = _convolution(images, stem, kernel=5, strides=(2, 2), name="stem")
    x = _convolution(x, first, strides=(2, 1), name="stage1a")
    x = _convolution(x, first, name="stage1b")
    x = _convolution(x, second, strides=(2, 2), name="stage2a")
    x = _residual(x, second, name="stage2b")
    x = _convolution(x, third, strides=(2, 1), name="stage3a")
    return _residual(x, third, name="stage3b")


def _convolution(
    x: keras.KerasTensor,
    channels: int,
    name: str,
    kernel: int = 3,
    strides: tuple[int, int] = (1, 1),
) -> keras.KerasTensor:
    """Convolution, batch normalisation, ReLU; strides are (vertical, horizontal)."""
    convolution = layers.Conv2D(
        channels, kernel, strides=strides, padding="same", use_bias=False, name=name
    )
    x = layers.BatchNormalization(momentum=0.98, name=f"{name}_norm")(convolution(x))
    return layers.ReLU(name=f"{name}_relu")(x)


def _residual(x: keras.KerasTensor, channels: int, name: str) -> keras.KerasTensor:
    """A 3x3 convolution beside an identity shortcut."""
    return layers.Add(name=f"{name}_add")([x, _convolution(x, channels, name=name)])
