"""IDX, the file format of MNIST and EMNIST (http://yann.lecun.com/exdb/mnist/)."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synth.errors import BadDataError

_UNSIGNED_BYTES = 0x08


def read_idx(path: Path) -> NDArray[np.uint8]:
    """The array of unsigned bytes stored in `path`, gzipped or plain.

    Raises:
        BadDataError: if the file is no IDX file of unsigned bytes or is cut short.
    """
    try:
        data = path.read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
    except (OSError, EOFError) as error:
        raise BadDataError(f"an IDX file is readable. Received: {path}: {error}.") from error
    if len(data) < 4 or data[:3] != bytes((0, 0, _UNSIGNED_BYTES)):
        raise BadDataError(
            f"an IDX file of unsigned bytes starts with 00 00 08. Received: {path} starting with "
            f"{data[:4].hex(' ')}. Fetch the file again."
        )
    dimensions = data[3]
    start = 4 + 4 * dimensions
    shape = tuple(np.frombuffer(data[4:start], dtype=">u4").tolist())
    pixels = np.frombuffer(data, dtype=np.uint8, offset=min(start, len(data)))
    if len(shape) != dimensions or pixels.size != int(np.prod(shape)):
        raise BadDataError(
            f"an IDX file holds as many bytes as its header says. Received: {path} with shape "
            f"{shape} and {pixels.size} bytes. Fetch the file again."
        )
    return pixels.reshape(shape)
