"""What there is to explain of a single-glyph net's answer, as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import cv2
import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray

from seqdigits.bundle import Bundle
from seqdigits.data import GlyphSet
from seqdigits.decoding import log_softmax
from seqdigits.errors import BundleError, ImageError
from seqdigits.explanation.activations import Maps, activation_maps, run
from seqdigits.explanation.gradients import Attribution, attribute
from seqdigits.explanation.net import Stage, members, open_net, stages
from seqdigits.explanation.source import shown_source
from seqdigits.images import Source

TOP = 3
"""Classes whose grounds are shown."""

MAPS = 8
"""Channels of a convolution that are shown."""


@dataclass(frozen=True, eq=False)
class Hidden:
    """A hidden layer of units without places.

    Attributes:
        name: the layer.
        activations: (U,) of its units.
        weights: (U, size, size) what each unit looks for in the tile; None behind another layer.
    """

    name: str
    activations: NDArray[np.float32]
    weights: NDArray[np.float32] | None


@dataclass(frozen=True, eq=False)
class GlyphExplanation:
    """An answer of a single-glyph net and what it rests on.

    Attributes:
        name: the bundle's.
        pixels: the source, (h, w) or (h, w, 3) uint8, shrunk if it is large.
        tile: (size, size) uint8, what the net is fed (as 0..1).
        characters: the classes.
        probabilities: (C,) of each.
        top: the likeliest classes, likeliest first.
        members: nets whose probabilities are averaged; 1 of a net that is no ensemble.
        stages: the convolutions, of an ensemble's first member; none in a dense net.
        maps: the most varied activation maps of each.
        hidden: its hidden layers.
        attribution: what the log-probability of each of `top` rests on.
    """

    name: str
    pixels: NDArray[np.uint8]
    tile: NDArray[np.uint8]
    characters: str
    probabilities: NDArray[np.float64]
    top: tuple[int, ...]
    members: int
    stages: tuple[Stage, ...]
    maps: tuple[Maps, ...]
    hidden: tuple[Hidden, ...]
    attribution: Attribution


def explain_glyph(bundle: Bundle, source: Source) -> GlyphExplanation:
    """What the single-glyph net of `bundle` takes `source`, a picture of one glyph, for, and why.

    A picture of the net's size with an empty dark rim is fed as it is; else the glyph is found and
    laid out as MNIST's are.

    Raises:
        BundleError: if the bundle reads strings, or has no Keras weights.
        ConfigError: if Keras does not run on TensorFlow.
        ImageError: if `source` cannot be read as an image or holds no ink.
    """
    config = bundle.config
    if config.is_ctc:
        raise BundleError(
            "a glyph is explained by a net that tells single glyphs apart. Received: "
            f"{bundle.directory}, a {config.net.kind}. Choose another bundle."
        )
    size = config.input.height
    pixels = shown_source(source)
    tile = _tile(pixels, size)
    if not tile.any():
        raise ImageError(
            "an explanation needs ink. Received: an image on which none is found. "
            "Check that the image shows a glyph."
        )
    net = open_net(bundle)
    image = tile.astype(np.float32) / np.float32(255)
    logits = np.asarray(net(image[None, :, :, None], training=False))[0]
    probabilities = np.exp(log_softmax(logits))
    top = tuple(np.argsort(-probabilities, kind="stable")[:TOP].tolist())
    nets = members(net)
    found = [stages(one, size, size) for one in nets]
    features = [one[-1].features if one else None for one in found]
    return GlyphExplanation(
        name=config.name,
        pixels=pixels,
        tile=tile,
        characters=config.net.characters,
        probabilities=probabilities,
        top=top,
        members=len(nets),
        stages=found[0],
        maps=activation_maps(nets[0], image, found[0], MAPS),
        hidden=tuple(_hidden(nets[0], image)),
        attribution=attribute(nets, features, image, [(label,) for label in top]),
    )


def _tile(pixels: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """Tile (size, size) uint8, ink high, of a picture of one glyph."""
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if pixels.ndim == 3 else pixels)
    rim = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    laid_out = grey.shape == (size, size) and float(rim.mean()) < 1.0
    glyph = GlyphSet("", grey[None].astype(np.uint8), np.array(["?"]), None, laid_out)
    tile: NDArray[np.uint8] = glyph.tiles(size)[0]
    return tile


def _hidden(net: keras.Model, image: NDArray[np.float32]) -> Iterator[Hidden]:
    """The hidden layers of `net`, each with the activations that leave it."""
    dense = [layer for layer in net.layers if isinstance(layer, layers.Dense)]
    for layer, following in pairwise(dense):
        between = net.layers[net.layers.index(layer) : net.layers.index(following)]
        (activations,) = run(net, image, [between[-1].name])
        kernel = layer.get_weights()[0]
        first = layer is dense[0] and kernel.shape[0] == image.size
        weights = kernel.T.reshape(-1, *image.shape) if first else None
        yield Hidden(layer.name, activations, weights)
