"""Batch normalisation in one pass over the features, for training under TensorFlow."""

from __future__ import annotations

from typing import Any

import keras


class BatchNormalization(keras.layers.BatchNormalization):  # type: ignore[misc]  # Keras is untyped
    """Keras' layer, which trains by TensorFlow's fused kernel on images (N, H, W, C).

    Keras 3 takes mean and variance by operations of their own, in float32, each a pass over the
    features; on a CPU that is half of a small convolutional net's step. Weights and file layout
    are those of Keras' layer, whose name this one bears because files are laid out by it.
    """

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """`inputs` normalised, of their own dtype."""
        if not (training and self.trainable):
            return super().call(inputs, training=training, mask=mask)
        import tensorflow as tf

        outputs, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
            x=inputs,
            scale=tf.convert_to_tensor(self.gamma),
            offset=tf.convert_to_tensor(self.beta),
            mean=[],
            variance=[],
            epsilon=self.epsilon,
            is_training=True,
        )
        for average, now in ((self.moving_mean, mean), (self.moving_variance, variance)):
            average.assign(average * self.momentum + now * (1.0 - self.momentum))
        return outputs


def fused(net: keras.Model) -> keras.Model:
    """`net` with its weights, its batch normalisations of images fused.

    Under other backends, which fuse by themselves or not at all, `net` itself.
    """
    if keras.backend.backend() != "tensorflow":
        return net
    fast = keras.models.clone_model(net, clone_function=_fused_layer)
    fast.set_weights(net.get_weights())
    return fast


def _fused_layer(layer: keras.Layer) -> keras.Layer:
    config = layer.get_config()
    if type(layer) is keras.layers.BatchNormalization and len(layer.input.shape) == 4:
        return BatchNormalization.from_config(config)
    return type(layer).from_config(config)
