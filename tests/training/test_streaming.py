"""Batches of any width reach `fit`, whatever the first ones were like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

pytest.importorskip("tensorflow")
import keras

from seqdigits.training.streaming import stream

WIDTHS = (16, 16, 24, 8, 40, 16)


def _batches() -> Iterator[tuple[Any, ...]]:
    for number, width in enumerate(WIDTHS, 1):
        images = np.full((number, 4, width, 1), number, np.float32)
        yield images, np.full((number, 1), number, np.float32)


def test_every_batch_comes_once_and_in_order() -> None:
    found = [np.asarray(images).shape for images, _ in stream(_batches())]
    assert found == [(n, 4, width, 1) for n, width in enumerate(WIDTHS, 1)]


def test_a_net_is_fitted_to_them() -> None:
    images = keras.Input((4, None, 1))
    pooled = keras.layers.GlobalAveragePooling2D()(images)
    net = keras.Model(images, keras.layers.Dense(1, kernel_initializer="ones")(pooled))
    net.compile(optimizer=keras.optimizers.SGD(0.0), loss="mse")
    history = net.fit(stream(_batches()), steps_per_epoch=len(WIDTHS), shuffle=False, verbose=0)
    assert history.history["loss"] == pytest.approx([0.0])
