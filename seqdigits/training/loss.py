"""CTC loss over labels packed with their lengths (Graves et al. 2006)."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from seqdigits.data import Batch


def pack(batch: Batch, longest: int) -> NDArray[np.int32]:
    """(N, 1 + longest) int32: each row's number of labels, then its labels, padded with blank."""
    packed = np.zeros((len(batch.lengths), 1 + longest), np.int32)
    packed[:, 0] = batch.lengths
    packed[:, 1 : 1 + batch.labels.shape[1]] = batch.labels
    return packed


def _losses(packed: Any, logits: Any) -> Any:
    ops = keras.ops
    packed = ops.cast(packed, "int32")
    time = ops.zeros_like(packed[:, 0]) + ops.shape(logits)[1]
    return ops.ctc_loss(packed[:, 1:], ops.cast(logits, "float32"), packed[:, 0], time)


def ctc_loss() -> Any:
    """The loss fn(packed (N, 1 + L), logits (N, T, C)) -> (N,), nats of each string.

    Blank columns right of the text are time like any other, as they are when reading. Under
    TensorFlow it is compiled by XLA, for speed.
    """
    if keras.backend.backend() != "tensorflow":
        return _losses
    import tensorflow as tf

    return tf.function(_losses, jit_compile=True, reduce_retracing=False)


def ood_loss() -> Any:
    """The loss of (N,) whether an image shows no number, against its log-odds (N,), in nats."""
    return keras.losses.BinaryCrossentropy(from_logits=True)
