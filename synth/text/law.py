"""A law of texts: a length law, then digits uniform over the strings of that length."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from synth.errors import BadRequestError
from synth.text.lengths import LengthLaw, Lengths, proportional_lengths, uniform_lengths

__all__ = ["DIGITS", "TextLaw", "proportional_lengths", "uniform_lengths", "with_signs"]

DIGITS = "0123456789"
SIGNS = ".,-/+"


@dataclass(frozen=True)
class TextLaw:
    """How texts are drawn.

    Attributes:
        lengths: number of digits -> weight.
        empty: probability of the empty text.
        rounded: probability that a text of three digits or more ends in two zeros or more.
        runs: probability that one digit fills a stretch of the text ("7770", "000").
        signs: probability that signs are set into it ("12.500", "-3", "7/4/1990", "250.-").
    """

    lengths: Lengths = field(default_factory=lambda: uniform_lengths(1, 10))
    empty: float = 0.0
    rounded: float = 0.0
    runs: float = 0.0
    signs: float = 0.0

    def __post_init__(self) -> None:
        if self.lengths and min(self.lengths) < 1:
            raise BadRequestError(
                "a text has at least one digit. "
                f"Received: lengths {self.lengths}. Ask for empty texts with `empty`."
            )
        object.__setattr__(self, "_law", LengthLaw(self.lengths))

    _law: LengthLaw = field(init=False, repr=False, compare=False)

    @property
    def characters(self) -> str:
        """Every character a text can hold, sorted."""
        return "".join(sorted(DIGITS + SIGNS if self.signs > 0 else DIGITS))

    @property
    def longest(self) -> int:
        """Most characters a text can have, signs included."""
        digits = self._law.longest
        # Two signs of a date or behind an amount, or one between every three digits.
        return digits + max(2, (digits - 1) // 3) if self.signs > 0 else digits

    def sample(self, rng: np.random.Generator) -> str:
        """One text."""
        chance = rng.random(4)
        if chance[0] < self.empty:
            return ""
        size = self._law.at(chance[1])
        digits = "".join(map(str, rng.integers(0, 10, size).tolist()))
        if chance[2] < self.runs and size > 1:
            digits = _with_run(digits, rng)
        if self.rounded > 0 and size > 2 and rng.random() < self.rounded:
            digits = _round(digits, rng)
        return with_signs(digits, rng) if chance[3] < self.signs else digits


def _round(digits: str, rng: np.random.Generator) -> str:
    """`digits` with zeros for its last two or more; the first stays."""
    zeros = int(rng.integers(2, len(digits)))
    return digits[:-zeros] + "0" * zeros


def _with_run(digits: str, rng: np.random.Generator) -> str:
    """`digits` with a stretch of at least two replaced by its first digit."""
    start = int(rng.integers(0, len(digits) - 1))
    stop = int(rng.integers(start + 2, len(digits) + 1))
    return digits[:start] + digits[start] * (stop - start) + digits[stop:]


def with_signs(digits: str, rng: np.random.Generator) -> str:
    """`digits` set as people write them: thousands, decimals, signs before and after, dates."""
    kind = int(rng.integers(0, 6))
    if kind == 0 and len(digits) > 3:
        return _grouped(digits, ".,"[int(rng.integers(2))])
    if kind == 1 and len(digits) > 1:
        cut = len(digits) - int(rng.integers(1, min(3, len(digits))))
        return f"{digits[:cut]}{'.,'[int(rng.integers(2))]}{digits[cut:]}"
    if kind == 2 and len(digits) > 2:
        return _dated(digits, "/-."[int(rng.integers(3))], rng)
    if kind == 3:
        return "+-"[int(rng.integers(2))] + digits
    if kind == 4:
        return digits + (".", "-", ".-", ",-", "/-")[int(rng.integers(5))]
    place = int(rng.integers(0, len(digits) + 1))
    # No slash: alone between digits it cannot be told from a 1.
    return digits[:place] + ".,-+"[int(rng.integers(4))] + digits[place:]


def _grouped(digits: str, separator: str) -> str:
    first = len(digits) % 3 or 3
    groups = [digits[:first], *(digits[i : i + 3] for i in range(first, len(digits), 3))]
    return separator.join(groups)


def _dated(digits: str, separator: str, rng: np.random.Generator) -> str:
    first, second = sorted(rng.choice(np.arange(1, len(digits)), 2, replace=False).tolist())
    return separator.join((digits[:first], digits[first:second], digits[second:]))
