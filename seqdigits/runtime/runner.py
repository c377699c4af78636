"""What runs a bundle's net on images, and what comes of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from seqdigits.bundle import Bundle

Image = NDArray[np.float32]
Logits = NDArray[np.float32]

BATCH_SIZE = 64


class Output(NamedTuple):
    """What a net says of one image.

    Attributes:
        logits: (T, C) of a string net, (C,) of a classifier.
        ood: probability 0..1 that the image shows what is no number; None from a net without
            that output.
    """

    logits: Logits
    ood: float | None = None


def by_length(outputs: Sequence[Output | None]) -> list[tuple[list[int], Logits]]:
    """Indices and logits (N, T, C) of a string net's outputs, one T each; None is left out."""
    groups: dict[int, tuple[list[int], list[Logits]]] = defaultdict(lambda: ([], []))
    for index, output in enumerate(outputs):
        if output is not None:
            indices, tables = groups[len(output.logits)]
            indices.append(index)
            tables.append(output.logits)
    return [(indices, np.stack(tables)) for indices, tables in groups.values()]


class Runner(Protocol):
    """A bundle's net, ready to run."""

    @property
    def bundle(self) -> Bundle:
        """The bundle it runs."""

    def run(self, images: Sequence[Image], batch_size: int = BATCH_SIZE) -> list[Output]:
        """Output of every image (H, W), ink high 0..1, in order.

        Logits are (T, C) each for a string net, where W is free and T follows from W padded with
        blank columns to the bundle's width multiple: an image's output depends on no other image.
        They are (C,) each for a classifier, where W is H.

        Raises:
            ImageError: if an image is not (H, W) of the bundle's height.
        """
