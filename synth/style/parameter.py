"""What a parameter is: a default, a unit, a line about it and the bounds it keeps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from synth.distributions import Distribution, distribution
from synth.errors import BadRequestError


@dataclass(frozen=True)
class Parameter:
    """A number that a style gives a distribution.

    Attributes:
        default: where a style says nothing.
        unit: what it is counted in.
        about: one line.
        low: least value allowed.
        high: greatest value allowed.
    """

    default: Distribution
    unit: str
    about: str
    low: float = -math.inf
    high: float = math.inf

    def read(self, name: str, value: object) -> Distribution:
        """The distribution that `value` stands for, within the bounds.

        Raises:
            BadRequestError: naming the parameter.
        """
        try:
            found = distribution(value)
        except BadRequestError as error:
            raise BadRequestError(f"{name}: {error}") from error
        if found.low < self.low or found.high > self.high:
            raise BadRequestError(
                f"{name} lies between {self.low:g} and {self.high:g} {self.unit}. "
                f"Received: {value!r}."
            )
        return found


def meaning(
    unit: str, about: str, low: float = -math.inf, high: float = math.inf
) -> Mapping[str, Any]:
    """Metadata of a dataclass field that holds a distribution."""
    return {"unit": unit, "about": about, "low": low, "high": high}


def declared(kind: type) -> Mapping[str, Parameter]:
    """The parameters among the fields of the dataclass `kind`, by name."""
    return {
        item.name: Parameter(distribution(item.default), **item.metadata)
        for item in fields(kind)
        if item.metadata
    }


def chance(name: str, value: object) -> float:
    """`value` as a probability.

    Raises:
        BadRequestError: naming what is no number between 0 and 1.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise BadRequestError(f"{name} is a probability, 0 to 1. Received: {value!r}.")
    return float(value)
