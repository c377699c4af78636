"""A law of texts: a length law, then digits uniform over the strings of that length."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from synth.errors import BadRequestError

DIGITS = "0123456789"


def uniform_lengths(shortest: int, longest: int) -> dict[int, float]:
    """Every length from `shortest` to `longest` with equal weight."""
    return dict.fromkeys(range(shortest, longest + 1), 1.0)


def proportional_lengths(shortest: int, longest: int) -> dict[int, float]:
    """Every length n from `shortest` to `longest` with weight n."""
    return {n: float(n) for n in range(shortest, longest + 1)}


@dataclass(frozen=True)
class TextLaw:
    """How texts are drawn.

    Attributes:
        lengths: number of digits -> weight.
        empty: probability of the empty text.
        runs: probability that one digit fills a stretch of the text ("7770", "000").
        signs: probability that signs are set into it ("12.500", "-3", "7/4/1990", "250.-").
    """

    lengths: dict[int, float] = field(default_factory=lambda: uniform_lengths(1, 10))
    empty: float = 0.0
    runs: float = 0.0
    signs: float = 0.0

    def __post_init__(self) -> None:
        if not self.lengths or min(self.lengths) < 1 or min(self.lengths.values()) < 0:
            raise BadRequestError(
                "a length law gives a weight >= 0 to lengths >= 1. "
                f"Received: {self.lengths}. Ask for empty texts with `empty`."
            )
        weights = np.array(list(self.lengths.values()), dtype=np.float64)
        if weights.sum() <= 0:
            raise BadRequestError(f"a length law needs a weight above 0. Received: {self.lengths}.")
        object.__setattr__(self, "_sizes", np.array(list(self.lengths)))
        object.__setattr__(self, "_cumulative", np.cumsum(weights / weights.sum()))

    _sizes: np.ndarray = field(init=False, repr=False, compare=False)
    _cumulative: np.ndarray = field(init=False, repr=False, compare=False)

    @property
    def longest(self) -> int:
        """Most digits a text can have."""
        return max(self.lengths)

    def sample(self, rng: np.random.Generator) -> str:
        """One text."""
        chance = rng.random(4)
        if chance[0] < self.empty:
            return ""
        place = np.searchsorted(self._cumulative, chance[1], side="right")
        size = int(self._sizes[min(int(place), len(self._sizes) - 1)])
        digits = "".join(map(str, rng.integers(0, 10, size).tolist()))
        if chance[2] < self.runs and size > 1:
            digits = _with_run(digits, rng)
        return with_signs(digits, rng) if chance[3] < self.signs else digits


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
        return digits + (".", "-", ".-", ",-", "/")[int(rng.integers(5))]
    place = int(rng.integers(0, len(digits) + 1))
    return digits[:place] + ".,-/+"[int(rng.integers(5))] + digits[place:]


def _grouped(digits: str, separator: str) -> str:
    first = len(digits) % 3 or 3
    groups = [digits[:first], *(digits[i : i + 3] for i in range(first, len(digits), 3))]
    return separator.join(groups)


def _dated(digits: str, separator: str, rng: np.random.Generator) -> str:
    first, second = sorted(rng.choice(np.arange(1, len(digits)), 2, replace=False).tolist())
    return separator.join((digits[:first], digits[first:second], digits[second:]))
