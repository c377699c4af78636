"""Weights on disk as a net, and the average of two nets' weights."""

from __future__ import annotations

from pathlib import Path

import keras

from seqdigits.errors import ConfigError


def read_net(net: keras.Model, source: Path) -> keras.Model:
    """The trained net of a bundle's folder, a .keras file, or a .weights.h5 file of `net`'s kind.

    Raises:
        ConfigError: if there are no weights, or they are another net's.
    """
    path = source / "model.keras" if source.is_dir() else source
    try:
        if path.suffix == ".keras":
            return keras.models.load_model(path, compile=False)
        trained = keras.models.clone_model(net)
        trained.load_weights(path)
    except (OSError, ValueError) as error:
        raise ConfigError(
            "init_from is a bundle with model.keras, or weights of the same net. "
            f"Received: {source}: {error}"
        ) from error
    return trained


def average_weights(net: keras.Model, source: Path, share: float) -> None:
    """Make each weight of `net` (1 - share) x its own + share x that of `source`'s net.

    The average of a net before and after some training often reads better than either (Wortsman
    et al. 2022, "Robust fine-tuning of zero-shot models"). An `ood` output that the source lacks
    stays as it is.

    Raises:
        ConfigError: if the nets differ in anything else.
    """
    trained = read_net(net, source)
    others = {layer.name: layer.get_weights() for layer in trained.layers if layer.weights}
    for layer in net.layers:
        if not layer.weights or (layer.name == "ood" and "ood" not in others):
            continue
        own, other = layer.get_weights(), others.pop(layer.name, [])
        if [weight.shape for weight in own] != [weight.shape for weight in other]:
            raise ConfigError(
                "weights are averaged with those of the same net. "
                f"Received: {source}, whose layer {layer.name!r} is another or missing."
            )
        layer.set_weights([(1 - share) * a + share * b for a, b in zip(own, other, strict=True)])
    if left := set(others) - {"ood"}:
        raise ConfigError(
            "weights are averaged with those of the same net. "
            f"Received: {source}, whose layers {', '.join(sorted(left))} have no counterpart."
        )
