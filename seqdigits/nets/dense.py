"""The single-glyph multilayer perceptron."""

from __future__ import annotations

import keras
from keras import layers

from seqdigits.config import DenseConfig
from seqdigits.nets.cnn import activate
from seqdigits.nets.gradient_features import gradient_features


def build_dense(config: DenseConfig) -> keras.Model:
    """MLP of `config`: images (N, size, size, 1), ink high -> logits (N, C), float32, no blank."""
    images = keras.Input((config.size, config.size, 1), name="images")
    x = layers.Flatten(name="flat")(images)
    if config.directions:
        edges = layers.Flatten(name="edges")(gradient_features(images, config.directions))
        x = layers.Concatenate(name="seen")([x, edges])
    for number, units in enumerate(config.hidden, 1):
        name = f"hidden{number}"
        x = layers.Dense(units, use_bias=not config.batch_norm, name=name)(x)
        x = activate(x, config.batch_norm, name)
        x = layers.Dropout(config.dropout, name=f"dropout{number}")(x)
    logits = layers.Dense(len(config.characters), dtype="float32", name="logits")(x)
    return keras.Model(images, logits, name="dense")
