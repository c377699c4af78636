"""Real strings upside down: most are no number, some are another one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from seqdigits.data.labelled import open_labelled
from seqdigits.evaluation.real_sets import REAL_SETS
from seqdigits.images import load


def upside_down(
    data: Path, count: int, seed: int, *, readable: bool = False
) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """Images of the real sets' validation parts turned by 180 degrees, as many of each set.

    Args:
        data: the folder of data sets.
        count: most images.
        seed: of the choice.
        readable: take the texts that are perhaps a number when turned, see `turned`; such an
            image is no negative for certain. Otherwise those that are none.

    Raises:
        DataError: if a set is missing.
    """
    for place, (file, _) in enumerate(REAL_SETS.values()):
        pictures = open_labelled(data / "strings" / f"{file}.zip", "val")
        fitting = [
            (name, picture)
            for picture, text, name in pictures.pictures()
            if text and (turned(text) is not None) == readable
        ]
        share = (place + 1) * count // len(REAL_SETS) - place * count // len(REAL_SETS)
        order = np.random.default_rng([seed, place]).permutation(len(fitting))
        for name, picture in (fitting[index] for index in order[:share]):
            yield f"{file}/{name}", np.rot90(load(picture), 2)


def turned(text: str) -> str | None:
    """The number that `text` may show when turned by 180 degrees; None with a 3, 4 or 7 in it."""
    after = dict(zip("0125689", "0125986", strict=True))
    if not set(text) <= set(after):
        return None
    return "".join(after[digit] for digit in reversed(text))
