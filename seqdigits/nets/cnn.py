"""The single-glyph CNN: blocks of convolutions and pooling, then a hidden layer."""

from __future__ import annotations

import keras
from keras import layers

from seqdigits.config import CnnConfig
from seqdigits.nets.trunk import convolve


def build_cnn(config: CnnConfig) -> keras.Model:
    """CNN of `config`: images (N, size, size, 1), ink high -> logits (N, C), float32, no blank."""
    images = keras.Input((config.size, config.size, 1), name="images")
    if config.trunk == "crnn":
        x = convolve(images, config.stem, config.channels)
    else:
        x = _blocks(images, config)
    x = layers.Flatten(name="flat")(x)
    hidden = layers.Dense(config.dense, use_bias=not config.batch_norm, name="hidden")
    x = activate(hidden(x), config.batch_norm, "hidden")
    x = layers.Dropout(config.dropout, name="dropout")(x)
    logits = layers.Dense(len(config.characters), dtype="float32", name="logits")(x)
    return keras.Model(images, logits, name="cnn")


def _blocks(x: keras.KerasTensor, config: CnnConfig) -> keras.KerasTensor:
    """A strided stem, if any, then blocks of convolutions that end in pooling."""
    if config.stem:
        x = _convolution(x, config.stem, 5, 2, config.batch_norm, "stem")
    for block, channels in enumerate(config.channels, 1):
        for place in range(1, config.depth + 1):
            name = f"conv{block}" if config.depth == 1 else f"conv{block}_{place}"
            x = _convolution(x, channels, 3, 1, config.batch_norm, name)
        x = layers.MaxPooling2D(name=f"pool{block}")(x)
    return x


def _convolution(
    x: keras.KerasTensor, channels: int, kernel: int, stride: int, batch_norm: bool, name: str
) -> keras.KerasTensor:
    convolution = layers.Conv2D(
        channels, kernel, strides=stride, padding="same", use_bias=not batch_norm, name=name
    )
    return activate(convolution(x), batch_norm, name)


def activate(x: keras.KerasTensor, batch_norm: bool, name: str) -> keras.KerasTensor:
    """ReLU of `x`, batch-normalised before if asked."""
    if batch_norm:
        x = layers.BatchNormalization(momentum=0.95, name=f"{name}_norm")(x)
    return layers.ReLU(name=f"{name}_relu")(x)
