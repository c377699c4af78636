"""Nets by conformance: shapes, logits, one training step, reload, any width."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow")
import keras

from seqdigits.config import CnnConfig, CrnnConfig
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
    net = build(CnnConfig(channels=(3, 4), dense=8))
    images = np.random.default_rng(0).random((2, 28, 28, 1), np.float32)
    assert np.asarray(net(images)).shape == (2, 10)
    _check_reload(net, images, tmp_path / "net.keras")


def test_default_crnn_is_small() -> None:
    assert build(CrnnConfig()).count_params() < 1_000_000


def test_a_net_with_ood_gives_the_log_odds_of_a_noisy_or(tmp_path: Path) -> None:
    net = build(SMALL.model_copy(update={"ood": True}))
    images = np.random.default_rng(0).random((3, 32, 64, 1), np.float32)
    layer = net.get_layer("ood")
    marks = keras.Model(net.input, layer.output)
    for bias in (-3.0, -1.0):
        layer.set_weights([layer.get_weights()[0], np.array([bias], np.float32)])
        shares = 1 / (1 + np.exp(-np.asarray(marks(images), np.float64)[..., 0]))
        any_of_them = 1 - np.prod(1 - shares, axis=1)
        logits, odds = net(images)
        assert logits.shape == (3, 16, 16)
        expected = np.log(any_of_them / (1 - any_of_them))
        assert np.allclose(np.asarray(odds), expected, rtol=1e-3)
    net.save(tmp_path / "net.keras")
    again = keras.models.load_model(tmp_path / "net.keras", compile=False)(images)
    assert np.allclose(again[0], logits, atol=1e-6)
    assert np.allclose(again[1], odds, atol=1e-6)
