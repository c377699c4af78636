"""How glyphs are shared out among train, validation and test: by writer where writers are known."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from synth.errors import BadRequestError

#: Split name -> the number that stands for it in a sample's seed.
SPLITS = {"train": 0, "val": 1, "test": 2}

VALIDATION_SHARE = 0.08


def split_number(split: str) -> int:
    """The number of `split` in seeds.

    Raises:
        BadRequestError: for a name that is no split.
    """
    if split not in SPLITS:
        raise BadRequestError(f"a split is one of {', '.join(SPLITS)}. Received: {split!r}.")
    return SPLITS[split]


def held_out(writers: Sequence[str] | NDArray[np.int64], share: float) -> NDArray[np.bool_]:
    """True for items of writers held out: `share` of all writers, chosen by a hash of their name.

    The choice depends on the names alone, so it is the same on every machine and for every
    subset of the data.
    """
    names, inverse = np.unique(np.asarray(writers), return_inverse=True)
    hashes = np.array([zlib.crc32(f"writer {name}".encode()) for name in names.tolist()])
    return np.asarray((hashes / 2**32 < share)[inverse])
