"""A string net looks again, from other sides, at what it is unsure of."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from seqdigits.bundle import Bundle
from seqdigits.decoding import log_softmax
from seqdigits.errors import BundleError
from seqdigits.images.leaning import lean, thicken
from seqdigits.runtime.doubts import doubts
from seqdigits.runtime.runner import BATCH_SIZE, Image, Output, Runner

LOOKS = ((0.78, -0.1, 0.5),)
"""Height and slant, see `lean`, and breadth, see `thicken`, of the further looks.

These, and how much they count, were chosen on validation.
"""

WEIGHT = 0.4
"""How much the further looks count together where the doubt is full."""

_LEAST = 1e-30


class SecondLookRunner:
    """Runs a string net on line images, and again on those it is unsure of, seen from other sides.

    The looks of one image keep its columns, so what they say at each timestep is of the same ink:
    their probabilities are averaged (an ensemble of one net; Krizhevsky et al. 2012 average over
    crops so). How much the further looks count grows smoothly with the doubt, so that an image does
    not read otherwise for a rounding error.

    Args:
        net: runs the bundle on line images.

    Raises:
        BundleError: if the bundle's net tells single glyphs apart.
    """

    def __init__(self, net: Runner) -> None:
        if not net.bundle.config.is_ctc:
            raise BundleError(
                "a second look is for nets that read whole lines. "
                f"Received: {net.bundle.directory}, a {net.bundle.config.net.kind}."
            )
        self._net = net

    @property
    def bundle(self) -> Bundle:
        """The bundle it runs."""
        return self._net.bundle

    def run(self, images: Sequence[Image], batch_size: int = BATCH_SIZE) -> list[Output]:
        """Output of every line image (H, W), in order; see `Runner.run`.

        Logits of an image looked at again are log-probabilities.

        Raises:
            ImageError: if an image is not (H, W) of the bundle's height.
        """
        outputs = self._net.run(images, batch_size)
        unsure = doubts(outputs)
        looks = [
            self._net.run([seen_from(images[index], *look) for index in unsure], batch_size)
            for look in LOOKS
        ]
        for (index, doubt), others in zip(unsure.items(), zip(*looks, strict=True), strict=True):
            outputs[index] = _together(outputs[index], others, doubt)
        return outputs


def seen_from(image: Image, height: float, slant: float, breadth: float) -> Image:
    """`image` (H, W) as a further look sees it."""
    return thicken(lean(image, height, slant), breadth)


def _together(first: Output, others: Sequence[Output], doubt: float) -> Output:
    """What the looks of one image say together; `others` count `WEIGHT` times `doubt`."""
    weight = WEIGHT * doubt
    shares = np.array([1 - weight, *[weight / len(others)] * len(others)])
    looks = [first, *others]
    said = _probabilities(np.stack([look.logits for look in looks]))
    logits = np.log(np.maximum(np.tensordot(shares, said, 1), _LEAST)).astype(np.float32)
    oods = [look.ood for look in looks if look.ood is not None]
    return Output(logits, math.fsum(shares * oods) if oods else None)


def _probabilities(logits: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.asarray(np.exp(log_softmax(logits)))
