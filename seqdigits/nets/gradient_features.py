"""Gradient features: where the edges of strokes run, and which way they face."""

from __future__ import annotations

import math

import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray

CELL = 4
"""Side of the cells whose edges are taken together, pixels."""

_LEAST = 1e-4


def gradient_features(images: keras.KerasTensor, directions: int) -> keras.KerasTensor:
    """(N, H // 4, W // 4, D) how strongly edges of `images` (N, H, W, 1) face D directions there.

    After Liu et al., "Handwritten digit recognition" (Pattern Recognition 36, 2003):
    Sobel's gradient is projected on directions spread evenly over the full turn, what points away
    counts nothing, each direction is blurred and averaged over cells, and the root evens out thick
    and thin pens. Its weights are what they are and not trained.
    """
    slopes = layers.Conv2D(
        directions, 3, padding="same", use_bias=False, trainable=False, name="slopes"
    )
    blur = layers.DepthwiseConv2D(5, padding="same", use_bias=False, trainable=False, name="blur")
    facing = layers.ReLU(name="facing")(slopes(images))
    even = layers.AveragePooling2D(CELL, name="cells")(blur(facing))
    slopes.set_weights([_slopes(directions)])
    blur.set_weights([_blur(directions)])
    return keras.ops.sqrt(even + _LEAST)


def _slopes(directions: int) -> NDArray[np.float32]:
    """(3, 3, 1, D): Sobel's kernel turned to each direction."""
    across = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 4
    angles = [2 * math.pi * number / directions for number in range(directions)]
    turned = [math.cos(angle) * across + math.sin(angle) * across.T for angle in angles]
    return np.stack(turned, axis=-1)[:, :, None].astype(np.float32)


def _blur(directions: int) -> NDArray[np.float32]:
    """(5, 5, D, 1): a binomial kernel for each direction."""
    line = np.array([1, 4, 6, 4, 1]) / 16
    kernel = np.outer(line, line)[:, :, None, None]
    return np.repeat(kernel, directions, axis=2).astype(np.float32)
