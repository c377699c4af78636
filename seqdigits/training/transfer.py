"""What one net has learned, handed to another: its features, and the classes both know."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from seqdigits.bundle import load_bundle
from seqdigits.config import NetConfig
from seqdigits.errors import ConfigError
from seqdigits.training.weights import read_net

_CLASSES = "logits"
"""Name of the layer whose last axis is the classes."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Which layers of a net begin with another's weights.

    Attributes:
        source: the other's bundle or weights file.
        taken: layers that begin as they are there.
        classes: characters whose weights in the last layer are taken, where alphabets differ.
        fresh: layers that begin anew, because the other has none of that name and shape.
    """

    source: str
    taken: tuple[str, ...]
    classes: str
    fresh: tuple[str, ...]

    def __str__(self) -> str:
        known = f", the classes {self.classes}" if self.classes else ""
        fresh = ", ".join(self.fresh) or "nothing"
        return f"from {self.source}: {len(self.taken)} layers{known}; anew: {fresh}"

    def as_dict(self) -> dict[str, object]:
        """For a run's record."""
        return asdict(self)


def transfer(net: keras.Model, config: NetConfig, source: Path) -> Transfer:
    """Give `net` the weights of `source` wherever both have a layer of one name and shape.

    So a CNN of the string net's trunk hands its features to a string net, and a bundle serves a net
    over another alphabet: of the last layer the characters known to both are taken, and blank.

    Args:
        net: the net to give weights to.
        config: its configuration.
        source: a bundle's folder, or a .weights.h5 or .keras file of the same net.

    Raises:
        ConfigError: if there are no weights, or none fits.
    """
    trained = read_net(net, source)
    known = load_bundle(source).config.net.characters if source.is_dir() else config.characters
    others = {layer.name: layer.get_weights() for layer in trained.layers if layer.weights}
    taken, fresh, classes = [], [], ""
    for layer in net.layers:
        if not layer.weights:
            continue
        own, other = layer.get_weights(), others.get(layer.name, [])
        same = [w.shape for w in own] == [w.shape for w in other]
        if layer.name == _CLASSES and (known != config.characters or not same):
            classes = _give_classes(layer, config, known, other)
            if not classes:
                fresh.append(layer.name)
        elif same:
            layer.set_weights(other)
            taken.append(layer.name)
        else:
            fresh.append(layer.name)
    if not taken:
        raise ConfigError(
            "init_from is a bundle with model.keras, or weights, whose net shares layers with this "
            f"one. Received: {source}, of whose layers none has the name and shape of one here: "
            f"{', '.join(others) or 'none'}."
        )
    return Transfer(str(source), tuple(taken), classes, tuple(fresh))


def _give_classes(
    layer: keras.Layer, config: NetConfig, known: str, other: list[NDArray[np.float32]]
) -> str:
    """Give `layer` (F, C) the columns of characters it shares with `other`; returns those."""
    kernel, bias = layer.get_weights()
    first = 1 if config.is_ctc else 0
    if len(other) != 2 or other[0].shape != (len(kernel), len(known) + first):
        return ""
    shared = [c for c in config.characters if c in known]
    pairs = [(config.characters.index(c) + first, known.index(c) + first) for c in shared]
    for place, there in [*pairs, *([(0, 0)] if first else [])]:
        kernel[:, place] = other[0][:, there]
        bias[place] = other[1][there]
    layer.set_weights([kernel, bias])
    return "".join(shared)
