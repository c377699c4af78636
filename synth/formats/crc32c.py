"""CRC-32C (Castagnoli), the checksum of TFRecord files, whole blocks at a time."""

from __future__ import annotations

import struct
from functools import cache

import numpy as np
from numpy.typing import NDArray

#: The polynomial of RFC 3720, bits reversed.
_POLYNOMIAL = 0x82F63B78
_BLOCK = 1024


@cache
def _contributions() -> NDArray[np.uint32]:
    """(block, 256): what each value of the byte at each place of a block adds to its checksum."""
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, (table >> 1) ^ np.uint32(_POLYNOMIAL), table >> 1)
    rows = [table]
    for _ in range(_BLOCK - 1):
        rows.append(table[rows[-1] & 255] ^ (rows[-1] >> 8))
    return np.stack(rows[::-1])


def crc32c(data: bytes) -> int:
    """The CRC-32C of `data`.

    A CRC is linear: a block's is the exclusive or of what its bytes add, once the state before it
    is laid over its first four bytes. Zeros in front of the data add nothing.
    """
    if len(data) < 4:
        return _bytewise(data)
    padded = np.zeros(-(-len(data) // _BLOCK) * _BLOCK, np.uint8)
    start = len(padded) - len(data)
    padded[start:] = np.frombuffer(data, np.uint8)
    padded[start : start + 4] ^= 255
    places = np.arange(_BLOCK)
    state = 0
    for block in padded.reshape(-1, _BLOCK):
        block[:4] ^= np.frombuffer(struct.pack("<I", state), np.uint8)
        state = int(np.bitwise_xor.reduce(_contributions()[places, block]))
    return state ^ 0xFFFFFFFF


def _bytewise(data: bytes) -> int:
    table = _contributions()[-1]
    state = 0xFFFFFFFF
    for byte in data:
        state = int(table[(state ^ byte) & 255]) ^ (state >> 8)
    return state ^ 0xFFFFFFFF


def masked(data: bytes) -> int:
    """The CRC-32C of `data` as TFRecord stores it: turned by 15 bits and shifted by a constant."""
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF
