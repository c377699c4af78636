"""The convolutions of the string net, which a single-glyph net may share."""

from __future__ import annotations

import keras
from keras import layers

HEIGHT_STRIDE = 16
"""Input rows per row that the trunk gives."""


def convolve(
    images: keras.KerasTensor,
    stem: int,
    channels: tuple[int, ...],
    blocks: tuple[int, int, int, int] = (0, 0, 1, 1),
) -> keras.KerasTensor:
    """Features (N, H // 16, W // 4, channels[-1]) of images (N, H, W, 1).

    A stem of stride 2 spares the full-resolution convolutions, whose backward pass would take
    most of a training step on a CPU; later strides are of the height, so that columns stay.
    `blocks` are residual convolutions after the stem and in each stage.
    """
    first, second, third = channels
    x = _convolution(images, stem, kernel=5, strides=(2, 2), name="stem")
    x = _residuals(x, stem, blocks[0], "stem", "b")
    x = _convolution(x, first, strides=(2, 1), name="stage1a")
    x = _convolution(x, first, name="stage1b")
    x = _residuals(x, first, blocks[1], "stage1", "c")
    x = _convolution(x, second, strides=(2, 2), name="stage2a")
    x = _residuals(x, second, blocks[2], "stage2", "b")
    x = _convolution(x, third, strides=(2, 1), name="stage3a")
    return _residuals(x, third, blocks[3], "stage3", "b")


def _convolution(
    x: keras.KerasTensor,
    channels: int,
    name: str,
    kernel: int = 3,
    strides: tuple[int, int] = (1, 1),
    gain: float = 1.0,
) -> keras.KerasTensor:
    """Convolution, batch normalisation, ReLU; strides are (vertical, horizontal)."""
    convolution = layers.Conv2D(
        channels, kernel, strides=strides, padding="same", use_bias=False, name=name
    )
    start = keras.initializers.Constant(gain)
    norm = layers.BatchNormalization(momentum=0.98, gamma_initializer=start, name=f"{name}_norm")
    x = norm(convolution(x))
    return layers.ReLU(name=f"{name}_relu")(x)


def _residuals(
    x: keras.KerasTensor, channels: int, count: int, stage: str, first: str
) -> keras.KerasTensor:
    """`count` 3x3 convolutions, each beside an identity shortcut, lettered from `first` on.

    Their normalisations begin at a gain of 0.1, so that a net given more of them than the one it
    starts from (`TrainConfig.init_from`) begins almost as that one; 0 would keep the ReLU shut.
    """
    for place in range(count):
        name = f"{stage}{chr(ord(first) + place)}"
        added = _convolution(x, channels, name=name, gain=0.1)
        x = layers.Add(name=f"{name}_add")([x, added])
    return x
