"""Trained nets joined into one bundle."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import keras

from seqdigits.bundle import Bundle, BundleConfig, GlyphSource, save_bundle
from seqdigits.config import CnnConfig, CrnnConfig, DenseConfig, EnsembleConfig, validate
from seqdigits.errors import BundleError
from seqdigits.nets import build


def save_ensemble(bundles: Sequence[Bundle], directory: Path, name: str = "ensemble") -> Bundle:
    """A bundle, written to `directory`, whose net averages the probabilities of `bundles`.

    String nets are averaged at each timestep (their lattices), single-glyph nets by class. Nothing
    is trained; confidences are not calibrated, see `seqdigits calibrate`.

    Raises:
        BundleError: if there are fewer than two, they differ in alphabet or outputs, or one comes
            without Keras weights.
        ConfigError: if what they are fed differs.
    """
    members: list[CrnnConfig | DenseConfig | CnnConfig] = []
    weights = []
    for bundle in bundles:
        for net, member in _members(bundle):
            members.append(member)
            weights.append(net.get_weights())
    first = bundles[0].config
    if any(bundle.config.input != first.input for bundle in bundles):
        raise BundleError(
            "the nets of an ensemble are fed alike. Received: "
            + ", ".join(f"{bundle.directory} ({bundle.config.input})" for bundle in bundles)
        )
    config = validate(EnsembleConfig, {"members": members}, "ensemble")
    ensemble = build(config)
    for number, values in enumerate(weights, 1):
        ensemble.get_layer(f"member{number}").set_weights(values)
    described = BundleConfig(
        name=name,
        description="Averages the probabilities of several nets.",
        licence=first.licence,
        net=config,
        input=first.input,
        glyphs=_glyphs(bundles),
        training={"members": ", ".join(bundle.config.name for bundle in bundles)},
    )
    return save_bundle(ensemble, described, directory)


def _members(bundle: Bundle) -> list[tuple[keras.Model, CrnnConfig | DenseConfig | CnnConfig]]:
    """The trained nets of a bundle with their configurations; several of an ensemble."""
    if not bundle.keras.is_file():
        raise BundleError(
            "an ensemble is made of bundles with Keras weights. "
            f"Received: {bundle.directory} without {bundle.keras.name}. Installed bundles hold "
            "ONNX alone: take the folder that seqdigits train wrote."
        )
    net = keras.models.load_model(bundle.keras, compile=False)
    config = bundle.config.net
    if not isinstance(config, EnsembleConfig):
        return [(net, config)]
    parts = range(1, len(config.members) + 1)
    return [
        (net.get_layer(f"member{part}"), member)
        for part, member in zip(parts, config.members, strict=True)
    ]


def _glyphs(bundles: Sequence[Bundle]) -> tuple[GlyphSource, ...]:
    """The glyph sources of all, each once."""
    return tuple(dict.fromkeys(source for bundle in bundles for source in bundle.config.glyphs))
