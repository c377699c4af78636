"""Nets by conformance: shapes, logits, one training step, reload, any width."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow")
import keras

from seqdigits.config import CnnConfig, CrnnConfig, DenseConfig, EnsembleConfig
from seqdigits.nets import build
from seqdigits.nets.gradient_features import gradient_features

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


def test_residual_convolutions_are_added_where_the_configuration_says(tmp_path: Path) -> None:
    config = SMALL.model_copy(update={"blocks": (2, 1, 0, 3)})
    net = build(config)
    names = [layer.name for layer in net.layers if layer.name.endswith("_add")]
    assert names == [
        f"{x}_add" for x in ("stemb", "stemc", "stage1c", "stage3b", "stage3c", "stage3d")
    ]
    images = np.random.default_rng(0).random((2, 32, 64, 1), np.float32)
    assert np.asarray(net(images)).shape == (2, 16, 16)
    _check_reload(net, images, tmp_path / "net.keras")
    with pytest.raises(ValueError, match="blocks"):
        CrnnConfig(blocks=(0, -1, 0, 0))


def test_classifier_gives_logits_per_character(tmp_path: Path) -> None:
    net = build(CnnConfig(channels=(3, 4), dense=8))
    images = np.random.default_rng(0).random((2, 28, 28, 1), np.float32)
    assert np.asarray(net(images)).shape == (2, 10)
    _check_reload(net, images, tmp_path / "net.keras")


def test_a_dense_net_may_take_gradient_features(tmp_path: Path) -> None:
    net = build(DenseConfig(directions=8, hidden=(6,)))
    assert net.get_layer("hidden1").kernel.shape == (28 * 28 + 7 * 7 * 8, 6)
    images = np.random.default_rng(0).random((2, 28, 28, 1), np.float32)
    assert np.asarray(net(images)).shape == (2, 10)
    _check_reload(net, images, tmp_path / "net.keras")


def test_gradient_features_of_an_upright_edge_face_sideways() -> None:
    image = np.zeros((1, 28, 28, 1), np.float32)
    image[:, :, 14:] = 1
    images = keras.Input((28, 28, 1))
    net = keras.Model(images, gradient_features(images, 8))
    felt = np.asarray(net(image))
    assert felt.shape == (1, 7, 7, 8)
    assert felt[0, 3].max(axis=0).argmax() == 0
    assert felt[0, 3, :, 0].argmax() == 3
    assert np.allclose(felt[0, 3, :6, 3:6], 0.01, atol=1e-4)
    assert np.allclose(felt[0, 3, :, 1], felt[0, 3, :, 7], atol=1e-4)
    flipped = np.asarray(net(image[:, :, ::-1]))
    assert flipped[0, 3].max(axis=0).argmax() == 4


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


@pytest.mark.parametrize("batch_norm", [False, True])
def test_a_dense_net_gives_logits_per_character(tmp_path: Path, batch_norm: bool) -> None:
    config = DenseConfig(hidden=(7, 5), batch_norm=batch_norm, dropout=0.2, characters="abc")
    net = build(config)
    images = np.random.default_rng(0).random((2, 28, 28, 1), np.float32)
    assert np.asarray(net(images)).shape == (2, 3)
    _check_reload(net, images, tmp_path / "net.keras")


def test_the_textbook_dense_net_has_784_128_64_10_units() -> None:
    weights = 784 * 128 + 128 + 128 * 64 + 64 + 64 * 10 + 10
    assert build(DenseConfig()).count_params() == weights


def test_a_cnn_of_the_string_nets_trunk_has_its_layers() -> None:
    glyphs = build(CnnConfig(trunk="crnn", stem=4, channels=(4, 6, 8), size=32, dense=8))
    strings = build(SMALL)
    images = np.zeros((1, 32, 32, 1), np.float32)
    assert np.asarray(glyphs(images)).shape == (1, 10)
    shapes = {layer.name: [w.shape for w in layer.weights] for layer in strings.layers}
    shared = [layer for layer in glyphs.layers if layer.name.startswith(("stem", "stage"))]
    assert len(shared) > 14
    for layer in shared:
        assert [w.shape for w in layer.weights] == shapes[layer.name]


@pytest.mark.parametrize(
    "values",
    [{"channels": (1,) * 5}, {"stem": 4, "channels": (1,) * 4}, {"trunk": "crnn", "stem": 4}],
)
def test_a_cnn_that_pools_everything_away_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"leave nothing|takes a stem"):
        CnnConfig(**values)


def test_an_ensemble_averages_probabilities(tmp_path: Path) -> None:
    members = (DenseConfig(hidden=(6,)), CnnConfig(channels=(3,), dense=8))
    net = build(EnsembleConfig(members=members))
    images = np.random.default_rng(0).random((3, 28, 28, 1), np.float32)
    softmax = [
        np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        for logits in (np.asarray(net.get_layer(f"member{n}")(images)) for n in (1, 2))
    ]
    found = np.exp(np.asarray(net(images)))
    assert np.allclose(found, (softmax[0] + softmax[1]) / 2, atol=1e-6)
    _check_reload(net, images, tmp_path / "net.keras")


def test_an_ensemble_of_string_nets_averages_their_lattices_and_ood() -> None:
    member = SMALL.model_copy(update={"ood": True})
    net = build(EnsembleConfig(members=(member, member)))
    images = np.random.default_rng(0).random((2, 32, 64, 1), np.float32)
    parts = [net.get_layer(f"member{n}")(images) for n in (1, 2)]
    lattices = [np.asarray(keras.ops.softmax(logits)) for logits, _ in parts]
    logits, odds = net(images)
    assert np.allclose(np.exp(np.asarray(logits)), sum(lattices) / 2, atol=1e-6)
    assert np.allclose(odds, sum(np.asarray(ood) for _, ood in parts) / 2, atol=1e-5)


def test_nets_of_unlike_outputs_form_no_ensemble() -> None:
    with pytest.raises(ValueError, match="share alphabet"):
        EnsembleConfig(members=(SMALL, SMALL.model_copy(update={"ood": True})))
    with pytest.raises(ValueError, match="members"):
        EnsembleConfig(members=(SMALL, DenseConfig()))
