"""Rows drawn from more than are looked at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def sample_rows(count: int, most: int, seed: int) -> NDArray[np.int64]:
    """Ascending rows out of `count`: all of them, or `most` drawn without replacement."""
    if count <= most:
        return np.arange(count, dtype=np.int64)
    rng = np.random.default_rng(seed)
    return np.sort(rng.choice(count, most, replace=False)).astype(np.int64)
