"""What there is to explain of a string net's reading, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import keras
import numpy as np
from numpy.typing import NDArray

from seqdigits.bundle import Bundle
from seqdigits.decoding import Span, align, erase, greedy, log_softmax
from seqdigits.errors import BundleError, ImageError
from seqdigits.explanation.activations import Maps, activation_maps
from seqdigits.explanation.context import Context, effective_context
from seqdigits.explanation.gradients import Attribution, attribute
from seqdigits.explanation.net import Stage, members, open_net, stages
from seqdigits.explanation.source import shown_source
from seqdigits.geometry import padded_width
from seqdigits.images import LineImage, Source, find_ink, normalise
from seqdigits.reading import Reader, Reading
from seqdigits.runtime import OnnxRunner

TOP = 5
"""Texts that are compared."""


@dataclass(frozen=True, slots=True)
class ReadPlace:
    """One character of the reading in the lattice.

    Attributes:
        char: the character.
        label: its label.
        span: timesteps [start, end).
        timestep: the one of the span where it is likeliest.
        probability: its probability there, 0..1.
    """

    char: str
    label: int
    span: Span
    timestep: int
    probability: float


@dataclass(frozen=True, eq=False)
class StringExplanation:
    """A reading and what it rests on.

    Attributes:
        name: the bundle's.
        pixels: the source, (h, w) or (h, w, 3) uint8, shrunk if it is large.
        ink: (h, w) uint8, the ink found there.
        line: the line image.
        image: (H, W) what the net is fed: the line image padded to the net's width.
        reading: the reading at first sight, with the likeliest other texts; what follows is of it.
        again: what is read with further looks where the net is unsure, as everywhere else.
        characters: what the columns of `log_probs` stand for; "" is blank.
        labels: their labels in the net's logits.
        log_probs: (T, C) log-probabilities that are decoded: characters that the profile leaves
            out count as blank.
        path: (T,) the likeliest column of each timestep.
        places: the characters read, D of them.
        stride: columns of the image a timestep.
        members: nets whose probabilities are averaged; 1 of a net that is no ensemble.
        stages: the convolutions, of an ensemble's first member.
        maps: the most varied activation maps of each.
        attribution: what each character's log-probability at its timestep rests on.
        context: how far from a character the net looks.
    """

    name: str
    pixels: NDArray[np.uint8]
    ink: NDArray[np.uint8]
    line: LineImage
    image: NDArray[np.float32]
    reading: Reading
    again: Reading
    characters: tuple[str, ...]
    labels: tuple[int, ...]
    log_probs: NDArray[np.float64]
    path: NDArray[np.int64]
    places: tuple[ReadPlace, ...]
    stride: int
    members: int
    stages: tuple[Stage, ...]
    maps: tuple[Maps, ...]
    attribution: Attribution
    context: Context

    @property
    def path_text(self) -> str:
        """What the best path spells; the reading may be another text, likelier over all paths."""
        columns, _ = greedy(self.log_probs)
        return "".join(self.characters[column] for column in columns)


def explain_string(bundle: Bundle, source: Source, profile: str = "digits") -> StringExplanation:
    """What the string net of `bundle` reads in `source`, asked for the likeliest texts, and why.

    Raises:
        BundleError: if the bundle reads single glyphs, or has no Keras weights.
        ConfigError: if Keras does not run on TensorFlow.
        ImageError: if `source` cannot be read as an image or holds no ink.
    """
    config = bundle.config
    if not config.is_ctc:
        raise BundleError(
            "a string is explained by a net that reads strings. "
            f"Received: {bundle.directory}, of kind {config.net.kind}. Choose another bundle."
        )
    pixels = shown_source(source)
    line = normalise(source, config.input)
    if line.is_empty:
        raise ImageError(
            "an explanation needs ink. Received: an image on which none is found. "
            "Check that the image shows a number."
        )
    net = open_net(bundle)
    (reading,) = Reader(bundle, profile, OnnxRunner(bundle), top=TOP).read([source])
    (again,) = Reader(bundle, profile).read([source])
    width = padded_width(line.image.shape[1], config.input.width_multiple)
    image = np.pad(line.image, ((0, 0), (0, width - line.image.shape[1])))
    erased = config.alphabet.erased_labels(profile)
    labels = tuple(label for label in range(config.classes) if label not in erased)
    kept = erase(_log_probs(net, image, bundle), erased)
    places = _places(kept, config.alphabet.encode(reading.best_guess), reading.best_guess)
    nets = members(net)
    found = [stages(one, *image.shape) for one in nets]
    answers = [(place.timestep, place.label) for place in places]
    attribution = attribute(nets, [one[-1].features for one in found], image, answers)
    log_probs = kept[:, labels]
    return StringExplanation(
        name=config.name,
        pixels=pixels,
        ink=find_ink(pixels),
        line=line,
        image=image,
        reading=reading,
        again=again,
        characters=tuple(config.alphabet.decode([label]) for label in labels),
        labels=labels,
        log_probs=log_probs,
        path=log_probs.argmax(axis=1),
        places=places,
        stride=config.net.stride,
        members=len(nets),
        stages=found[0],
        maps=activation_maps(nets[0], image, found[0]),
        attribution=attribution,
        context=effective_context(
            attribution.gradients, [place.timestep for place in places], config.net.stride
        ),
    )


def _log_probs(net: keras.Model, image: NDArray[np.float32], bundle: Bundle) -> NDArray[np.float64]:
    """Log-probabilities (T, C) of `image` (H, W), at the temperature the bundle is read at."""
    given = net(image[None, :, :, None], training=False)
    logits = given[0] if isinstance(given, list | tuple) else given
    calibration = bundle.config.calibration
    temperature = 1.0 if calibration is None else calibration.temperature
    return log_softmax(np.asarray(logits, np.float32)[0] / temperature)


def _places(log_probs: NDArray[np.float64], labels: list[int], text: str) -> tuple[ReadPlace, ...]:
    """Where the characters of `text` are in the lattice (T, C)."""
    found, spans = greedy(log_probs)
    if found != labels:
        spans = align(log_probs, labels)
    places = []
    for char, label, (start, end) in zip(text, labels, spans, strict=True):
        step = start + int(log_probs[start:end, label].argmax())
        probability = float(np.exp(log_probs[step, label]))
        places.append(ReadPlace(char, label, (start, end), step, probability))
    return tuple(places)
