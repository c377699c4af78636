"""What every handwriting source gives: glyphs, written by a hand, drawn from a source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Glyph:
    """One written character, cropped to its ink.

    Attributes:
        char: The character it shows.
        image: Ink of shape (h, w), uint8, 255 where the pen went.
        height: Digit height ("em") of its source at this rendering, in pixels.
        bottom: How far its lower edge lies below the baseline, in pixels; negative above it.
        key: Its identity, so that splits can be proven disjoint.
        entry: (x, y) in image pixels where the pen came down; None for pixel sources.
        exit: (x, y) in image pixels where the pen left; None for pixel sources.
    """

    char: str
    image: NDArray[np.uint8]
    height: float
    bottom: float
    key: str
    entry: tuple[float, float] | None = None
    exit: tuple[float, float] | None = None


class Hand(Protocol):
    """One writer, drawn once per string."""

    @property
    def joins(self) -> float:
        """Probability that this hand joins neighbouring digits; 0 for pixel sources."""

    @property
    def thickness(self) -> float | None:
        """Pen width in pixels at this rendering, or None where it is not known."""

    def glyph(self, char: str, rng: np.random.Generator) -> Glyph:
        """The character, written once more by this hand."""


def glyphs_of(hand: Hand, text: str, rng: np.random.Generator) -> list[Glyph]:
    """Each character of `text`, written by `hand`.

    A hand that writes a text faster than one character after the other has a method
    `glyphs(text, rng)` for it.
    """
    # No runtime protocol: asking it costs a twentieth of a string.
    at_once = getattr(hand, "glyphs", None)
    if at_once is None:
        return [hand.glyph(char, rng) for char in text]
    glyphs: list[Glyph] = at_once(text, rng)
    return glyphs


class Source(Protocol):
    """A place that hands come from."""

    @property
    def characters(self) -> str:
        """The characters it can write."""

    def hand(self, rng: np.random.Generator) -> Hand:
        """A writer of its own, drawn with the given generator."""
