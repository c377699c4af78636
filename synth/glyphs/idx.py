"""IDX, the file format of MNIST, QMNIST and EMNIST (http://yann.lecun.com/exdb/mnist/)."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from synth.errors import BadDataError

_UNSIGNED_BYTES = 0x08
_INTEGERS = 0x0C


def read_idx(path: Path) -> NDArray[np.uint8]:
    """The array of unsigned bytes stored in `path`, gzipped or plain.

    Raises:
        BadDataError: if the file is no IDX file of unsigned bytes or is cut short.
    """
    return parse_idx(_read(path), str(path))


def read_idx_integers(path: Path) -> NDArray[np.int32]:
    """The array of 32-bit integers stored in `path`, gzipped or plain.

    Raises:
        BadDataError: if the file is no IDX file of integers or is cut short.
    """
    return _parse(_read(path), str(path), _INTEGERS, ">i4").astype(np.int32)


def parse_idx(data: bytes, source: str) -> NDArray[np.uint8]:
    """The array of unsigned bytes that the IDX file `data`, gzipped or plain, holds.

    Args:
        data: the whole file.
        source: what errors call it.

    Raises:
        BadDataError: if it is no IDX file of unsigned bytes or is cut short.
    """
    return _parse(data, source, _UNSIGNED_BYTES, ">u1").astype(np.uint8, copy=False)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadDataError(f"an IDX file is readable. Received: {path}: {error}.") from error


def _parse(data: bytes, source: str, kind: int, dtype: str) -> NDArray[Any]:
    if data[:2] == b"\x1f\x8b":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise BadDataError(f"an IDX file is readable. Received: {source}: {error}.") from error
    if len(data) < 4 or data[:3] != bytes((0, 0, kind)):
        what = "unsigned bytes" if kind == _UNSIGNED_BYTES else "integers"
        raise BadDataError(
            f"an IDX file of {what} starts with 00 00 {kind:02x}. Received: {source} starting "
            f"with {data[:4].hex(' ')}. Fetch the file again."
        )
    dimensions = data[3]
    start = 4 + 4 * dimensions
    shape = tuple(np.frombuffer(data[4:start], dtype=">u4").tolist())
    body = data[start:]
    size = np.dtype(dtype).itemsize
    if len(shape) != dimensions or len(body) != size * int(np.prod(shape)):
        raise BadDataError(
            f"an IDX file holds as many values as its header says. Received: {source} with shape "
            f"{shape} and {len(body)} bytes. Fetch the file again."
        )
    return np.frombuffer(body, dtype=dtype).reshape(shape)
