"""The weights of a run's last epochs, kept on disk, and their mean."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray


class RecentWeights:
    """Weights after each of the last epochs of a run.

    Their mean often reads better than any of them while the learning rate is high (stochastic
    weight averaging; Izmailov et al. 2018, "Averaging Weights Leads to Wider Optima and Better
    Generalization"). The moving statistics of batch normalisation are averaged like the rest.

    Args:
        directory: where they are kept, so that a resumed run finds them.
        count: of how many epochs.
    """

    def __init__(self, directory: Path, count: int) -> None:
        self._directory = directory
        self._count = count

    def add(self, net: keras.Model, epoch: int) -> None:
        """Keep the weights of `net` after `epoch`, and those of the epochs just before."""
        self._directory.mkdir(exist_ok=True)
        unfinished = self._directory / "unfinished.npz"
        np.savez(unfinished, *net.get_weights())
        os.replace(unfinished, self._file(epoch))
        wanted = {self._file(epoch - back) for back in range(self._count)}
        for file in set(self._directory.glob("*.npz")) - wanted:
            file.unlink()

    def mean(self) -> list[NDArray[np.float32]]:
        """Mean of what is kept, weight by weight in the net's order."""
        kept = [_read(file) for file in sorted(self._directory.glob("*.npz"))]
        return [np.mean(weights, axis=0, dtype=np.float32) for weights in zip(*kept, strict=True)]

    @contextmanager
    def averaged(self, net: keras.Model) -> Iterator[None]:
        """`net` has the mean's weights inside, its own again after."""
        own = net.get_weights()
        net.set_weights(self.mean())
        try:
            yield
        finally:
            net.set_weights(own)

    def _file(self, epoch: int) -> Path:
        return self._directory / f"{epoch:06d}.npz"


def _read(file: Path) -> list[NDArray[np.float32]]:
    with np.load(file) as arrays:
        return [arrays[f"arr_{number}"] for number in range(len(arrays.files))]
