"""A single-glyph net reads strings: a segmenter finds the digits, the net tells which they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from seqdigits.bundle import Bundle
from seqdigits.decoding import log_softmax
from seqdigits.errors import BundleError, ImageError
from seqdigits.runtime.places import LINES, at_columns
from seqdigits.runtime.runner import BATCH_SIZE, Image, Output, Runner
from seqdigits.segmentation import segment


class SegmentingRunner:
    """Runs a single-glyph net on line images: `seqdigits.segmentation` finds the digits in them.

    Args:
        classifier: runs the bundle on its own tiles.

    Raises:
        BundleError: if the bundle's net reads strings by itself.
    """

    def __init__(self, classifier: Runner) -> None:
        require_classifier(classifier.bundle)
        self._classifier = classifier

    @property
    def bundle(self) -> Bundle:
        """The classifier's bundle."""
        return self._classifier.bundle

    def run(self, images: Sequence[Image], batch_size: int = BATCH_SIZE) -> list[Output]:
        """Output of every line image (H, W), ink high 0..1, in order.

        Logits (T, C) have a timestep per column of W, padded to a multiple, and C is blank and the
        bundle's characters; see `seqdigits.runtime.places.at_columns`.

        Raises:
            ImageError: if an image is not (H, W) of the height of `LINES`.
        """
        for image in images:
            require_line(image, self.bundle)
        config = self.bundle.config
        lines = segment(
            images,
            LINES.digit_height,
            config.input.height,
            lambda tiles: classify(self._classifier, tiles, batch_size),
        )
        classes = config.alphabet.classes
        return [
            Output(
                at_columns(
                    [(found.box[0] + found.box[2]) / 2 for found in digits],
                    [found.log_probs for found in digits],
                    image.shape[1],
                    classes,
                )
            )
            for image, digits in zip(images, lines, strict=True)
        ]


def classify(
    classifier: Runner, tiles: NDArray[np.float32], batch_size: int
) -> NDArray[np.float64]:
    """Log-probabilities (N, C) that the net of `classifier` gives tiles (N, size, size)."""
    return log_softmax(np.stack([o.logits for o in classifier.run(list(tiles), batch_size)]))


def require_classifier(bundle: Bundle) -> None:
    """Raise unless the net of `bundle` tells single glyphs apart.

    Raises:
        BundleError: if it reads strings by itself.
    """
    if bundle.config.is_ctc:
        raise BundleError(
            "a segmenter cuts lines up for nets of single glyphs. "
            f"Received: {bundle.directory}, a {bundle.config.net.kind} that reads whole lines. "
            "Run it with OnnxRunner alone."
        )


def require_line(image: Image, bundle: Bundle) -> None:
    """Raise unless `image` is (H, W) of the height of `LINES`.

    Raises:
        ImageError: naming the shape.
    """
    if image.ndim != 2 or image.shape[0] != LINES.height:
        raise ImageError(
            f"lines for {bundle.config.name!r} are images of shape ({LINES.height}, W). "
            f"Received: {image.shape}. Prepare them with seqdigits.images.normalise."
        )
