"""A bundle's net in Keras, and its convolutions with what they see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import keras
from keras import layers

from seqdigits.bundle import Bundle
from seqdigits.errors import BundleError, ConfigError
from seqdigits.explanation.receptive import Field, receptive_fields

_POOLING = (layers.MaxPooling2D, layers.AveragePooling2D)


@dataclass(frozen=True, slots=True)
class Stage:
    """A convolution with what follows it up to the next: normalisation, ReLU, shortcut.

    Attributes:
        name: the convolution's layer.
        features: the layer that ends the stage; its output is the stage's activations.
        kernel: height and width of the kernel, pixels of the convolution's input.
        strides: vertical and horizontal.
        channels: channels of the activations.
        field: what one place of the activations sees.
    """

    name: str
    features: str
    kernel: tuple[int, int]
    strides: tuple[int, int]
    channels: int
    field: Field


def open_net(bundle: Bundle) -> keras.Model:
    """The Keras net of `bundle`.

    Raises:
        BundleError: if the bundle came without Keras weights.
        ConfigError: if Keras runs on another backend than TensorFlow.
    """
    if keras.backend.backend() != "tensorflow":
        raise ConfigError(
            "gradients are taken by TensorFlow. Received: Keras on "
            f"{keras.backend.backend()}. Set KERAS_BACKEND=tensorflow."
        )
    if not bundle.keras.is_file():
        raise BundleError(
            f"an explanation needs a bundle's Keras weights. Received: {bundle.directory} without "
            f"{bundle.keras.name}; installed bundles hold ONNX alone. Take the bundle's folder "
            "from the repository, or one that seqdigits train wrote."
        )
    return keras.models.load_model(bundle.keras, compile=False)


def members(net: keras.Model) -> tuple[keras.Model, ...]:
    """The nets that the ensemble `net` averages, or `net` alone."""
    inner = tuple(layer for layer in net.layers if isinstance(layer, keras.Model))
    return inner or (net,)


def stages(net: keras.Model, height: int, width: int) -> tuple[Stage, ...]:
    """The convolutions of `net` in order, with fields for an image `height` x `width` pixels.

    A net without convolutions that were trained has none: fixed ones are features like pixels.
    """
    fields = receptive_fields(net, height, width)
    return tuple(_stages(net, fields))


def _stages(net: keras.Model, fields: dict[str, Field]) -> Iterator[Stage]:
    convolution = features = None
    for layer in net.layers:
        if layer.name not in fields or isinstance(layer, _POOLING):
            continue
        if isinstance(layer, layers.Conv2D) and layer.trainable:
            if convolution is not None:
                yield _stage(convolution, features, fields)
            convolution = layer
        features = layer
    if convolution is not None:
        yield _stage(convolution, features, fields)


def _stage(convolution: layers.Conv2D, features: layers.Layer, fields: dict[str, Field]) -> Stage:
    return Stage(
        name=convolution.name,
        features=features.name,
        kernel=tuple(convolution.kernel_size),
        strides=tuple(convolution.strides),
        channels=int(features.output.shape[-1]),
        field=fields[features.name],
    )
