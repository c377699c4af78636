"""A single-glyph net slid along a line: its surest windows are the digits. A baseline."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from seqdigits.bundle import Bundle
from seqdigits.images.tile import tile
from seqdigits.runtime.places import LINES, at_columns
from seqdigits.runtime.runner import BATCH_SIZE, Image, Output, Runner
from seqdigits.runtime.segmenting import classify, require_classifier, require_line

STEP = 2
"""From one window to the next, pixels; a window is as wide as digits are high."""

LEAST = 0.4
"""Windows that score less are between digits."""

NEARBY = 0.5
"""Of windows whose middles lie closer than this, in digit heights, the best alone counts."""


class SlidingRunner:
    """Runs a single-glyph net on every window of a line image; no digit is cut out.

    A window scores the net's highest probability, times the share of its ink that lies in its
    middle two thirds (what lies at its edges is the neighbours'), times how near its ink's centre
    is to its own. Windows that score best among those nearby are digits (non-maximum suppression).

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
        """Output of every line image, in order; see `SegmentingRunner.run`.

        Raises:
            ImageError: if an image is not (H, W) of the height of `LINES`.
        """
        for image in images:
            require_line(image, self.bundle)
        config = self.bundle.config
        windows = [_windows(image, config.input.height) for image in images]
        counts = [len(tiles) for _, _, tiles in windows]
        if not sum(counts):
            log_probs = np.zeros((0, config.classes))
        else:
            tiles = np.concatenate([tiles for _, _, tiles in windows]).astype(np.float32)
            log_probs = classify(self._classifier, tiles / np.float32(255), batch_size)
        parts = np.split(log_probs, np.cumsum(counts)[:-1]) if counts else []
        outputs = []
        for image, (middles, shares, _), part in zip(images, windows, parts, strict=True):
            rows = _surest(middles, shares * np.exp(part.max(axis=1, initial=-np.inf)))
            found = at_columns(
                middles[rows].tolist(), list(part[rows]), image.shape[1], config.alphabet.classes
            )
            outputs.append(Output(found))
        return outputs


def _windows(
    image: Image, size: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.uint8]]:
    """Of each window with ink: its middle column, how its ink lies in it, 0..1, and its tile."""
    across = int(LINES.digit_height)
    ink = np.round(image * 255).clip(0, 255).astype(np.uint8)
    padded = np.pad(ink, ((0, 0), (across // 2, across // 2)))
    middles, shares, tiles = [], [], []
    for left in range(0, image.shape[1], STEP):
        window = padded[:, left : left + across]
        columns = window.sum(axis=0, dtype=np.float64)
        whole = float(columns.sum())
        if not whole:
            continue
        offset = float((columns * (np.arange(across) - (across - 1) / 2)).sum()) / whole
        inside = float(columns[across // 6 : across - across // 6].sum()) / whole
        middles.append(float(left))
        shares.append(inside * (1 - 2 * abs(offset) / across))
        tiles.append(tile(np.ascontiguousarray(window), size))
    empty = np.zeros((0, size, size), np.uint8)
    return np.array(middles), np.array(shares), np.stack(tiles) if tiles else empty


def _surest(middles: NDArray[np.float64], scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Rows, from left to right, of windows that score `LEAST` and best among those nearby."""
    chosen: list[int] = []
    for row in np.argsort(-scores, kind="stable").tolist():
        if scores[row] < LEAST:
            break
        near = NEARBY * LINES.digit_height
        if all(abs(middles[row] - middles[other]) >= near for other in chosen):
            chosen.append(row)
    return np.array(sorted(chosen), np.int64)
