"""Length laws: a weight for each number of characters, and how one length is drawn by them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import numpy as np

from synth.errors import BadRequestError

#: Number of characters -> weight.
Lengths = dict[int, float]

_WRITTEN = re.compile(r"(\d{1,3})(?:-(\d{1,3}))?(:n)?")


def uniform_lengths(shortest: int, longest: int) -> Lengths:
    """Every length from `shortest` to `longest` with equal weight."""
    return dict.fromkeys(range(shortest, longest + 1), 1.0)


def proportional_lengths(shortest: int, longest: int) -> Lengths:
    """Every length n from `shortest` to `longest` with weight n."""
    return {n: float(n) for n in range(shortest, longest + 1)}


def parse_lengths(written: str) -> Lengths:
    """The law written as "5" (fixed), "1-10" (uniform) or "1-10:n" (weights by n).

    Raises:
        BadRequestError: if it is none of these, starts at 0 or runs backwards.
    """
    parts = _WRITTEN.fullmatch(written.strip())
    shortest, longest = (int(parts[1]), int(parts[2] or parts[1])) if parts is not None else (0, 0)
    if parts is None or not 1 <= shortest <= longest:
        raise BadRequestError(
            'a length is "5", a range "1-10", or "1-10:n" for weights by n, from 1 to 999. '
            f"Received: {written!r}. Ask for empty texts by their share."
        )
    return (proportional_lengths if parts[3] else uniform_lengths)(shortest, longest)


@dataclass(frozen=True)
class LengthLaw:
    """Draws lengths by their weights.

    Attributes:
        weights: length -> weight, not all zero.
    """

    weights: Lengths
    _sizes: np.ndarray = field(init=False, repr=False, compare=False)
    _cumulative: np.ndarray = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        weights = np.array(list(self.weights.values()), dtype=np.float64)
        if not self.weights or min(self.weights) < 0 or not np.isfinite(weights).all():
            weights = np.zeros(1)
        if weights.min() < 0 or weights.sum() <= 0:
            raise BadRequestError(
                "a length law gives a weight >= 0 to each length, one of them above 0. "
                f"Received: {self.weights}. Ask for empty texts by their share."
            )
        object.__setattr__(self, "_sizes", np.array(list(self.weights)))
        object.__setattr__(self, "_cumulative", np.cumsum(weights / weights.sum()))

    @property
    def longest(self) -> int:
        """The greatest length that can be drawn."""
        return max(n for n, weight in self.weights.items() if weight > 0)

    @property
    def possible(self) -> list[int]:
        """The lengths that can be drawn, ascending."""
        return sorted(n for n, weight in self.weights.items() if weight > 0)

    def at(self, chance: float) -> int:
        """The length at `chance`, which is uniform in [0, 1)."""
        place = int(np.searchsorted(self._cumulative, chance, side="right"))
        return int(self._sizes[min(place, len(self._sizes) - 1)])

    def sample(self, rng: np.random.Generator) -> int:
        """One length."""
        return self.at(float(rng.random()))


def law_within(lengths: Lengths | None, feasible: Collection[int], what: str) -> LengthLaw:
    """`lengths` over the feasible ones alone; without a law, all feasible ones with equal weight.

    Raises:
        BadRequestError: if no feasible length has a weight; `what` says whose lengths they are.
    """
    if lengths is None:
        return LengthLaw(dict.fromkeys(sorted(feasible), 1.0))
    kept = {n: weight for n, weight in lengths.items() if n in feasible and weight > 0}
    if not kept:
        raise BadRequestError(
            f"{what} has {spelled(feasible)} characters. "
            f"Received: a length of {spelled(lengths)}. Ask for a length among those."
        )
    return LengthLaw(kept)


def spelled(lengths: Iterable[int]) -> str:
    """Lengths in few words: "1-3, 5"."""
    stretches: list[list[int]] = []
    for n in sorted(lengths):
        if stretches and n == stretches[-1][1] + 1:
            stretches[-1][1] = n
        else:
            stretches.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in stretches)


@dataclass(frozen=True)
class Choice:
    """One of some strings: all alike, or by a length law and all alike within each length.

    Attributes:
        items: the strings.
        lengths: the law; None for equal weight of each string.
        what: whose lengths they are, for the error.
    """

    items: tuple[str, ...]
    lengths: Lengths | None
    what: str
    _law: LengthLaw | None = field(init=False, repr=False, compare=False)
    _by_length: dict[int, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_length: dict[int, list[str]] = {}
        for item in self.items:
            by_length.setdefault(len(item), []).append(item)
        law = None if self.lengths is None else law_within(self.lengths, by_length, self.what)
        kept = by_length if law is None else {n: by_length[n] for n in law.possible}
        object.__setattr__(self, "_law", law)
        object.__setattr__(self, "_by_length", {n: tuple(items) for n, items in kept.items()})

    @property
    def kept(self) -> list[str]:
        """The strings that can be drawn."""
        return [item for items in self._by_length.values() for item in items]

    @property
    def longest(self) -> int:
        """Most characters of a string that can be drawn."""
        return max(self._by_length)

    def sample(self, rng: np.random.Generator) -> str:
        """One of the strings."""
        items = self.items if self._law is None else self._by_length[self._law.sample(rng)]
        return items[int(rng.integers(len(items)))]
