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

EFFECTS: dict[str, Effect] = {
    "sheet": Effect(
        "ink on paper, dark on light, as a scanner or a camera shows it",
        {
            "level": _parameter([0.55, 1.0], _SHARE, "brightness of the paper"),
            "uneven": _parameter([0.0, 0.15], _SHARE, "most that light differs over the paper"),
            "darkness": _parameter([0.35, 1.0], _SHARE, "how far ink covers the paper"),
            "ink": _parameter([0.0, 0.25], _SHARE, "brightness of the ink"),
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
    "focus": Effect(
        "out of focus",
        {"sigma": _parameter([0.01, 0.04], _EM, "deviation of the blur, plus 0.2 pixels")},
    ),
    "noise": Effect(
        "noise of the sensor",
        {"deviation": _parameter([0.002, 0.03], _SHARE, "deviation of each pixel")},
    ),
    "negative": Effect("light on dark", {}),
    "jpeg": Effect(
        "compressed and decompressed",
        {"quality": _parameter([30.0, 90.0], "per cent", "JPEG quality", 5.0, 100.0)},
    ),
}
