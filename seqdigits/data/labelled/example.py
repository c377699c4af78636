"""tf.train.Example messages, decoded without TensorFlow or protobuf; see `synth.formats.example`.

Unknown fields are passed over, as protobuf has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


@dataclass(frozen=True, slots=True)
class Slice:
    """Where a value lies in its message."""

    start: int
    size: int


def byte_features(message: bytes) -> dict[str, list[Slice]]:
    """Name -> where the values of each feature of bytes lie in `message`; others have none.

    Raises:
        ValueError: if it is no Example.
    """
    features: dict[str, list[Slice]] = {}
    for group in _fields(message, Slice(0, len(message)), 1):
        for entry in _fields(message, group, 1):
            names = [_bytes(message, name).decode() for name in _fields(message, entry, 1)]
            lists = (
                values
                for feature in _fields(message, entry, 2)
                for values in _fields(message, feature, 1)
            )
            values = [value for each in lists for value in _fields(message, each, 1)]
            features[names[-1] if names else ""] = values
    return features


def _bytes(message: bytes, part: Slice) -> bytes:
    return message[part.start : part.start + part.size]


def _fields(message: bytes, part: Slice, number: int) -> Iterator[Slice]:
    """Contents of the length-delimited fields `number` of the message in `part`."""
    position, end = part.start, part.start + part.size
    while position < end:
        tag, position = _varint(message, position, end)
        kind, size = tag & 7, 0
        if kind == _VARINT:
            _, position = _varint(message, position, end)
        elif kind in (_FIXED64, _FIXED32):
            size = 8 if kind == _FIXED64 else 4
        elif kind == _BYTES:
            size, position = _varint(message, position, end)
        else:
            raise ValueError(f"wire type {kind}")
        if position + size > end:
            raise ValueError("a field ends behind its message")
        if kind == _BYTES and tag >> 3 == number:
            yield Slice(position, size)
        position += size


def _varint(message: bytes, position: int, end: int) -> tuple[int, int]:
    """A number in base 128, lowest group first, and where it ends."""
    value = 0
    for shift in range(0, 70, 7):
        if position >= end:
            break
        byte = message[position]
        position += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, position
    raise ValueError("a number without an end")
