"""A training step is traced before `fit` traces it."""

from __future__ import annotations

from typing import Any

import keras


def trace_step(model: keras.Model, batch: tuple[Any, ...]) -> None:
    """Take one step of a compiled `model` on `batch`, then put everything back as it was.

    Under TensorFlow Keras 3 traces a step first met in `fit` inside a graph of its own; on a CPU
    such a step takes up to twice the time of one that `train_on_batch` traced before. Other
    backends do not need it, and nothing is done.
    """
    if keras.backend.backend() != "tensorflow":
        return
    model.optimizer.build(model.trainable_variables)
    variables = [*model.variables, *model.optimizer.variables]
    before = [keras.ops.convert_to_numpy(variable) for variable in variables]
    model.train_on_batch(*batch)
    for variable, value in zip(variables, before, strict=True):
        variable.assign(value)
