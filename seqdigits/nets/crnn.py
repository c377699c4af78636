"""The string net: convolutions to columns, a bidirectional LSTM over them, logits per timestep.

After Shi, Bai and Yao 2015 (arXiv 1507.05717), with a strided stem (see `nets.trunk`).
"""

from __future__ import annotations

import keras
from keras import layers

from seqdigits.config import CrnnConfig
from seqdigits.nets.trunk import HEIGHT_STRIDE, convolve


def build_crnn(config: CrnnConfig) -> keras.Model:
    """CRNN of `config`: images (N, H, W, 1), ink high -> logits (N, T, C), T = W // 4, float32.

    With `config.ood` it gives [logits, ood]: ood (N,) is the log-odds that somewhere on an image
    there is something that is no part of a number.
    """
    images = keras.Input((config.height, None, 1), name="images")
    x = convolve(images, config.stem, config.channels, config.blocks)
    x = layers.Permute((2, 1, 3), name="columns_first")(x)
    x = layers.Reshape((-1, config.height // HEIGHT_STRIDE * config.channels[-1]), name="columns")(
        x
    )
    x = layers.Dropout(config.dropout, name="dropout_columns")(x)
    lstm = layers.LSTM(config.lstm_units, return_sequences=True, name="lstm")
    x = layers.Bidirectional(lstm, name="context")(x)
    x = layers.Dropout(config.dropout, name="dropout_context")(x)
    logits = layers.Dense(len(config.characters) + 1, dtype="float32", name="logits")(x)
    if not config.ood:
        return keras.Model(images, logits, name="crnn")
    return keras.Model(images, [logits, _ood(x)], name="crnn")


def _ood(x: keras.KerasTensor) -> keras.KerasTensor:
    """Log-odds (N,) that any timestep of `x` (N, T, F) shows what is no part of a number.

    A noisy or: with probabilities p_t = sigmoid(z_t), none shows it with the product of 1 - p_t,
    that is exp(-s) where s is the sum of softplus(z_t); the log-odds are log(exp(s) - 1).
    """
    start = keras.initializers.Constant(-5.0)
    marks = layers.Dense(1, dtype="float32", bias_initializer=start, name="ood")(x)
    total = keras.ops.sum(keras.ops.softplus(marks), axis=(1, 2))
    total = keras.ops.maximum(total, 1e-5)  # below it float32 loses 1 - exp(-s)
    return total + keras.ops.log(1.0 - keras.ops.exp(-total))
