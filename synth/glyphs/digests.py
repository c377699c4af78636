"""Names for glyphs by what they look like, so that one glyph has one name in every file."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray


def digest(data: bytes) -> int:
    """A number of 63 bits for `data`."""
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little") >> 1


def digests(tiles: NDArray[np.uint8]) -> NDArray[np.int64]:
    """(N,) a number of 63 bits for each of the tiles (N, h, w)."""
    return np.array([digest(tile.tobytes()) for tile in tiles], np.int64)
