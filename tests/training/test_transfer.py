"""Weights handed over: features from a glyph net, classes between alphabets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow")

from seqdigits.bundle import BundleConfig, save_bundle
from seqdigits.config import CnnConfig, CrnnConfig, InputConfig
from seqdigits.errors import ConfigError
from seqdigits.nets import build
from seqdigits.training.transfer import transfer

STRINGS = CrnnConfig(stem=4, channels=(4, 6, 8), lstm_units=5, characters="0123")


@pytest.fixture(scope="module")
def strings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a string net's bundle over 0123."""
    folder = tmp_path_factory.mktemp("bundles") / "strings"
    return save_bundle(build(STRINGS), BundleConfig(name="s", net=STRINGS), folder).directory


def test_a_cnns_features_go_into_a_string_net(tmp_path: Path) -> None:
    config = CnnConfig(trunk="crnn", stem=4, channels=(4, 6, 8), size=32, dense=8)
    glyphs = build(config)
    described = BundleConfig(name="g", net=config, input=InputConfig(height=32))
    save_bundle(glyphs, described, tmp_path / "glyphs")
    net = build(STRINGS)
    context = [w.copy() for w in net.get_layer("context").get_weights()]
    taken = transfer(net, STRINGS, tmp_path / "glyphs")
    assert taken.fresh == ("context", "logits")
    assert taken.classes == ""
    assert {"stem", "stage1a", "stage3b", "stage3b_norm"} <= set(taken.taken)
    for name in taken.taken:
        for ours, theirs in zip(
            net.get_layer(name).get_weights(), glyphs.get_layer(name).get_weights(), strict=True
        ):
            assert np.array_equal(ours, theirs)
    for before, after in zip(context, net.get_layer("context").get_weights(), strict=True):
        assert np.array_equal(before, after)


def test_a_net_given_more_residual_convolutions_begins_almost_as_the_other(strings: Path) -> None:
    old = build(STRINGS)
    transfer(old, STRINGS, strings)
    config = STRINGS.model_copy(update={"blocks": (1, 2, 2, 1)})
    deeper = build(config)
    taken = transfer(deeper, config, strings)
    added = ("stemb", "stage1c", "stage1d", "stage2c")
    assert taken.fresh == tuple(name for layer in added for name in (layer, f"{layer}_norm"))
    images = np.random.default_rng(0).random((4, 32, 64, 1), np.float32)
    before, after = np.asarray(old(images)), np.asarray(deeper(images))
    assert not np.array_equal(before, after)
    assert np.abs(after - before).max() < 0.2 * np.ptp(before)


def test_a_new_alphabet_keeps_the_classes_both_know(strings: Path) -> None:
    config = STRINGS.model_copy(update={"characters": "9320"})
    net = build(config)
    fresh_kernel, fresh_bias = (w.copy() for w in net.get_layer("logits").get_weights())
    old = build(STRINGS)
    transfer(old, STRINGS, strings)
    old_kernel, old_bias = old.get_layer("logits").get_weights()
    taken = transfer(net, config, strings)
    assert (taken.classes, taken.fresh) == ("320", ())
    kernel, bias = net.get_layer("logits").get_weights()
    # Label 0 is blank; 9 is label 1 here and unknown there; 3, 2, 0 are labels 4, 3, 1 there.
    for here, there in ((0, 0), (2, 4), (3, 3), (4, 1)):
        assert np.array_equal(kernel[:, here], old_kernel[:, there])
        assert bias[here] == old_bias[there]
    assert np.array_equal(kernel[:, 1], fresh_kernel[:, 1])
    assert bias[1] == fresh_bias[1]


def test_the_same_net_takes_everything(strings: Path) -> None:
    taken = transfer(build(STRINGS), STRINGS, strings)
    assert taken.fresh == ()
    assert "logits" in taken.taken


def test_what_shares_no_layer_is_refused(strings: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="none has the name and shape"):
        transfer(build(CnnConfig(channels=(3,), dense=4)), CnnConfig(channels=(3,)), strings)
    with pytest.raises(ConfigError, match=r"model\.keras"):
        transfer(build(STRINGS), STRINGS, tmp_path / "none")
