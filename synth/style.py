"""Styles: named sets of synthesis parameters, each a probability or a (low, high) uniform range."""

from __future__ import annotations

from dataclasses import dataclass, field

from synth.errors import BadRequestError
from synth.text import TextLaw

Range = tuple[float, float]


@dataclass(frozen=True)
class GapLaw:
    """Blank between the boxes of neighbours, drawn once per string, in digit heights.

    Attributes:
        weight: how often this law is chosen among a style's.
        mean: range of the string's mean gap; negative overlaps.
        jitter: range of the half-width of each gap's own deviation.
    """

    weight: float
    mean: Range
    jitter: Range = (0.0, 0.1)


@dataclass(frozen=True)
class Style:
    """How strings look. Lengths are in digit heights unless a unit is given.

    Attributes:
        name: the style's name.
        text: the law of the texts.
        digit_height: pixels.
        gaps: laws of the gaps, one chosen per string.
        kerned: probability per string that gaps are measured between strokes, row by row, instead
            of between boxes, so that leaning digits and long tails reach over and under others.
        space: probability per string that it has wider spaces between groups.
        slant: horizontal shift per unit of height, whole string.
        aspect: horizontal over vertical scale, whole string.
        rotation: degrees, each glyph.
        jitter: relative change of each glyph's width and height.
        uneven: probability per string that its glyphs differ in size by up to a factor of 2.6.
        slope: rise of the baseline per unit of width, whole string.
        wander: shift of each glyph off the baseline.
        thicken: pixels added to the pen's width at 20 pixels of digit height, whole string.
        margin: blank around the ink.
        cut: probability that one edge of the image cuts into the outer ink, by up to 0.25.
        marks: probability of each kind of mark that is no character (see `synth.effects.marks`).
        wear: probability of each kind of worn ink (see `synth.effects.ink`).
        paper: True to render ink on paper, dark on light as a scan or photo shows it;
            False to leave the ink alone, ink high.
    """

    name: str
    text: TextLaw = field(default_factory=TextLaw)
    digit_height: Range = (20.0, 26.0)
    gaps: tuple[GapLaw, ...] = (GapLaw(1.0, (0.05, 0.4)),)
    kerned: float = 0.0
    space: float = 0.0
    slant: Range = (-0.2, 0.5)
    aspect: Range = (0.85, 1.15)
    rotation: Range = (-6.0, 6.0)
    jitter: Range = (-0.08, 0.08)
    uneven: float = 0.0
    slope: Range = (-0.05, 0.05)
    wander: Range = (-0.08, 0.08)
    thicken: Range = (-0.6, 1.2)
    margin: Range = (0.1, 0.4)
    cut: float = 0.0
    marks: dict[str, float] = field(default_factory=dict)
    wear: dict[str, float] = field(default_factory=dict)
    paper: bool = False

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if isinstance(value, tuple) and len(value) == 2 and value[0] > value[1]:
                raise BadRequestError(
                    f"a range is (low, high). Received: {name} = {value} in style {self.name!r}."
                )


_ALL_GAPS = (
    GapLaw(4.0, (0.05, 0.4), (0.0, 0.15)),
    GapLaw(2.0, (-0.1, 0.1), (0.0, 0.12)),
    GapLaw(2.0, (-0.25, 0.0), (0.0, 0.12)),
    GapLaw(1.0, (0.4, 1.6), (0.0, 0.4)),
)
_TEXTS = TextLaw(
    lengths={1: 1.2, 2: 1.2, **dict.fromkeys(range(3, 9), 1.0), 9: 0.7, 10: 0.7, 11: 0.5, 12: 0.5},
    empty=0.04,
    runs=0.12,
    signs=0.25,
)

STYLES: dict[str, Style] = {
    style.name: style
    for style in (
        Style("clean", slant=(0.0, 0.0), rotation=(0.0, 0.0), thicken=(0.0, 0.0)),
        Style(
            "everyday",
            text=_TEXTS,
            gaps=_ALL_GAPS,
            kerned=0.4,
            space=0.06,
            uneven=0.1,
            cut=0.03,
            marks={
                "rule": 0.05,
                "remains": 0.06,
                "specks": 0.08,
                "edge": 0.015,
                "bar": 0.015,
                "neighbour": 0.04,
                "stray": 0.05,
                "accent": 0.03,
            },
            wear={
                "blur": 0.2,
                "fade": 0.1,
                "grain": 0.06,
                "breaks": 0.05,
                "erased": 0.04,
                "coarse": 0.14,
            },
        ),
        Style(
            "paper",
            text=_TEXTS,
            digit_height=(13.0, 36.0),
            gaps=_ALL_GAPS,
            kerned=0.4,
            space=0.06,
            uneven=0.1,
            margin=(0.08, 0.7),
            cut=0.03,
            marks={
                "rule": 0.25,
                "specks": 0.12,
                "edge": 0.06,
                "bar": 0.03,
                "neighbour": 0.1,
                "stray": 0.06,
                "accent": 0.03,
            },
            wear={"blur": 0.2, "fade": 0.15, "breaks": 0.06, "coarse": 0.25},
            paper=True,
        ),
    )
}


def style_named(name: str) -> Style:
    """The preset `name`.

    Raises:
        BadRequestError: listing the presets.
    """
    if name not in STYLES:
        raise BadRequestError(f"a style is one of {', '.join(STYLES)}. Received: {name!r}.")
    return STYLES[name]
