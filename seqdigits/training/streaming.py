"""An endless stream of batches of any width, as `fit` takes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray


def stream(batches: Iterator[tuple[Any, ...]]) -> Any:
    """`batches` of images (N, H, W, 1) and arrays (N, ...), N and W different from one to the next.

    Under TensorFlow Keras would take its shapes from the first two batches, and fail at a later
    one if these happen to be equally wide. A dataset says which sizes are free. Other backends
    take the batches themselves.
    """
    if keras.backend.backend() != "tensorflow":
        return batches
    import tensorflow as tf

    first = next(batches)

    def spec(array: NDArray[Any]) -> Any:
        sizes = [None, *array.shape[1:]]
        if array.ndim == 4:
            sizes[2] = None
        return tf.TensorSpec(sizes, array.dtype)

    def every() -> Iterator[tuple[Any, ...]]:
        yield first
        yield from batches

    signature = keras.tree.map_structure(lambda array: spec(np.asarray(array)), first)
    dataset = tf.data.Dataset.from_generator(every, output_signature=signature)
    return dataset.prefetch(tf.data.AUTOTUNE)
