"""Gaps, sizes and wandering of glyphs, drawn by a style. Numbers only, no pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from synth.style import GapLaw, Style

#: Widest extra space between groups of digits, digit heights.
_SPACE = (0.4, 1.6)
#: Sizes of the glyphs of an uneven string.
_UNEVEN = (0.5, 1.3)
#: Height of a 1 that stands out of its string.
_TALL = (1.05, 1.5)
#: Height of the zeros that a round amount ends in, where they are small.
_SMALL = (0.4, 0.9)
#: How much wider than high against other glyphs they are at most.
_BROAD = 1.6


def choose_gap_law(style: Style, rng: np.random.Generator) -> GapLaw:
    """One of the style's laws, by weight."""
    place = rng.random() * sum(law.weight for law in style.gaps)
    for law in style.gaps:
        place -= law.weight
        if place < 0:
            break
    return law


def gaps(style: Style, count: int, rng: np.random.Generator) -> tuple[float, NDArray[np.float64]]:
    """The string's gap, and (count,) the blank before each glyph, digit heights; the first is 0."""
    law = choose_gap_law(style, rng)
    mean, half_width = law.mean.sample(rng), law.jitter.sample(rng)
    blanks = mean + half_width * (2.0 * rng.random(count) - 1.0)
    if count > 2 and rng.random() < style.space:
        wide = rng.random(count) < 0.35
        blanks[wide] += rng.uniform(*_SPACE)
    blanks[:1] = 0.0
    return mean, blanks


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


def ones(style: Style, text: str, rng: np.random.Generator) -> NDArray[np.float64]:
    """(len(text),) height of each glyph against its size: all 1, or 1s taller than their string."""
    heights = np.ones(len(text))
    if rng.random() < style.tall_ones and "1" in text:
        heights[[char == "1" for char in text]] = rng.uniform(*_TALL)
    return heights


def zeros(style: Style, text: str, rng: np.random.Generator) -> NDArray[np.float64]:
    """(len(text), 2) width and height of each glyph against its size: all 1, or smaller zeros.

    Round amounts often end so: the zeros half as high as the rest, wide, in one go.
    """
    factors = np.ones((len(text), 2))
    ending = len(text) - len(text.rstrip("0"))
    if style.small_zeros > 0 and ending > 0 and rng.random() < style.small_zeros:
        height = rng.uniform(*_SMALL)
        factors[-ending:] = height * rng.uniform(1.0, _BROAD), height
    return factors


def wander(style: Style, count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """(count,) shift of each glyph down from the baseline, digit heights."""
    return style.wander.many(rng, count) * float(rng.random())
