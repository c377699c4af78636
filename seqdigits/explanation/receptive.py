"""Receptive fields: which pixels one place of a convolution's output can see.

From kernels, strides and paddings alone, as in Araujo, Norris and Sim 2019, "Computing Receptive
Fields of Convolutional Neural Networks" (Distill).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import keras
from keras import layers

_WINDOWED = (layers.Conv2D, layers.MaxPooling2D, layers.AveragePooling2D)
#: Layers that look at no neighbour.
_PLACEWISE = (
    layers.Activation,
    layers.Add,
    layers.BatchNormalization,
    layers.Dropout,
    layers.ReLU,
)


@dataclass(frozen=True, slots=True)
class Extent:
    """Along one axis, the pixels that each place of an output sees.

    Attributes:
        jump: pixels from one place's field to the next one's.
        low: first pixel that place 0 sees; negative where that is padding.
        high: one past its last.
        length: places there are.
    """

    jump: int
    low: int
    high: int
    length: int

    @property
    def size(self) -> int:
        """Pixels that a place sees where no edge cuts its field."""
        return self.high - self.low

    def at(self, place: int, pixels: int) -> tuple[int, int]:
        """Pixels [start, end) of 0..`pixels` that `place` sees."""
        start, end = self.low + self.jump * place, self.high + self.jump * place
        return min(max(start, 0), pixels), min(max(end, 0), pixels)

    def windowed(self, kernel: int, stride: int, padding: str) -> Extent:
        """The extent behind a window of `kernel` places, moved by `stride`."""
        if padding == "same":
            length = -(-self.length // stride)
            before = max((length - 1) * stride + kernel - self.length, 0) // 2
        else:
            length, before = (self.length - kernel) // stride + 1, 0
        return Extent(
            jump=self.jump * stride,
            low=self.low - self.jump * before,
            high=self.high + self.jump * (kernel - 1 - before),
            length=length,
        )


@dataclass(frozen=True, slots=True)
class Field:
    """What a place of a layer's output sees, along both axes, pixels of the net's input."""

    vertical: Extent
    horizontal: Extent


def receptive_fields(net: keras.Model, height: int, width: int) -> dict[str, Field]:
    """Field of each layer of `net` on an image `height` x `width` pixels, by the layer's name.

    The walk ends where rows and columns are no longer apart: at what flattens or permutes.
    """
    start = Field(Extent(1, 0, 1, height), Extent(1, 0, 1, width))
    by_tensor = {id(tensor): start for tensor in net.inputs}
    fields: dict[str, Field] = {}
    for layer in net.layers:
        if isinstance(layer, layers.InputLayer):
            continue
        given = layer.input if isinstance(layer.input, list) else [layer.input]
        known = [by_tensor[id(tensor)] for tensor in given if id(tensor) in by_tensor]
        if len(known) < len(given) or not isinstance(layer, _WINDOWED + _PLACEWISE):
            continue
        field = _merged(known)
        if isinstance(layer, _WINDOWED):
            field = _windowed(field, layer)
        fields[layer.name] = by_tensor[id(layer.output)] = field
    return fields


def _windowed(field: Field, layer: layers.Layer) -> Field:
    convolves = isinstance(layer, layers.Conv2D)
    sizes = layer.kernel_size if convolves else layer.pool_size
    if convolves:
        sizes = [(k - 1) * d + 1 for k, d in zip(sizes, layer.dilation_rate, strict=True)]
    axes = zip((field.vertical, field.horizontal), sizes, layer.strides, strict=True)
    return Field(*(axis.windowed(size, stride, layer.padding) for axis, size, stride in axes))


def _merged(fields: Sequence[Field]) -> Field:
    """The field of places that see what any of `fields` sees."""

    def merged(axes: Sequence[Extent]) -> Extent:
        low, high = min(axis.low for axis in axes), max(axis.high for axis in axes)
        return Extent(axes[0].jump, low, high, axes[0].length)

    return Field(merged([f.vertical for f in fields]), merged([f.horizontal for f in fields]))
