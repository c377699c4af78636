"""Nets by conformance: shapes, logits, one training step, reload, any width."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow")
import keras

from seqdigits.config import ClassifierConfig, CrnnConfig
from seqdigits.nets import build

SMALL = CrnnConfig(stem=4, channels=(4, 6, 8), lstm_units=5)


def _check_reload(net: keras.Model, images: np.ndarray, path: Path) -> None:
    net.save(path)
    again = keras.models.load_model(path, compile=False)
    assert np.allclose(net(images), again(images), atol=1e-6)


def test_crnn_gives_logits_for_every_fourth_column(tmp_path: Path) -> None:
    net = build(SMALL)
    for width in (32, 96, 256):
        images = np.random.default_rng(0).random((2, 32, width, 1), np.float32)
        logits = np.asarray(net(images))
        assert logits.shape == (2, width // SMALL.stride, 16)
        assert logits.dtype == np.float32
        assert logits.min() < 0
    _check_reload(net, images, tmp_path / "net.keras")


def test_classifier_gives_logits_per_character(tmp_path: Path) -> None:
    net = build(ClassifierConfig(channels=(3, 4), dense=8))
    images = np.random.default_rng(0).random((2, 28, 28, 1), np.float32)
    assert np.asarray(net(images)).shape == (2, 10)
    _check_reload(net, images, tmp_path / "net.keras")


def test_default_crnn_is_small() -> None:
    assert build(CrnnConfig()).count_params() < 1_000_000
