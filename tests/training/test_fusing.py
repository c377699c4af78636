"""Fused batch normalisation trains as Keras' own does, and leaves the same files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow")
import keras
import tensorflow as tf

from seqdigits.config import CrnnConfig
from seqdigits.nets import build
from seqdigits.training.fusing import BatchNormalization, fused

NET = CrnnConfig(stem=4, channels=(4, 8, 8), lstm_units=4, dropout=0.0, ood=True)


def test_a_batch_is_normalised_as_derived_by_hand() -> None:
    layer = BatchNormalization(momentum=0.75, epsilon=0.0)
    # Mean 2 and variance 4 of four pixels; the moving variance takes them as a sample: 16 / 3.
    images = np.array([0.0, 4.0, 0.0, 4.0], np.float32).reshape(1, 2, 2, 1)
    outputs = layer(images, training=True)
    np.testing.assert_allclose(np.ravel(outputs), [-1, 1, -1, 1], atol=1e-6)
    np.testing.assert_allclose(layer.moving_mean, [0.25 * 2])
    np.testing.assert_allclose(layer.moving_variance, [0.75 + 0.25 * 16 / 3], rtol=1e-6)
    np.testing.assert_allclose(np.ravel(layer(images)), np.ravel((images - 0.5) / np.sqrt(25 / 12)))


def test_gradients_are_those_of_keras_own_layer() -> None:
    keras.utils.set_random_seed(3)
    plain = build(NET)
    fast = fused(plain)
    kinds = [layer for layer in fast.layers if isinstance(layer, BatchNormalization)]
    assert len(kinds) == 7
    images = np.random.default_rng(1).random((4, 32, 64, 1), np.float32)
    gradients = []
    for net in (plain, fast):
        with tf.GradientTape() as tape:
            loss = sum(tf.reduce_mean(output**2) for output in net(images, training=True))
        gradients.append(tape.gradient(loss, net.trainable_variables))
    for one, other in zip(*gradients, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5, rtol=1e-3)


def test_its_weights_file_is_that_of_the_plain_net(tmp_path: Path) -> None:
    fast = fused(build(NET))
    fast.save_weights(tmp_path / "net.weights.h5")
    plain = build(NET)
    plain.load_weights(tmp_path / "net.weights.h5")
    for one, other in zip(plain.get_weights(), fast.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_normalised_vectors_are_left_to_keras() -> None:
    inputs = keras.Input((3,))
    net = keras.Model(inputs, keras.layers.BatchNormalization()(inputs))
    assert not any(isinstance(layer, BatchNormalization) for layer in fused(net).layers)
