"""How well a single-glyph net tells glyphs apart that lie in a line image alone: p of p^L."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from seqdigits.bundle import Bundle
from seqdigits.config import InputConfig
from seqdigits.images import normalise
from seqdigits.images.tile import tile
from seqdigits.runtime import OnnxRunner
from synth.glyphs.bank import GlyphBank

LINES = InputConfig()
CHUNK = 512


@dataclass(frozen=True, slots=True)
class GlyphAccuracy:
    """Of how many glyphs how many were told rightly."""

    n: int
    correct: int

    @property
    def share(self) -> float:
        """Share told rightly, 0..1."""
        return self.correct / self.n


def glyph_accuracy(bundle: Bundle, bank: GlyphBank, most: int) -> GlyphAccuracy:
    """Accuracy of a single-glyph net on glyphs cropped, made a line image and laid out again.

    Nothing is segmented: it is what a reader that finds every digit would get of each.

    Args:
        bundle: the net.
        bank: the glyphs.
        most: look at so many of them, evenly spread over the bank.
    """
    rows = np.unique(np.linspace(0, len(bank) - 1, min(most, len(bank))).astype(int))
    return GlyphAccuracy(len(rows), int(told_rightly(bundle, bank, rows).sum()))


def told_rightly(bundle: Bundle, bank: GlyphBank, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the net tells each of the glyphs `rows` (N,) of `bank` rightly; see above."""
    runner = OnnxRunner(bundle, threads=1)
    read: list[str] = []
    for start in range(0, len(rows), CHUNK):
        some = rows[start : start + CHUNK]
        tiles = [_laid_out(bank.tiles[row], bundle.config.input.height) for row in some]
        labels = [int(output.logits.argmax()) for output in runner.run(tiles)]
        read += [bundle.config.net.characters[label] for label in labels]
    return np.asarray(np.array(read) == bank.characters_of[rows])


def _laid_out(glyph: np.ndarray, size: int) -> np.ndarray:
    x, y, width, height = cv2.boundingRect(glyph)
    canvas = np.pad(glyph[y : y + height, x : x + width], 6)
    ink = np.round(normalise(canvas, LINES).image * 255).astype(np.uint8)
    return tile(ink, size).astype(np.float32) / np.float32(255)
