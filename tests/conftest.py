"""Bundles of tiny nets with fresh weights, saved once per session."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from seqdigits.bundle import Bundle, BundleConfig, load_bundle, save_bundle
from seqdigits.config import CnnConfig, CrnnConfig, InputConfig
from seqdigits.images.tile import tile
from synth.glyphs.strokes import StrokeSource

# A busy machine is no reason to fail.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

TINY = CrnnConfig(stem=4, channels=(4, 4, 8), lstm_units=4)
TINY_CLASSES = len(TINY.characters) + 1
TINY_CLASSIFIER = CnnConfig(channels=(4, 4), dense=8)


@pytest.fixture(scope="session")
def tiny_config() -> CrnnConfig:
    """The tiny string net's configuration."""
    return TINY


@pytest.fixture(scope="session")
def tiny_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a bundle of an untrained string net; not to be written to."""
    keras = pytest.importorskip("keras")
    pytest.importorskip("tensorflow")
    from seqdigits.nets import build

    keras.utils.set_random_seed(3)
    net = build(TINY)
    # Fresh logits hardly move; stretched about their mean, every label is somewhere the best.
    stripes = np.repeat(np.random.default_rng(3).random((8, 32, 32, 1)) > 0.5, 8, axis=2)
    logits = np.asarray(net(stripes.astype(np.float32))).reshape(-1, TINY_CLASSES)
    kernel, _ = net.get_layer("logits").get_weights()
    stretched = [4 * kernel / logits.std(axis=0), -4 * logits.mean(axis=0) / logits.std(axis=0)]
    net.get_layer("logits").set_weights(stretched)
    directory = tmp_path_factory.mktemp("bundles") / "tiny"
    return save_bundle(net, BundleConfig(name="tiny", net=TINY), directory).directory


@pytest.fixture(scope="session")
def tiny_bundle(tiny_directory: Path) -> Bundle:
    """A bundle of an untrained string net."""
    return load_bundle(tiny_directory)


@pytest.fixture
def bundle_copy(tiny_directory: Path, tmp_path: Path) -> Path:
    """Folder of a bundle that a test may spoil."""
    return Path(shutil.copytree(tiny_directory, tmp_path / "copy"))


@pytest.fixture(scope="session")
def classifier_bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A bundle of an untrained single-glyph net."""
    pytest.importorskip("tensorflow")
    from seqdigits.nets import build

    config = BundleConfig(
        name="glyph", net=TINY_CLASSIFIER, input=InputConfig(height=28, digit_height=20)
    )
    directory = tmp_path_factory.mktemp("bundles") / "glyph"
    return save_bundle(build(TINY_CLASSIFIER), config, directory)


@pytest.fixture(scope="session")
def stroke_digits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An .npz file (x, y) of 400 digits written by strokes and laid out as MNIST's are."""
    source = StrokeSource()
    rng = np.random.default_rng(5)
    digits = np.arange(400) % 10
    tiles = [tile(source.hand(rng).glyph(str(digit), rng).image) for digit in digits]
    path = tmp_path_factory.mktemp("glyphs") / "strokes.npz"
    np.savez(path, x=np.stack(tiles), y=digits)
    return path
