"""Heat and ink in one picture."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from matplotlib import colormaps
from matplotlib.colors import ListedColormap
from numpy.typing import NDArray

_WHITE = 0.4
"""Share of white in the heat's colours, so that black ink stands out from the darkest."""

HEAT = ListedColormap(
    (1 - _WHITE) * colormaps["viridis"](np.linspace(0, 1, 256))[:, :3] + _WHITE, name="heat"
)
"""Viridis, lightened."""

_INK = 0.75
"""How far ink darkens the heat: what lies on a stroke still shows its colour."""

DIGITS = [colormaps["tab10"](i) for i in (0, 1, 2, 3, 4, 5, 6, 8, 9)]
"""Colours that tell neighbouring characters apart."""


def colour(place: int) -> tuple[float, float, float, float]:
    """Colour of the character at `place` of a text."""
    return DIGITS[place % len(DIGITS)]


def heated(heat: NDArray[Any], ink: NDArray[np.float32]) -> NDArray[np.float64]:
    """Colours (H, W, 3) in 0..1 of `ink` (H, W) 0..1, dark, on `heat` (h, w), its maximum as 1.

    Heat without a positive value is drawn as zero.
    """
    height, width = ink.shape
    large = cv2.resize(heat.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    shares = large / max(float(heat.max(initial=0.0)), 1e-30)
    shown: NDArray[np.float64] = HEAT(shares.clip(0, 1))[:, :, :3] * (1 - _INK * ink[:, :, None])
    return shown
