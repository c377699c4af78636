"""Where glyphs go: gaps, spaces, baseline. Numbers only, no pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from synth.style import GapLaw, Style

#: Widest extra space between groups of digits, digit heights.
_SPACE = (0.4, 1.6)


def choose_gap_law(style: Style, rng: np.random.Generator) -> GapLaw:
    """One of the style's laws, by weight."""
    weights = np.array([law.weight for law in style.gaps])
    place = np.searchsorted(np.cumsum(weights), rng.random() * weights.sum(), side="right")
    return style.gaps[min(int(place), len(style.gaps) - 1)]


def gaps(style: Style, count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """(count,) blank before each of `count` glyphs, digit heights; the first is 0."""
    law = choose_gap_law(style, rng)
    mean, half_width = rng.uniform(*law.mean), rng.uniform(*law.jitter)
    blanks = mean + rng.uniform(-half_width, half_width, count)
    if count > 2 and rng.random() < style.space:
        wide = rng.random(count) < 0.35
        blanks[wide] += rng.uniform(*_SPACE)
    blanks[:1] = 0.0
    return blanks


def baseline(
    style: Style, centres: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.float64]:
    """(N,) shift down of each glyph, digit heights, for glyphs centred at `centres`."""
    slope = rng.uniform(*style.slope)
    wander = rng.uniform(*style.wander, len(centres)) * rng.random()
    return centres * slope + wander
