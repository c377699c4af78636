"""tf.train.Example messages, encoded without TensorFlow or protobuf.

An Example holds Features (field 1), a map (field 1) of a name (1) and a Feature (2), which is a
list of bytes (1), of float32 (2) or of int64 (3).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

Feature = Sequence[bytes] | Sequence[float] | Sequence[int]

_BYTES, _FLOATS, _INTS = 1, 2, 3


def encode_example(features: Mapping[str, Feature]) -> bytes:
    """The message of `features`, names sorted; every list is of one type, an empty one of any."""
    entries = []
    for name in sorted(features):
        entry = _field(1, name.encode()) + _field(2, _feature(features[name]))
        entries.append(_field(1, entry))
    return _field(1, b"".join(entries))


def _feature(values: Feature) -> bytes:
    if not values:
        return b""
    first = values[0]
    if isinstance(first, bytes):
        return _field(_BYTES, b"".join(_field(1, bytes(v)) for v in values))  # type: ignore[arg-type]
    if isinstance(first, float):
        return _field(_FLOATS, _field(1, struct.pack(f"<{len(values)}f", *values)))
    return _field(_INTS, _field(1, b"".join(_varint(int(value)) for value in values)))


def _field(number: int, content: bytes) -> bytes:
    """A length-delimited field (wire type 2)."""
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    """Base 128, lowest group first; negative numbers in two's complement of 64 bits."""
    value &= 0xFFFFFFFFFFFFFFFF
    groups = bytearray()
    while value > 127:
        groups.append(value & 127 | 128)
        value >>= 7
    groups.append(value)
    return bytes(groups)
