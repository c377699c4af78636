"""Tracing a step beforehand leaves nothing behind."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("tensorflow")
import keras

from seqdigits.training.tracing import trace_step


def test_weights_statistics_and_the_optimizer_are_as_before() -> None:
    net = keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(4),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.5, seed=1),
            keras.layers.Dense(2),
        ]
    )
    net.compile("adam", "mse", jit_compile=False)
    rng = np.random.default_rng(0)
    batch = rng.normal(size=(8, 3)), rng.normal(size=(8, 2))
    before = [np.array(variable) for variable in net.variables]

    trace_step(net, batch)

    for variable, value in zip(net.variables, before, strict=True):
        np.testing.assert_array_equal(variable, value, variable.path)
    assert int(net.optimizer.iterations) == 0
    net.train_on_batch(*batch)
    assert not np.array_equal(net.layers[0].kernel, before[0])
