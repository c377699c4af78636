"""Where glyphs go: gaps, spaces, baseline. Numbers only, no pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from synth.style import GapLaw, Style

#: Widest extra space between groups of digits, digit heights.
_SPACE = (0.4, 1.6)
#: Sizes of the glyphs of an uneven string.
_UNEVEN = (0.5, 1.3)


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


def sizes(style: Style, count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """(count,) size of each glyph relative to the string's: all 1, or uneven.

    Uneven strings are those of a restless hand, or of one that writes the first digit large.
    """
    chance = rng.random(2)
    if chance[0] >= style.uneven:
        return np.ones(count)
    if chance[1] < 0.5:
        return rng.uniform(*_UNEVEN, count)
    rest = np.full(count, rng.uniform(_UNEVEN[0], 0.9))
    rest[:1] = 1.0
    return rest


def baseline(
    style: Style, centres: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.float64]:
    """(N,) shift down of each glyph, digit heights, for glyphs centred at `centres`."""
    slope = rng.uniform(*style.slope)
    wander = rng.uniform(*style.wander, len(centres)) * rng.random()
    return centres * slope + wander
