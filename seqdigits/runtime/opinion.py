"""A string net asks a single-glyph net about the digits that it is unsure of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from seqdigits.bundle import Bundle
from seqdigits.decoding import Span, greedy, log_softmax
from seqdigits.runtime.doubts import SURE, doubts
from seqdigits.runtime.places import line_input
from seqdigits.runtime.runner import BATCH_SIZE, Image, Logits, Output, Runner
from seqdigits.runtime.segmenting import classify
from seqdigits.segmentation import tiles_apart

WEIGHT = 0.5
"""How much the second opinion counts where the doubt is full. Chosen on validation."""

_LEAST = 1e-4
"""No digit is excluded by either net: a share counts as this at least."""


class SecondOpinionRunner:
    """Runs a string net on line images, and a single-glyph net on the digits it is unsure of.

    A net of another kind errs elsewhere: what one tells apart badly the other may tell well. Asked
    about is a digit of an image whose text is in doubt, if it stands apart and has less than `SURE`
    of what all digits get at its timesteps. There the shares of the digits are multiplied, each
    net's raised to its weight (a logarithmic opinion pool; Genest and Zidek 1986), and what all
    digits get together is left as it was. So what follows sees one lattice, as ever.

    Args:
        lines: runs the string net on line images.
        glyphs: runs the single-glyph net on its own tiles.

    Raises:
        BundleError: if the two nets do not go together, see `Bundle`.
    """

    def __init__(self, lines: Runner, glyphs: Runner) -> None:
        self._bundle = replace(lines.bundle, opinion=glyphs.bundle)
        self._lines, self._glyphs = lines, glyphs
        characters = glyphs.bundle.config.net.characters
        self._labels = np.array(self._bundle.config.alphabet.encode(characters))

    @property
    def bundle(self) -> Bundle:
        """The string net's bundle, with the other's inside."""
        return self._bundle

    def run(self, images: Sequence[Image], batch_size: int = BATCH_SIZE) -> list[Output]:
        """Output of every line image (H, W), in order; see `Runner.run`.

        Logits of an image that was asked about are log-probabilities.

        Raises:
            ImageError: if an image is not (H, W) of the bundle's height.
        """
        outputs = self._lines.run(images, batch_size)
        asked = [
            question
            for index, doubt in doubts(outputs).items()
            for question in self._questions(index, images[index], outputs[index].logits, doubt)
        ]
        if not asked:
            return outputs
        tiles = np.stack([question.tile for question in asked]).astype(np.float32) / np.float32(255)
        told = np.exp(classify(self._glyphs, tiles, batch_size))
        for question, opinion in zip(asked, told, strict=True):
            output = outputs[question.image]
            logits = self._pooled(output.logits, question, opinion)
            outputs[question.image] = output._replace(logits=logits)
        return outputs

    def _questions(self, index: int, image: Image, logits: Logits, doubt: float) -> list[_Question]:
        """A question for each digit of an image that is in doubt and stands apart."""
        labels, spans = greedy(logits)
        sure = np.exp(log_softmax(logits[:, self._labels]).max(axis=1))
        in_doubt = [
            label in self._labels and sure[slice(*span)].max() < SURE
            for label, span in zip(labels, spans, strict=True)
        ]
        if not any(in_doubt):
            return []
        net, size = self.bundle.config.net, self._glyphs.bundle.config.net.height
        reach = line_input(self.bundle.config).digit_height
        tiles = tiles_apart(image, spans, net.stride, reach, size)
        return [
            _Question(index, span, tile, doubt)
            for span, tile, asked in zip(spans, tiles, in_doubt, strict=True)
            if asked and tile is not None
        ]

    def _pooled(self, logits: Logits, question: _Question, opinion: NDArray[np.float64]) -> Logits:
        """`logits` (T, C) as log-probabilities, the opinion (K,) of the digits pooled into them."""
        pooled = log_softmax(logits)
        start, end = question.span
        weight = WEIGHT * question.doubt
        for step in range(start, end):
            own = pooled[step, self._labels]
            together = np.logaddexp.reduce(own)
            shares = np.maximum(np.exp(own - together), _LEAST)
            mixed = (1 - weight) * np.log(shares) + weight * np.log(np.maximum(opinion, _LEAST))
            pooled[step, self._labels] = together + mixed - np.logaddexp.reduce(mixed)
        return pooled.astype(np.float32)


class _Question(NamedTuple):
    """A digit to ask about: of which image, at which timesteps, its tile, the image's doubt."""

    image: int
    span: Span
    tile: NDArray[np.uint8]
    doubt: float
