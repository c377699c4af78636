"""What every law of texts offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from synth.errors import BadRequestError


class Texts(Protocol):
    """A law of texts: draws what gets written, with all randomness from the generator passed."""

    @property
    def characters(self) -> str:
        """Every character a text can hold, sorted."""

    @property
    def longest(self) -> int:
        """Most characters a text can have, signs included."""

    def sample(self, rng: np.random.Generator) -> str:
        """One text."""


@dataclass(frozen=True)
class OrEmpty:
    """The texts of another law, or with probability `empty` the empty text."""

    texts: Texts
    empty: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.empty <= 1.0:
            raise BadRequestError(
                f"the share of empty texts lies in 0..1. Received: {self.empty}. Ask for 0.05."
            )

    @property
    def characters(self) -> str:
        """Every character a text can hold, sorted."""
        return self.texts.characters

    @property
    def longest(self) -> int:
        """Most characters a text can have."""
        return self.texts.longest

    def sample(self, rng: np.random.Generator) -> str:
        """One text."""
        return "" if rng.random() < self.empty else self.texts.sample(rng)
