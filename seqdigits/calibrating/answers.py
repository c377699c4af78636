"""What a net answers to labelled pictures, and how sure it is at any temperature.

The readings are those of `seqdigits.reading.Reader` with a profile and nothing else asked: the
same line images, the same constraint of the profile, `seqdigits.reading.answers`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqdigits.alphabet import PROFILES
from seqdigits.bundle import Bundle
from seqdigits.constraints import constrain
from seqdigits.data.labelled import Labelled
from seqdigits.decoding import erase, log_prob, log_softmax
from seqdigits.errors import DataError, ImageError
from seqdigits.images import Source, normalise
from seqdigits.reading.answers import answers as read
from seqdigits.runtime import Output, Runner, by_length, line_input, line_runner

CHUNK = 256
"""Pictures whose line images are held at once."""

Logits = NDArray[np.float32]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Answers:
    """What a net answered to labelled pictures.

    Attributes:
        outputs: of each picture; None for one without ink, which no net is asked about.
        texts: what each says.
        sets: (name, count) of the labelled sets, in order.
    """

    outputs: tuple[Output | None, ...]
    texts: tuple[str, ...]
    sets: tuple[tuple[str, int], ...]


@dataclass(frozen=True, eq=False)
class Scores:
    """Readings at one temperature.

    Attributes:
        readings: the texts read; "" where there is no ink.
        log_probs: (N,) of each reading among all texts, whatever the profile allows: what the
            Reader holds against a threshold. 0 where there is no ink, -inf where nothing fits.
        correct: (N,) whether each is what the picture says.
        inked: (N,) whether there is ink.
        refused: (N,) whether the Reader takes it for no number and rejects it, sure or not.
    """

    readings: tuple[str, ...]
    log_probs: Floats
    correct: NDArray[np.bool_]
    inked: NDArray[np.bool_]
    refused: NDArray[np.bool_]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Characters (N,) of each reading."""
        return np.array([len(text) for text in self.readings], np.int64)


class Rescorer:
    """Log-probabilities (N,), at any temperature, of what was read at one.

    Args:
        bundle: whose net answered.
        answers: what it answered.
        profile: the characters expected.
        scores: the readings.
    """

    def __init__(self, bundle: Bundle, answers: Answers, profile: str, scores: Scores) -> None:
        alphabet = bundle.config.alphabet
        self._erased = alphabet.erased_labels(profile)
        self._labels = [alphabet.encode(text) for text in scores.readings]
        self._groups = by_length(answers.outputs)

    def __call__(self, temperature: float) -> Floats:
        """Log-probabilities with the logits divided by `temperature`; 0 without ink."""
        result = np.zeros(len(self._labels))
        for members, logits in self._groups:
            tables = erase(log_softmax(logits / temperature), self._erased)
            found = log_prob(tables, [self._labels[index] for index in members])
            result[members] = np.minimum(found, 0.0)
        return result


def answer(
    bundle: Bundle,
    sets: Sequence[Labelled],
    profile: str = "digits",
    runner: Runner | None = None,
) -> Answers:
    """What `bundle` gives of every picture of `sets`, but for rows that these leave out.

    Raises:
        DataError: if a picture cannot be read, or its text has characters `profile` leaves out.
        AlphabetError: if the profile is unknown.
    """
    bundle.config.alphabet.erased_labels(profile)
    runner = runner or line_runner(bundle)
    outputs: list[Output | None] = []
    texts: list[str] = []
    for pictures in sets:
        _require_kept(pictures, bundle, profile)
        chunk: list[Source] = []
        for picture, text in pictures:
            chunk.append(picture)
            texts.append(text)
            if len(chunk) == CHUNK:
                outputs += _run(bundle, runner, chunk, pictures)
                chunk = []
        outputs += _run(bundle, runner, chunk, pictures)
    names = tuple((pictures.name, len(pictures)) for pictures in sets)
    return Answers(tuple(outputs), tuple(texts), names)


def score(bundle: Bundle, answers: Answers, profile: str, temperature: float = 1.0) -> Scores:
    """Readings of `answers`, and how sure, with the logits divided by `temperature`."""
    alphabet = bundle.config.alphabet
    erased, constraint = alphabet.erased_labels(profile), constrain(alphabet, profile=profile)
    acceptor = None if constraint is None else constraint.acceptor
    readings = [""] * len(answers.texts)
    log_probs = np.zeros(len(answers.texts))
    for members, logits in by_length(answers.outputs):
        found = read(erase(log_softmax(logits / temperature), erased), acceptor)
        for index, said in zip(members, found, strict=True):
            readings[index] = "" if said is None else alphabet.decode(said.labels)
            log_probs[index] = -np.inf if said is None else min(said.log_prob, 0.0)
    correct = np.array([a == b for a, b in zip(answers.texts, readings, strict=True)], np.bool_)
    inked = np.array([output is not None for output in answers.outputs], np.bool_)
    most = 1.0 if bundle.config.ood is None else bundle.config.ood.threshold
    oods = (None if output is None else output.ood for output in answers.outputs)
    refused = np.array([ood is not None and ood > most for ood in oods], np.bool_)
    return Scores(tuple(readings), log_probs, correct, inked, refused)


def _run(
    bundle: Bundle, runner: Runner, pictures: Sequence[Source], source: Labelled
) -> list[Output | None]:
    try:
        lines = [normalise(picture, line_input(bundle.config)) for picture in pictures]
    except ImageError as error:
        raise DataError(
            f"every picture of a labelled set can be read. Received: one of {source.path}: {error}"
        ) from error
    found = iter(runner.run([line.image for line in lines if not line.is_empty]))
    return [None if line.is_empty else next(found) for line in lines]


def _require_kept(pictures: Labelled, bundle: Bundle, profile: str) -> None:
    """Raise DataError if a text holds what cannot be read with `profile`, or leave it out."""
    pictures.require(
        "".join(set(PROFILES[profile]) & set(bundle.config.net.characters)),
        f"profile {profile!r}",
        f"Choose another profile of {', '.join(PROFILES)}, or correct the text",
    )
