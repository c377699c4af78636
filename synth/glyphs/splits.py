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
#: For sources that come without a test part of their own.
TEST_SHARE = 0.08


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
    return np.asarray((_hashes(names) < share)[inverse])


def shared_out(writers: Sequence[str] | NDArray[np.int64]) -> NDArray[np.int64]:
    """Split number of each item, by a hash of its writer's name: no writer is in two splits.

    Validation takes the low hashes (those that `held_out` takes) and test the high ones. Of three
    writers or more each takes at least one and at most a third, so that few writers still fill
    every split; one or two writers train.
    """
    names, inverse = np.unique(np.asarray(writers), return_inverse=True)
    hashes = _hashes(names)
    parts = np.full(len(names), SPLITS["train"])
    most = len(names) // 3
    if most:
        order = np.argsort(hashes, kind="stable")
        low = int(np.count_nonzero(hashes < VALIDATION_SHARE))
        high = int(np.count_nonzero(hashes >= 1 - TEST_SHARE))
        parts[order[: min(max(low, 1), most)]] = SPLITS["val"]
        parts[order[-min(max(high, 1), most) :]] = SPLITS["test"]
    return np.asarray(parts[inverse])


def _hashes(names: NDArray[np.str_ | np.int64]) -> NDArray[np.float64]:
    """A number in 0..1 for each name."""
    return np.array([zlib.crc32(f"writer {name}".encode()) for name in names.tolist()]) / 2**32
