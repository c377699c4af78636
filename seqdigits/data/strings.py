"""Samples to batches: line images of one padded width each, labels and their lengths."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count as count_from
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from seqdigits.alphabet import Alphabet
from seqdigits.config import InputConfig, TrainConfig
from seqdigits.errors import MissingExtraError
from seqdigits.geometry import fits, padded_width, require_fit, timesteps_needed
from seqdigits.images.canonical import LineImage, canonical
from seqdigits.images.ink import find_ink
from synth import Sample, Synthesizer
from synth.glyphs import open_sources
from synth.negatives import Negatives
from synth.style import open_style
from synth.text import Texts, open_texts

if TYPE_CHECKING:
    import tensorflow as tf


@dataclass(frozen=True, slots=True)
class Batch:
    """Strings of one padded width.

    Attributes:
        images: (N, H, W, 1) float32, ink high, W a multiple of the input's width multiple.
        labels: (N, L) int32, 1..C-1, padded with blank (0).
        lengths: (N,) int32, labels in each row; 0 for an empty text.
        texts: what each says.
        negative: (N,) whether each shows no number; its text is empty and teaches nothing.
    """

    images: NDArray[np.float32]
    labels: NDArray[np.int32]
    lengths: NDArray[np.int32]
    texts: tuple[str, ...]
    negative: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Line:
    """A training string: its line image (H, W) float32, W padded, and its text.

    A `negative` shows no number.
    """

    image: NDArray[np.float32]
    text: str
    negative: bool = False


def pad(image: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    """`image` (H, w) with blank columns added on the right up to `width`."""
    return np.pad(image, ((0, 0), (0, width - image.shape[1])))


def drawn_line(sample: Sample, paper: bool, config: InputConfig) -> LineImage:
    """The line image a reader would make of `sample`; its ink is found first if it is on paper."""
    return canonical(find_ink(sample.image) if paper else sample.image, config)


def to_line(sample: Sample, paper: bool, config: InputConfig, stride: int) -> Line:
    """The line a reader would make of `sample`, padded so that its text fits."""
    line = drawn_line(sample, paper, config)
    needed = timesteps_needed(sample.text) * stride
    width = padded_width(max(line.image.shape[1], needed), config.width_multiple)
    return Line(pad(line.image, width), sample.text)


def collate(lines: Sequence[Line], alphabet: Alphabet, stride: int) -> Batch:
    """One batch of `lines`, which share their width.

    Raises:
        InfeasibleTextError: if a text needs more timesteps than its image has.
        AlphabetError: if a text holds characters outside the alphabet.
    """
    for line in lines:
        require_fit(line.text, line.image.shape[1], stride)
    images = np.stack([line.image for line in lines])[..., None]
    encoded = [alphabet.encode(line.text) for line in lines]
    lengths = np.array([len(labels) for labels in encoded], np.int32)
    labels = np.zeros((len(lines), max(1, int(lengths.max()))), np.int32)
    for row, codes in zip(labels, encoded, strict=True):
        row[: len(codes)] = codes
    negative = np.array([line.negative for line in lines], np.bool_)
    return Batch(images, labels, lengths, tuple(line.text for line in lines), negative)


@dataclass(frozen=True)
class StringStream:
    """Batches of strings drawn on the fly, each string a pure function of its index.

    Attributes:
        synthesizers: one per style; string i takes its style from a fixed shuffled round.
        weights: how often each style is drawn.
        negatives: one per style, beside its synthesizer.
        negative_share: how often an image that shows no number is drawn, 0..1.
        alphabet: labels of the texts.
        config: the net's input.
        stride: input columns per timestep.
        columns: image columns a batch holds; wide strings come in smaller batches.
    """

    synthesizers: tuple[Synthesizer, ...]
    weights: tuple[float, ...]
    negatives: tuple[Negatives, ...]
    negative_share: float
    alphabet: Alphabet
    config: InputConfig
    stride: int
    columns: int = 64 * 128

    def style_of(self, index: int) -> int:
        """Number of the style that string `index` is drawn in."""
        shares = np.cumsum(self.weights) / sum(self.weights)
        # The golden ratio's multiples fill the unit interval evenly.
        place = int(np.searchsorted(shares, (index * 0.6180339887498949) % 1.0, side="right"))
        return min(place, len(shares) - 1)

    def line(self, index: int) -> Line:
        """String `index`, or the image without a number that is drawn in its place."""
        number = self.style_of(index)
        paper = self.synthesizers[number].style.paper
        # So do the plastic number's, which keep no step with the golden ratio's.
        negative = (index * 0.7548776662466927) % 1.0 < self.negative_share
        drawn = self.negatives[number] if negative else self.synthesizers[number]
        line = to_line(drawn.sample(index), paper, self.config, self.stride)
        return replace(line, negative=negative)

    def batches(self, start: int, step: int = 1) -> Iterator[Batch]:
        """Endless batches over strings start, start + step, ...; strings wait for their width."""
        waiting: dict[int, list[Line]] = {}
        index = start
        while True:
            line = self.line(index)
            index += step
            width = line.image.shape[1]
            queue = waiting.setdefault(width, [])
            queue.append(line)
            if len(queue) * width >= self.columns:
                yield collate(waiting.pop(width), self.alphabet, self.stride)

    def fixed(self, count: int) -> list[Batch]:
        """The first `count` strings in batches by width; the same at every call."""
        by_width: dict[int, list[Line]] = {}
        for index in range(count):
            line = self.line(index)
            by_width.setdefault(line.image.shape[1], []).append(line)
        batches = []
        for width in sorted(by_width):
            size = max(1, self.columns // width)
            lines = by_width[width]
            batches += [
                collate(lines[i : i + size], self.alphabet, self.stride)
                for i in range(0, len(lines), size)
            ]
        return batches


def feasible(config: InputConfig, stride: int) -> Callable[[str, float], bool]:
    """The check `Synthesizer.fits`: has ink `width` digit heights wide timesteps for `text`?"""

    def check(text: str, width: float) -> bool:
        return fits(text, int(width * config.digit_height) + 2 * config.margin, stride)

    return check


def open_stream(config: TrainConfig, split: str) -> StringStream:
    """The strings `config` asks for, from the glyphs of `split`.

    Raises:
        DataNotFoundError: if a glyph source's data is not at hand.
        BadRequestError: for an unknown source or style, or a pattern the glyphs cannot write.
    """
    source = open_sources(config.glyphs, split)
    check = feasible(config.input, config.net.stride)
    own = _own_texts(config)
    styles = [open_style(name) for name in config.styles]
    synthesizers = tuple(
        Synthesizer(source, style, config.seed, split, check, own) for style in styles
    )
    negatives = tuple(Negatives(source, style, config.seed, split) for style in styles)
    return StringStream(
        synthesizers,
        tuple(config.styles.values()),
        negatives,
        config.negatives,
        Alphabet(config.net.characters),
        config.input,
        config.net.stride,
        config.batch_columns,
    )


def longest_text(config: TrainConfig) -> int:
    """Characters of the longest text that `config` can ask for."""
    own = _own_texts(config)
    return max((own or open_style(name).text).longest for name in config.styles)


def _own_texts(config: TrainConfig) -> Texts | None:
    """The texts of the configuration's pattern; None without one."""
    return None if config.pattern is None else open_texts(pattern=config.pattern)


def to_tf_dataset(
    synthesizer: Synthesizer, count: int | None = None, start: int = 0, step: int = 1
) -> tf.data.Dataset:
    """A tf.data.Dataset of (image, text, boxes) that draws samples as they are asked for.

    Samples are start, start + step, ...: give each of n processes its own `start` below n and
    `step` = n. The pictures differ in size; resize or pad them before `batch`.

    Args:
        synthesizer: draws the samples.
        count: how many samples; endless if None.
        start: index of the first.
        step: from one index to the next.

    Returns:
        image (h, w, 1 or 3) uint8, text () string, boxes (characters, 4) int32.

    Raises:
        MissingExtraError: if TensorFlow is not installed.
    """
    try:
        import tensorflow as tf
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"to_tf_dataset needs TensorFlow. Received: no module {error.name!r}. "
            'Install it: pip install "seqdigits[train]".'
        ) from error

    def draw() -> Iterator[tuple[NDArray[np.uint8], str, NDArray[np.int32]]]:
        indices = count_from(start, step)
        for index in indices if count is None else islice(indices, count):
            sample = synthesizer.sample(index)
            image = sample.image if sample.image.ndim == 3 else sample.image[..., None]
            yield image, sample.text, np.array(sample.boxes, np.int32).reshape(-1, 4)

    signature = (
        tf.TensorSpec((None, None, None), tf.uint8),
        tf.TensorSpec((), tf.string),
        tf.TensorSpec((None, 4), tf.int32),
    )
    return tf.data.Dataset.from_generator(draw, output_signature=signature)
