"""Plain numbers: even strings, first digits by Benford's law, zero-padded counters."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from synth.text.law import DIGITS
from synth.text.lengths import LengthLaw, Lengths, uniform_lengths

#: Leading digits drawn by Benford's law; those after them are as good as uniform.
_BENFORD_DIGITS = 9


def digits_of(count: int, rng: np.random.Generator) -> str:
    """`count` digits, each uniform."""
    return "".join(map(str, rng.integers(0, 10, count).tolist()))


@dataclass(frozen=True)
class _OfDigits:
    """What the laws here share: digits, and a length law.

    Attributes:
        lengths: number of digits -> weight.
    """

    lengths: Lengths = field(default_factory=lambda: uniform_lengths(1, 10))
    _law: LengthLaw = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_law", LengthLaw(self.lengths))

    @property
    def characters(self) -> str:
        """Every character a text can hold, sorted."""
        return DIGITS

    @property
    def longest(self) -> int:
        """Most characters a text can have."""
        return self._law.longest


@dataclass(frozen=True)
class UniformTexts(_OfDigits):
    """Every string of the drawn length is equally likely.

    Attributes:
        alphabet: the characters, without repeats.
    """

    alphabet: str = DIGITS

    @property
    def characters(self) -> str:
        """Every character a text can hold, sorted."""
        return "".join(sorted(self.alphabet))

    def sample(self, rng: np.random.Generator) -> str:
        """One text."""
        places = rng.integers(0, len(self.alphabet), self._law.sample(rng)).tolist()
        return "".join(self.alphabet[place] for place in places)


class BenfordTexts(_OfDigits):
    """Numbers without leading zeros whose leading digits m come with probability log10(1 + 1/m).

    As sizes in the world do (Benford, "The law of anomalous numbers", 1938): about 30 % begin
    with 1, under 5 % with 9.
    """

    def sample(self, rng: np.random.Generator) -> str:
        """One text."""
        size = self._law.sample(rng)
        lead = min(size, _BENFORD_DIGITS)
        number = int(10.0 ** (lead - 1 + rng.random()))
        return str(min(number, 10**lead - 1)) + digits_of(size - lead, rng)


class CounterTexts(_OfDigits):
    """Counters padded with zeros to the drawn length, "000417", of any magnitude alike."""

    def sample(self, rng: np.random.Generator) -> str:
        """One text."""
        size = self._law.sample(rng)
        significant = int(rng.integers(1, size + 1))
        first = str(int(rng.integers(1, 10)))
        return (first + digits_of(significant - 1, rng)).rjust(size, "0")
