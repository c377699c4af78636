"""Weights of one net given to another, whole or in part."""

from __future__ import annotations

from pathlib import Path

import keras

from seqdigits.errors import ConfigError


def load_weights(net: keras.Model, source: Path, share: float = 1.0) -> None:
    """Give `net` the weights of a bundle folder or a .weights.h5 or .keras file.

    With a `share` below 1 each weight becomes (1 - share) x its own + share x the source's: the
    average of a net before and after some training often reads better than either (Wortsman et
    al. 2022, "Robust fine-tuning of zero-shot models").

    A bundle whose net has no `ood` output serves a net that has; that output stays as it is.

    Raises:
        ConfigError: if there are none, or they are another net's.
    """
    path = source / "model.keras" if source.is_dir() else source
    try:
        if path.suffix == ".keras":
            trained = keras.models.load_model(path, compile=False)
        else:
            trained = keras.models.clone_model(net)
            trained.load_weights(path)
        _blend(net, trained, share)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"init_from is a bundle with model.keras, or weights of the same net. "
            f"Received: {source}: {error}"
        ) from error


def _blend(net: keras.Model, trained: keras.Model, share: float) -> None:
    """Give each layer of `net` its `share` of its namesake's weights; only `ood` may lack one.

    Raises:
        ValueError: if the layers differ in name or shape.
    """
    others = {layer.name: layer.get_weights() for layer in trained.layers if layer.weights}
    for layer in net.layers:
        if not layer.weights or (layer.name == "ood" and "ood" not in others):
            continue
        if layer.name not in others:
            raise ValueError(f"there is no layer {layer.name!r}")
        pairs = zip(layer.get_weights(), others.pop(layer.name), strict=True)
        layer.set_weights([(1 - share) * own + share * other for own, other in pairs])
    if left := set(others) - {"ood"}:
        raise ValueError(f"layers {', '.join(sorted(left))} have no counterpart")
