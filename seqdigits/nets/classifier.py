"""The single-glyph net: two convolutions and a hidden layer over one centred glyph."""

from __future__ import annotations

import keras
from keras import layers

from seqdigits.config import ClassifierConfig


def build_classifier(config: ClassifierConfig) -> keras.Model:
    """CNN of `config`: images (N, size, size, 1), ink high -> logits (N, C), float32, no blank."""
    first, second = config.channels
    images = keras.Input((config.size, config.size, 1), name="images")
    x = layers.Conv2D(first, 3, padding="same", activation="relu", name="conv1")(images)
    x = layers.MaxPooling2D(name="pool1")(x)
    x = layers.Conv2D(second, 3, padding="same", activation="relu", name="conv2")(x)
    x = layers.MaxPooling2D(name="pool2")(x)
    x = layers.Flatten(name="flat")(x)
    x = layers.Dense(config.dense, activation="relu", name="hidden")(x)
    x = layers.Dropout(config.dropout, name="dropout")(x)
    logits = layers.Dense(len(config.characters), dtype="float32", name="logits")(x)
    return keras.Model(images, logits, name="classifier")
