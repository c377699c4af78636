"""A style: how strings look, each parameter a distribution with a unit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from synth.distributions import Constant, Distribution, Uniform
from synth.errors import BadRequestError
from synth.style.effects import EFFECTS
from synth.style.parameter import chance, declared, meaning
from synth.text import TextLaw, Texts

#: Marks that are no characters, drawn by `synth.effects.marks`.
MARKS = {
    "rule": "a ruled line under, through the feet of, or above the text",
    "remains": "what stays of a ruling taken out of a scan",
    "bar": "a piece of a table's vertical line close to the text",
    "accent": "a dot or a short stroke above a digit",
    "specks": "up to six specks",
    "edge": "a form's vertical rim at the left or right edge",
    "neighbour": "the foot or head of writing above or below, cut by the image's rim",
    "stray": "a long dash before or after the text, or a flourish below it",
}
#: Ways in which ink is worn, drawn by `synth.effects.ink`.
WEAR = {
    "breaks": "strokes broken by a dry pen",
    "erased": "ink gone along a thin line right across",
    "fade": "ink paler in places",
    "blur": "out of focus by up to 0.05 digit heights",
    "coarse": "as if scanned with digits only 9 to 18 pixels high",
    "grain": "noise on ink and paper",
}


#: Parameters of a style that are probabilities per string.
CHANCES = ("kerned", "space", "uneven", "tall_ones", "small_zeros", "cut")


def _read_parameters(thing: object, where: str) -> None:
    """Turn what the caller gave for the parameters of the frozen `thing` into distributions."""
    for name, item in declared(type(thing)).items():
        object.__setattr__(thing, name, item.read(f"{where}{name}", getattr(thing, name)))


@dataclass(frozen=True)
class GapLaw:
    """Blank between the boxes of neighbours, drawn once per string.

    Attributes:
        weight: how often this law is chosen among a style's.
        mean: the string's mean gap.
        jitter: half-width of each gap's own deviation.
    """

    weight: float
    mean: Distribution = field(
        default=Uniform(0.05, 0.4),
        metadata=meaning("digit heights", "mean gap of the string; negative overlaps", -1.0, 10.0),
    )
    jitter: Distribution = field(
        default=Uniform(0.0, 0.1),
        metadata=meaning("digit heights", "half-width of each gap's own deviation", 0.0, 5.0),
    )

    def __post_init__(self) -> None:
        _read_parameters(self, "gaps.")
        number = isinstance(self.weight, int | float) and not isinstance(self.weight, bool)
        if not number or not 0 <= self.weight < math.inf:
            raise BadRequestError(f"gaps.weight is a number >= 0. Received: {self.weight!r}.")


@dataclass(frozen=True)
class Setting:
    """One effect of `EFFECTS` in a style.

    Attributes:
        chance: probability per string that it comes up.
        values: a distribution for each of its parameters.
    """

    chance: float
    values: Mapping[str, Distribution]

    def sample(self, rng: np.random.Generator) -> dict[str, float]:
        """A number for each parameter."""
        return {name: law.sample(rng) for name, law in self.values.items()}


def _setting(name: str, given: Setting | Mapping[str, Any]) -> Setting:
    """The effect `name` as `given`: its chance, 1 if missing, and its parameters, or a default."""
    if isinstance(given, Setting):
        given = {"chance": given.chance, **given.values}
    if not isinstance(given, Mapping):
        raise BadRequestError(f"effects.{name} is a table. Received: {given!r}.")
    parameters = EFFECTS[name].parameters
    for key in given:
        if key != "chance" and key not in parameters:
            raise BadRequestError(
                f"effects.{name} knows the keys {', '.join(('chance', *parameters))}. "
                f"Received: {key!r}."
            )
    values = {
        key: item.read(f"effects.{name}.{key}", given.get(key, item.default))
        for key, item in parameters.items()
    }
    return Setting(chance(f"effects.{name}.chance", given.get("chance", 1.0)), values)


@dataclass(frozen=True)
class Style:
    """How strings look.

    A range may be given as (low, high), a constant as a number, an effect as a table like
    {"chance": 0.5, "angle": (-3, 3)}.

    `declared(Style)` tells the unit and the meaning of each parameter, `EFFECTS` those of the
    effects.

    Attributes:
        name: the style's name.
        text: the law of the texts.
        gaps: laws of the gaps, one chosen per string.
        kerned: probability per string that gaps are measured between strokes, row by row, instead
            of between boxes, so that leaning digits and long tails reach over and under others.
        space: probability per string that it has wider spaces between groups.
        uneven: probability per string that its glyphs differ in size by up to a factor of 2.6.
        tall_ones: probability per string that its 1s are up to 1.5 times as tall as the rest.
        small_zeros: probability per string that the zeros it ends in are down to 0.4 times as high
            as the rest, and wider for their height.
        cut: probability that one edge of the image cuts into the outer ink, by up to 0.25.
        marks: probability of each kind of mark that is no character, see `MARKS`.
        wear: probability of each kind of worn ink, see `WEAR`.
        effects: the other effects, see `EFFECTS`.
    """

    name: str
    about: str = ""
    text: Texts = field(default_factory=TextLaw)
    digit_height: Distribution = field(
        default=Uniform(20.0, 26.0), metadata=meaning("pixels", "height of a digit", 4.0, 1000.0)
    )
    gaps: tuple[GapLaw, ...] = (GapLaw(1.0),)
    kerned: float = 0.0
    space: float = 0.0
    slant: Distribution = field(
        default=Uniform(-0.2, 0.5),
        metadata=meaning("widths per height", "lean to the right, whole string", -2.0, 2.0),
    )
    aspect: Distribution = field(
        default=Uniform(0.85, 1.15),
        metadata=meaning("ratio", "horizontal over vertical scale, whole string", 0.2, 5.0),
    )
    rotation: Distribution = field(
        default=Uniform(-6.0, 6.0), metadata=meaning("degrees", "turn of each glyph", -90.0, 90.0)
    )
    jitter: Distribution = field(
        default=Uniform(-0.08, 0.08),
        metadata=meaning("ratio", "change of each glyph's width and height", -0.8, 2.0),
    )
    uneven: float = 0.0
    tall_ones: float = 0.0
    small_zeros: float = 0.0
    slope: Distribution = field(
        default=Uniform(-0.05, 0.05),
        metadata=meaning("heights per width", "fall of the baseline, whole string", -1.0, 1.0),
    )
    wander: Distribution = field(
        default=Uniform(-0.08, 0.08),
        metadata=meaning("digit heights", "shift of each glyph off the baseline", -1.0, 1.0),
    )
    thicken: Distribution = field(
        default=Uniform(-0.6, 1.2),
        metadata=meaning("pixels at 20 of digit height", "added to the pen's width", -2.0, 8.0),
    )
    bend: Distribution = field(
        default=Constant(0.0),
        metadata=meaning("digit heights", "furthest an elastic distortion moves a point", 0.0, 0.4),
    )
    margin: Distribution = field(
        default=Uniform(0.1, 0.4),
        metadata=meaning("digit heights", "blank around the ink", 0.0, 10.0),
    )
    cut: float = 0.0
    marks: Mapping[str, float] = field(default_factory=dict)
    wear: Mapping[str, float] = field(default_factory=dict)
    effects: Mapping[str, Setting] = field(default_factory=dict)

    def __post_init__(self) -> None:
        try:
            self._read()
        except BadRequestError as error:
            raise BadRequestError(f"style {self.name!r}: {error}") from error

    def _read(self) -> None:
        _read_parameters(self, "")
        for name in CHANCES:
            object.__setattr__(self, name, chance(name, getattr(self, name)))
        if not self.gaps or sum(law.weight for law in self.gaps) <= 0:
            raise BadRequestError(
                f"gaps holds a law with a weight above 0. Received: {self.gaps!r}."
            )
        for table, known in (("marks", MARKS), ("wear", WEAR), ("effects", EFFECTS)):
            for name in getattr(self, table):
                if name not in known:
                    raise BadRequestError(f"{table} knows {', '.join(known)}. Received: {name!r}.")
        settings = {name: _setting(name, given) for name, given in self.effects.items()}
        object.__setattr__(self, "effects", settings)
        if "sheet" in self.effects and self.effects["sheet"].chance not in (0.0, 1.0):
            raise BadRequestError(
                "effects.sheet.chance is 1 or 0: a style has paper or has none. "
                f"Received: {self.effects['sheet'].chance}."
            )
        for table in ("marks", "wear"):
            given = getattr(self, table)
            read = {name: chance(f"{table}.{name}", value) for name, value in given.items()}
            object.__setattr__(self, table, read)

    @property
    def paper(self) -> bool:
        """True if ink is shown on paper, dark on light; False if it is left alone, ink high."""
        return "sheet" in self.effects and self.effects["sheet"].chance > 0

    @property
    def coloured(self) -> bool:
        """True if images are (h, w, 3) RGB."""
        return self.paper and not {"ink_colour", "paper_colour"}.isdisjoint(self.effects)
