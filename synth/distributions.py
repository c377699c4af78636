"""Distributions of one number: constant, uniform, clipped normal, or a choice among others.

In TOML: `2.5`, `[1.0, 3.0]`, `{ normal = [mean, deviation], low = 0.0, high = 9.0 }`,
`{ choice = [0.0, [1.0, 2.0]], weights = [3.0, 1.0] }`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from synth.errors import BadRequestError

#: A normal that states no bounds is clipped this many deviations from its mean.
_REACH = 3.0


class Distribution(ABC):
    """A law of one number between `low` and `high`."""

    __slots__ = ()

    low: float
    high: float

    @abstractmethod
    def sample(self, rng: np.random.Generator) -> float:
        """One number."""

    @abstractmethod
    def many(self, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
        """(count,) independent numbers."""

    @abstractmethod
    def plain(self) -> object:
        """What a TOML file says for it: `distribution` of that is equal to this."""


@dataclass(frozen=True)
class Constant(Distribution):
    """Always `value`."""

    value: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "low", self.value)
        object.__setattr__(self, "high", self.value)

    def sample(self, rng: np.random.Generator) -> float:
        """`value`; draws nothing."""
        return self.value

    def many(self, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
        """(count,) times `value`; draws nothing."""
        return np.full(count, self.value)

    def plain(self) -> float:
        """The number."""
        return self.value


@dataclass(frozen=True)
class Uniform(Distribution):
    """Evenly between `low` and `high`."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise BadRequestError(f"a range is [low, high]. Received: [{self.low}, {self.high}].")

    def sample(self, rng: np.random.Generator) -> float:
        """One number."""
        return self.low + (self.high - self.low) * float(rng.random())

    def many(self, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
        """(count,) independent numbers."""
        return self.low + (self.high - self.low) * rng.random(count)

    def plain(self) -> list[float]:
        """[low, high]."""
        return [self.low, self.high]


@dataclass(frozen=True)
class Normal(Distribution):
    """Gaussian about `mean`, what lies beyond `low` or `high` set to it."""

    mean: float
    deviation: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if self.deviation < 0 or not self.low <= self.mean <= self.high:
            raise BadRequestError(
                "a normal has a deviation >= 0 and low <= mean <= high. Received: "
                f"normal = [{self.mean}, {self.deviation}], low = {self.low}, high = {self.high}."
            )

    def sample(self, rng: np.random.Generator) -> float:
        """One number."""
        drawn = self.mean + self.deviation * float(rng.standard_normal())
        return min(max(drawn, self.low), self.high)

    def many(self, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
        """(count,) independent numbers."""
        drawn = self.mean + self.deviation * rng.standard_normal(count)
        return np.clip(drawn, self.low, self.high)

    def plain(self) -> dict[str, object]:
        """The table `normal`, `low`, `high`."""
        return {"normal": [self.mean, self.deviation], "low": self.low, "high": self.high}


@dataclass(frozen=True)
class Choice(Distribution):
    """One of `items`, each a distribution, by weight."""

    items: tuple[Distribution, ...]
    weights: tuple[float, ...]
    _shares: tuple[float, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.items) != len(self.weights) or not self.items:
            raise BadRequestError(
                "a choice has items and as many weights. "
                f"Received: {len(self.items)} items, {len(self.weights)} weights."
            )
        if min(self.weights) < 0 or sum(self.weights) <= 0:
            raise BadRequestError(
                f"weights are >= 0 and not all 0. Received: {list(self.weights)}."
            )
        object.__setattr__(self, "low", min(item.low for item in self.items))
        object.__setattr__(self, "high", max(item.high for item in self.items))
        shares = np.cumsum(self.weights) / sum(self.weights)
        object.__setattr__(self, "_shares", tuple(shares.tolist()[:-1]))

    def sample(self, rng: np.random.Generator) -> float:
        """One number."""
        return self.items[bisect_right(self._shares, rng.random())].sample(rng)

    def many(self, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
        """(count,) independent numbers."""
        return np.array([self.sample(rng) for _ in range(count)])

    def plain(self) -> dict[str, object]:
        """The table `choice`, `weights`."""
        return {"choice": [item.plain() for item in self.items], "weights": list(self.weights)}


def distribution(value: Any) -> Distribution:
    """The distribution that `value`, as TOML or Python states it, stands for.

    Args:
        value: a number, (low, high), a table `normal` or `choice`, or a Distribution.

    Raises:
        BadRequestError: for anything else, a number that is not finite, or an empty range.
    """
    if isinstance(value, Distribution):
        return value
    if _is_number(value):
        return Constant(float(value))
    if _are_numbers(value) and len(value) == 2:
        return Uniform(float(value[0]), float(value[1]))
    if isinstance(value, Mapping) and "normal" in value:
        return _normal(value)
    if isinstance(value, Mapping) and "choice" in value:
        return _choice(value)
    raise _unknown(value)


def _normal(table: Mapping[str, Any]) -> Normal:
    pair = table["normal"]
    if not set(table) <= {"normal", "low", "high"} or not _are_numbers(pair) or len(pair) != 2:
        raise _unknown(table)
    mean, deviation = map(float, pair)
    low = table.get("low", mean - _REACH * deviation)
    high = table.get("high", mean + _REACH * deviation)
    if not _are_numbers([low, high]):
        raise _unknown(table)
    return Normal(mean, deviation, float(low), float(high))


def _choice(table: Mapping[str, Any]) -> Choice:
    items = table["choice"]
    if not set(table) <= {"choice", "weights"} or not isinstance(items, list | tuple):
        raise _unknown(table)
    weights = table.get("weights", [1.0] * len(items))
    if not _are_numbers(weights):
        raise _unknown(table)
    return Choice(tuple(map(distribution, items)), tuple(map(float, weights)))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _are_numbers(value: object) -> bool:
    return isinstance(value, list | tuple) and all(map(_is_number, value))


def _unknown(value: object) -> BadRequestError:
    return BadRequestError(
        "a distribution is a number, [low, high], { normal = [mean, deviation], low = , high = } "
        f"or {{ choice = [...], weights = [...] }}. Received: {value!r}."
    )
