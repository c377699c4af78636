"""What an image says, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What became of an image."""

    READ = "read"
    REJECTED = "rejected"
    """Less sure than the wanted error rate asks for, or what is no number."""
    UNMATCHED = "unmatched"
    """It shows no text that the constraint allows."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A text, or a character at one place of a text, and its probability in 0..1."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ReadDigit:
    """One character of a reading.

    Attributes:
        char: the character.
        confidence: its highest probability at one place of its span, 0..1.
        box: [x0, y0, x1, y1) in the source's pixels, as a viewer shows it (EXIF turned).
        alternatives: characters that may stand here if the others are right, likeliest first and
            `char` among them; given when more than one text is asked for.
    """

    char: str
    confidence: float
    box: tuple[int, int, int, int]
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What an image says.

    Attributes:
        text: the characters read; "" if there are none, or if the reading was rejected.
        confidence: probability of exactly this text, or of `best_guess`, given the image and the
            constraint, by the CTC forward sum, calibrated if the bundle is; 1.0 for an image
            without ink, which no net is asked about; 0.0 if nothing allowed matches.
        digits: the characters of `best_guess` one by one.
        status: whether it was read, rejected, or matches no allowed text.
        best_guess: the text whatever its confidence.
        agreement: probability that an allowed text is written, before one was asked for; 1.0
            without a constraint.
        alternatives: the likeliest texts, `best_guess` first, when more than one is asked for.
        verified: probability of the text to verify; None if there is none.
        reason: why a reading was rejected or unmatched; "" if it was read.
        exact: False if the search for texts that are as asked ended early, as it may where an image
            shows none of a long lexicon: a likelier one may have been missed.
        ood: probability in 0..1 that something on the image is no part of a number; None from a
            bundle whose net does not tell.
    """

    text: str
    confidence: float
    digits: tuple[ReadDigit, ...] = ()
    status: Status = Status.READ
    best_guess: str = ""
    agreement: float = 1.0
    alternatives: tuple[Alternative, ...] = ()
    verified: float | None = None
    reason: str = ""
    exact: bool = True
    ood: float | None = None
