"""The effects a style can ask for, and their parameters. `synth.effects` draws them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from synth.distributions import distribution
from synth.style.parameter import Parameter


@dataclass(frozen=True)
class Effect:
    """Something that may happen to a string.

    Attributes:
        about: one line.
        parameters: its numbers, drawn each time it comes up.
    """

    about: str
    parameters: Mapping[str, Parameter]


def _parameter(
    default: object, unit: str, about: str, low: float = 0.0, high: float = 1.0
) -> Parameter:
    return Parameter(distribution(default), unit, about, low, high)


_EM = "digit heights"
_SHARE = "share of full"

_ANGLE = (-180.0, 180.0)

EFFECTS: dict[str, Effect] = {
    "pressure": Effect(
        "strokes thinner and paler where the pen is lifted a little",
        {"depth": _parameter([0.1, 0.6], _SHARE, "most that the pressure falls")},
    ),
    "strike": Effect(
        "one line through the whole text, which stays legible and is still the truth",
        {
            "width": _parameter([0.03, 0.06], _EM, "of the line"),
            "tilt": _parameter([-4.0, 4.0], "degrees", "rise to the right", -45.0, 45.0),
        },
    ),
    "thousands": Effect(
        "marks between groups of three digits that are not in the text",
        {
            "size": _parameter([0.05, 0.09], _EM, "of a dot"),
            "kind": _parameter(
                {"choice": [0, 1, 2], "weights": [7, 2, 1]},
                "kind",
                "0 a dot, 1 a comma, 2 an apostrophe",
                0,
                2,
            ),
        },
    ),
    "filler": Effect(
        "what ends an amount and is not in the text",
        {
            "kind": _parameter(
                {"choice": [0, 1, 2, 3, 4], "weights": [5, 2, 3, 2, 1]},
                "kind",
                "0 a dot, 1 a comma, 2 a dash, 3 a dot and a dash, 4 two dashes",
                0,
                4,
            ),
            "length": _parameter([0.2, 0.6], _EM, "of a dash", 0.05, 10.0),
        },
    ),
    "rows": Effect(
        "feet of a line above or heads of one below, by the same hand, cut by the rim",
        {"reach": _parameter([0.06, 0.28], _EM, "how far they come in")},
    ),
    "comb": Effect(
        "one printed cell per character, all of one width, some perhaps empty",
        {
            "kind": _parameter(
                {"choice": [0, 1, 2], "weights": [4, 3, 3]},
                "kind",
                "0 a grid, 1 boxes apart, 2 a foot with teeth",
                0,
                2,
            ),
            "pitch": _parameter(
                [0.85, 1.3], _EM, "from cell to cell, more for wide digits", 0.1, 10
            ),
            "height": _parameter([1.25, 1.8], _EM, "of a cell, more for tall digits", 0.1, 10),
            "spare": _parameter(
                {"choice": [0, 1, 2, 3], "weights": [6, 2, 1, 1]}, "cells", "left empty", 0, 20
            ),
            "width": _parameter([0.02, 0.07], _EM, "of the lines"),
            "level": _parameter([0.1, 0.75], _SHARE, "brightness of the lines"),
        },
    ),
    "frame": Effect(
        "a printed box around the whole text",
        {
            "pad": _parameter([0.1, 0.5], _EM, "blank inside", 0.0, 10.0),
            "width": _parameter([0.02, 0.08], _EM, "of the lines"),
            "level": _parameter([0.05, 0.7], _SHARE, "brightness of the lines"),
        },
    ),
    "underline": Effect(
        "a printed line to write on",
        {
            "drop": _parameter([-0.05, 0.3], _EM, "below the baseline", -1.0, 5.0),
            "width": _parameter([0.02, 0.07], _EM, "of the line"),
            "dots": _parameter(
                {"choice": [0, 1], "weights": [3, 1]}, "kind", "0 solid, 1 dotted", 0, 1
            ),
            "level": _parameter([0.05, 0.65], _SHARE, "brightness of the line"),
        },
    ),
    "lines": Effect(
        "a ruled page",
        {
            "period": _parameter([1.2, 2.2], _EM, "from line to line", 0.2, 20.0),
            "drop": _parameter([-0.1, 0.3], _EM, "below the baseline", -5.0, 5.0),
            "width": _parameter([0.015, 0.05], _EM, "of a line"),
            "level": _parameter([0.3, 0.8], _SHARE, "brightness of a line"),
        },
    ),
    "stamp": Effect(
        "an office stamp over or beside the ink, of letters alone",
        {
            "kind": _parameter({"choice": [0, 1]}, "kind", "0 round, 1 rectangular", 0, 1),
            "size": _parameter([1.8, 4.0], _EM, "across", 0.5, 50.0),
            "angle": _parameter([-25.0, 25.0], "degrees", "turn, clockwise", *_ANGLE),
            "strength": _parameter([0.25, 0.7], _SHARE, "how far it hides the paper"),
            "level": _parameter([0.3, 0.6], _SHARE, "brightness of its ink"),
            "hue": _parameter(
                {"choice": [[-10, 10], [210, 250], [260, 290]], "weights": [3, 3, 1]},
                "degrees",
                "of its ink",
                -180.0,
                360.0,
            ),
        },
    ),
    "turn": Effect(
        "the whole picture turned",
        {"angle": _parameter([-5.0, 5.0], "degrees", "clockwise", -45.0, 45.0)},
    ),
    "perspective": Effect(
        "seen from the side",
        {
            "pitch": _parameter([-25.0, 25.0], "degrees", "upper side away", -45.0, 45.0),
            "yaw": _parameter([-25.0, 25.0], "degrees", "right side away", -45.0, 45.0),
            "distance": _parameter([1.5, 4.0], "longer sides", "of the eye", 1.2, 1000.0),
        },
    ),
    "sheet": Effect(
        "ink on paper, dark on light, as a scanner or a camera shows it",
        {
            "level": _parameter([0.55, 1.0], _SHARE, "brightness of the paper"),
            "uneven": _parameter([0.0, 0.15], _SHARE, "most that light differs over the paper"),
            "darkness": _parameter([0.35, 1.0], _SHARE, "how far ink covers the paper"),
            "ink": _parameter([0.0, 0.25], _SHARE, "brightness of the ink"),
            "contrast": _parameter(
                0.0, _SHARE, "least difference of strokes and paper; they are darkened for it"
            ),
        },
    ),
    "ink_colour": Effect(
        "coloured ink; the picture is RGB",
        {
            "hue": _parameter([205.0, 245.0], "degrees", "of the ink", -180.0, 360.0),
            "saturation": _parameter([0.4, 0.95], _SHARE, "of the ink"),
        },
    ),
    "paper_colour": Effect(
        "coloured paper; the picture is RGB",
        {
            "hue": _parameter([20.0, 60.0], "degrees", "of the paper", -180.0, 360.0),
            "saturation": _parameter([0.0, 0.25], _SHARE, "of the paper"),
        },
    ),
    "print_colour": Effect(
        "coloured print, where the picture is RGB",
        {
            "hue": _parameter([-180.0, 180.0], "degrees", "of the print", -180.0, 360.0),
            "saturation": _parameter([0.2, 0.8], _SHARE, "of the print"),
        },
    ),
    "security": Effect(
        "fine wavy lines or a grid of dots, as printed on cheques",
        {
            "strength": _parameter([0.04, 0.25], _SHARE, "darkness of the lines"),
            "period": _parameter([0.12, 0.4], _EM, "from line to line", 0.02, 10.0),
        },
    ),
    "texture": Effect(
        "fibres and stains of the paper",
        {
            "depth": _parameter([0.005, 0.035], _SHARE, "deviation of its brightness"),
            "grain": _parameter([0.04, 0.4], _EM, "size of its spots", 0.01, 10.0),
        },
    ),
    "shadow": Effect(
        "the shadow of a hand or a phone",
        {
            "depth": _parameter([0.1, 0.45], _SHARE, "light it takes away"),
            "softness": _parameter([0.05, 0.8], _EM, "of its edge", 0.01, 20.0),
        },
    ),
    "focus": Effect(
        "out of focus",
        {"sigma": _parameter([0.01, 0.04], _EM, "deviation of the blur, plus 0.2 pixels")},
    ),
    "shake": Effect(
        "blurred along a line, as by a hand that moved",
        {
            "length": _parameter([0.05, 0.18], _EM, "of the way"),
            "angle": _parameter([-90.0, 90.0], "degrees", "of the way, clockwise", *_ANGLE),
        },
    ),
    "resample": Effect(
        "reduced to few pixels and enlarged again",
        {"height": _parameter([10.0, 20.0], "pixels", "of a digit when reduced", 4.0, 1000.0)},
    ),
    "noise": Effect(
        "noise of the sensor",
        {"deviation": _parameter([0.002, 0.03], _SHARE, "deviation of each pixel")},
    ),
    "bilevel": Effect("black and white alone", {}),
    "negative": Effect("light on dark", {}),
    "jpeg": Effect(
        "compressed and decompressed",
        {"quality": _parameter([30.0, 90.0], "per cent", "JPEG quality", 5.0, 100.0)},
    ),
}
