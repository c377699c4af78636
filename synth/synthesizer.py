"""Strings from glyphs: `Synthesizer.sample(index)` is a pure function of (seed, split, index)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from synth import layout
from synth.composing import Box, compose, nothing
from synth.effects import Drawn, finish
from synth.errors import BadRequestError
from synth.glyphs.glyph import Hand, Source, glyphs_of
from synth.glyphs.splits import split_number
from synth.spacing import place
from synth.strip import Bend, Strip
from synth.style import Style
from synth.text.texts import Texts

#: Points of a glyph farther apart than this bend independently, digit heights.
_SPACING = 0.4


@dataclass(frozen=True, slots=True)
class Sample:
    """One synthesized string.

    Attributes:
        image: (h, w) uint8, or (h, w, 3) RGB for a coloured style; ink high, or as scanned for a
            style with paper.
        text: what it says.
        boxes: [x0, y0, x1, y1) pixels of each character's ink, in the order of `text`.
        digit_height: pixels.
        keys: identity of each glyph used.
        parameters: what was drawn for the whole string, by name.
    """

    image: NDArray[np.uint8]
    text: str
    boxes: tuple[Box, ...]
    digit_height: float
    keys: tuple[str, ...]
    parameters: Drawn


@dataclass(frozen=True)
class Synthesizer:
    """Draws strings of one split in one style.

    Attributes:
        source: where hands come from; it must hold only glyphs of `split`.
        style: the parameters.
        seed: any non-negative integer.
        split: train, val or test; part of every sample's seed.
        fits: fits(text, width in digit heights) -> False asks for wider gaps.
        texts: what gets written; the style's own law if None.
    """

    source: Source
    style: Style
    seed: int = 0
    split: str = "train"
    fits: Callable[[str, float], bool] | None = None
    texts: Texts | None = None

    def __post_init__(self) -> None:
        split_number(self.split)
        if self.seed < 0:
            raise BadRequestError(f"a seed is a non-negative integer. Received: {self.seed}.")
        lacking = set(self.texts.characters if self.texts else "") - set(self.source.characters)
        if lacking:
            raise BadRequestError(
                f"the glyphs write {self.source.characters!r}. Received: texts that can hold "
                f"{''.join(sorted(lacking))!r}. Mix in a source that has them, such as folder:PATH."
            )

    def __iter__(self) -> Iterator[Sample]:
        index = 0
        while True:
            yield self.sample(index)
            index += 1

    def sample(self, index: int) -> Sample:
        """Sample `index`, the same in every process and order."""
        rng = np.random.default_rng([self.seed, split_number(self.split), index])
        text = (self.texts or self.style.text).sample(rng)
        return self.write(text, rng)

    def write(self, text: str, rng: np.random.Generator) -> Sample:
        """`text` written once, with `rng` for every choice.

        Raises:
            BadRequestError: if the source lacks a character of `text`.
        """
        style = self.style
        drawn: Drawn = {}
        em = style.digit_height.sample(rng)
        hand = self.source.hand(rng)
        if text:
            strip = self._strip(text, hand, em, rng, drawn)
            keys, tiles = strip.keys, strip.tiles
            canvas, boxes = self._compose(text, strip, hand, em, rng, drawn)
        else:
            keys, tiles = (), None
            canvas, boxes = nothing(em, rng, style.margin)
        texts = self.texts or style.text
        picture = finish(canvas, boxes, em, style, rng, drawn, texts.characters, tiles)
        return Sample(picture.image, text, tuple(picture.boxes), em, keys, drawn)

    def _strip(
        self,
        text: str,
        hand: Hand,
        em: float,
        rng: np.random.Generator,
        drawn: Drawn,
    ) -> Strip:
        """The glyphs of `text`, each in the string's slant and size with its own jitter."""
        style = self.style
        count = len(text)
        glyphs = glyphs_of(hand, text, rng)
        slant, aspect = style.slant.sample(rng), style.aspect.sample(rng)
        thicken, bend = style.thicken.sample(rng), style.bend.sample(rng)
        drawn |= {"slant": slant, "aspect": aspect, "thicken": thicken, "bend": bend}
        angles = style.rotation.many(rng, count) * (math.pi / 180)
        sizes = layout.sizes(style, count, rng) * em / np.array([g.height for g in glyphs])
        widths = sizes * aspect * (1.0 + style.jitter.many(rng, count))
        heights = sizes * (1.0 + style.jitter.many(rng, count)) * layout.ones(style, text, rng)
        across, along = layout.zeros(style, text, rng).T
        widths, heights = widths * across, heights * along
        cosines, sines = np.cos(angles), np.sin(angles)
        # Rotation @ shear @ size, entry by entry for all glyphs at once: (count, 4).
        maps = np.empty((count, 4))
        maps[:, 0] = cosines * widths
        maps[:, 1] = -(sines + cosines * slant) * heights
        maps[:, 2] = sines * widths
        maps[:, 3] = (cosines - sines * slant) * heights
        bent = Bend(bend * em, _SPACING * em, rng) if bend > 0 else None
        return Strip(glyphs, maps, thicken * em / 20.0, bent)

    def _compose(
        self,
        text: str,
        strip: Strip,
        hand: Hand,
        em: float,
        rng: np.random.Generator,
        drawn: Drawn,
    ) -> tuple[NDArray[np.uint8], list[Box]]:
        """The glyphs of `text` where the style's gaps and baseline put them."""
        style = self.style
        gap, blanks = layout.gaps(style, len(strip), rng)
        kerned = rng.random() < style.kerned
        slope = style.slope.sample(rng)
        drawn |= {"gap": gap, "kerned": kerned, "slope": slope}
        fits = None if self.fits is None else partial(self.fits, text)
        lefts = place(strip, blanks * em, em, kerned, fits)
        centres = np.array([x + t.shape[1] / 2 for x, t in zip(lefts, strip.tiles, strict=True)])
        shifts = centres * slope + layout.wander(style, len(strip), rng) * em
        return compose(strip, lefts, shifts, em, hand, rng, style.margin)
