"""The Reader: sources are normalised, run through a bundle's net and decoded, chunk by chunk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from seqdigits.bundle import Bundle, load_bundle
from seqdigits.config import CrnnConfig
from seqdigits.decoding import Span, erase, greedy, label_confidences, log_prob, log_softmax
from seqdigits.errors import BundleError, ImageError
from seqdigits.images import LineImage, Source, normalise
from seqdigits.reading.boxes import Box, find_boxes
from seqdigits.runtime import BATCH_SIZE, OnnxRunner, Runner

CHUNK = 256
"""Sources taken in before the first of them is answered, unless a batch holds more."""


@dataclass(frozen=True, slots=True)
class ReadDigit:
    """One character of a reading.

    Attributes:
        char: the character.
        confidence: its highest probability at one place of its span, 0..1.
        box: [x0, y0, x1, y1) in the source's pixels, as a viewer shows it (EXIF turned).
    """

    char: str
    confidence: float
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """What an image says.

    Attributes:
        text: the characters read; "" if there are none.
        confidence: probability of exactly this text given the image, by the CTC forward sum;
            1.0 for an image without ink, which no net is asked about.
        digits: the characters one by one.
    """

    text: str
    confidence: float
    digits: tuple[ReadDigit, ...] = ()


class Reader:
    """Reads images with a bundle of a string net.

    Args:
        bundle: the bundle to read with.
        profile: characters to expect, see `seqdigits.alphabet.PROFILES`; others count as blank.
        runner: what runs the bundle; ONNX Runtime by default.

    Raises:
        BundleError: if the bundle reads single glyphs only.
        AlphabetError: if the profile is unknown or leaves nothing of the bundle's alphabet.
    """

    def __init__(
        self, bundle: Bundle, profile: str = "digits", runner: Runner | None = None
    ) -> None:
        net = bundle.config.net
        if not isinstance(net, CrnnConfig):
            raise BundleError(
                f"a reader needs a net that reads strings. Received: {bundle.directory}, "
                f"a {net.kind}. Choose another bundle; `seqdigits models` lists them."
            )
        self.bundle = bundle
        self._alphabet = bundle.config.alphabet
        self._erased = self._alphabet.erased_labels(profile)
        self._input = bundle.config.input
        self._stride = net.stride
        self._runner: Runner = runner or OnnxRunner(bundle)

    @classmethod
    def load(
        cls, name: str | Path = "base", profile: str = "digits", threads: int | None = None
    ) -> Reader:
        """The reader of a released bundle's name or a bundle's folder.

        Args:
            name: the bundle.
            profile: characters to expect.
            threads: cores to use; None for all.

        Raises:
            BundleNotFoundError: if there is no such bundle.
            BundleError: if it is damaged or reads no strings.
            AlphabetError: if the profile is unknown.
        """
        bundle = load_bundle(name)
        return cls(bundle, profile, OnnxRunner(bundle, threads))

    def read(self, sources: Iterable[Source], batch_size: int = BATCH_SIZE) -> list[Reading]:
        """Readings of `sources`, in order; no reading depends on its companions.

        Raises:
            ImageError: for the first source that cannot be read; see `read_each`.
        """
        readings = []
        for reading in self.read_each(sources, batch_size):
            if isinstance(reading, ImageError):
                raise reading
            readings.append(reading)
        return readings

    def read_each(
        self, sources: Iterable[Source], batch_size: int = BATCH_SIZE
    ) -> Iterator[Reading | ImageError]:
        """Reading of each source in turn, or the error that kept it from being read.

        Sources are taken in as answers are asked for, `CHUNK` or a batch of them at a time, so
        that any number can be read in bounded memory.

        Raises:
            ValueError: if `batch_size` is not positive.
        """
        if batch_size < 1:
            raise ValueError(f"a batch holds at least one image. Received: {batch_size}.")
        remaining = iter(sources)
        while chunk := list(islice(remaining, max(CHUNK, batch_size))):
            yield from self._read_chunk(chunk, batch_size)

    def _read_chunk(
        self, sources: Sequence[Source], batch_size: int
    ) -> Iterator[Reading | ImageError]:
        answers: list[Reading | ImageError] = [Reading("", 1.0)] * len(sources)
        lines: dict[int, LineImage] = {}
        for index, source in enumerate(sources):
            try:
                line = normalise(source, self._input)
            except ImageError as error:
                answers[index] = error
                continue
            if not line.is_empty:
                lines[index] = line
        logits = self._runner.run([line.image for line in lines.values()], batch_size)
        readings = self._decode(list(lines.values()), logits)
        for index, reading in zip(lines, readings, strict=True):
            answers[index] = reading
        return iter(answers)

    def _decode(
        self, lines: Sequence[LineImage], logits: Sequence[NDArray[np.float32]]
    ) -> list[Reading]:
        """Readings of `lines` from their `logits` (T, C); equal T are scored together."""
        readings = [Reading("", 1.0)] * len(lines)
        by_length: dict[int, list[int]] = defaultdict(list)
        for index, rows in enumerate(logits):
            by_length[len(rows)].append(index)
        for members in by_length.values():
            full = log_softmax(np.stack([logits[index] for index in members]))
            kept = erase(full, self._erased)
            paths = [greedy(table) for table in kept]
            scores = np.exp(log_prob(kept, [labels for labels, _ in paths]))
            for row, index in enumerate(members):
                labels, spans = paths[row]
                boxes = self._boxes(lines[index], full[row], spans)
                digits = self._digits(kept[row], labels, spans, boxes, lines[index])
                text = self._alphabet.decode(labels)
                readings[index] = Reading(text, min(float(scores[row]), 1.0), digits)
        return readings

    def _boxes(
        self, line: LineImage, log_probs: NDArray[np.float64], spans: Sequence[Span]
    ) -> list[Box]:
        """Boxes of `spans` in the line image; signs the profile erases keep their own ink."""
        found = zip(*greedy(log_probs), strict=True)
        signs = [span for label, span in found if label in self._erased]
        apart = [s for s in signs if all(s[1] <= span[0] or span[1] <= s[0] for span in spans)]
        ordered = sorted([*spans, *apart])
        reach = self._input.digit_height
        boxes = dict(
            zip(ordered, find_boxes(line.image, ordered, self._stride, reach), strict=True)
        )
        return [boxes[span] for span in spans]

    def _digits(
        self,
        log_probs: NDArray[np.float64],
        labels: Sequence[int],
        spans: Sequence[Span],
        boxes: Sequence[Box],
        line: LineImage,
    ) -> tuple[ReadDigit, ...]:
        confidences = label_confidences(log_probs, labels, spans)
        return tuple(
            ReadDigit(self._alphabet.decode([label]), confidence, line.to_source(box))
            for label, confidence, box in zip(labels, confidences, boxes, strict=True)
        )
