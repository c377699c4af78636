"""Strings from glyphs: `Synthesizer.sample(index)` is a pure function of (seed, split, index)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synth import layout
from synth.composing import Box, Tile, compose, cut, is_hidden, kerning, warp
from synth.effects import ink, marks, paper
from synth.errors import BadRequestError
from synth.glyphs.glyph import Hand, Source
from synth.glyphs.splits import split_number
from synth.style import Style

#: A gap that hides too much is widened by this much at a time, digit heights.
_WIDEN = 0.08
_TRIES = 12
#: Strokes whose gaps are measured row by row overlap at most this much, digit heights.
_DEEPEST_KERNING = -0.06
#: They follow each other's middles by at least this much, digit heights.
_IN_ORDER = 0.25


@dataclass(frozen=True, slots=True)
class Sample:
    """One synthesized string.

    Attributes:
        image: (h, w) uint8; ink high, or dark on light (or its inverse) for a paper style.
        text: what it says.
        boxes: [x0, y0, x1, y1) pixels of each character's ink, in the order of `text`.
        digit_height: pixels.
        keys: identity of each glyph used.
    """

    image: NDArray[np.uint8]
    text: str
    boxes: tuple[Box, ...]
    digit_height: float
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Synthesizer:
    """Draws strings of one split in one style.

    Attributes:
        source: where hands come from; it must hold only glyphs of `split`.
        style: the parameters.
        seed: any non-negative integer.
        split: train, val or test; part of every sample's seed.
        fits: fits(text, width in digit heights) -> False asks for wider gaps.
    """

    source: Source
    style: Style
    seed: int = 0
    split: str = "train"
    fits: Callable[[str, float], bool] | None = None

    def __post_init__(self) -> None:
        split_number(self.split)
        if self.seed < 0:
            raise BadRequestError(f"a seed is a non-negative integer. Received: {self.seed}.")

    def __iter__(self) -> Iterator[Sample]:
        index = 0
        while True:
            yield self.sample(index)
            index += 1

    def sample(self, index: int) -> Sample:
        """Sample `index`, the same in every process and order."""
        rng = np.random.default_rng([self.seed, split_number(self.split), index])
        text = self.style.text.sample(rng)
        return self.write(text, rng)

    def write(self, text: str, rng: np.random.Generator) -> Sample:
        """`text` written once, with `rng` for every choice.

        Raises:
            BadRequestError: if the source lacks a character of `text`.
        """
        style = self.style
        em = float(rng.uniform(*style.digit_height))
        hand = self.source.hand(rng)
        tiles = self._tiles(text, hand, em, rng)
        blanks = layout.gaps(style, len(tiles), rng) * em
        kerned = bool(rng.random() < style.kerned)
        if kerned:
            blanks = np.maximum(blanks, _DEEPEST_KERNING * em)
        lefts = self._lefts(text, tiles, blanks, em, kerned)
        centres = np.array([x + t.image.shape[1] / 2 for x, t in zip(lefts, tiles, strict=True)])
        shifts = layout.baseline(style, centres / em, rng) * em
        canvas, boxes = compose(tiles, lefts, shifts, em, hand, rng, style.margin)
        canvas = marks.apply(canvas, boxes, em, style.marks, rng)
        canvas = ink.wear(canvas, em, style.wear, rng)
        if boxes and rng.random() < style.cut:
            canvas, boxes = cut(canvas, boxes, em, rng)
        if style.paper:
            canvas = paper.render(canvas, em, rng)
        return Sample(canvas, text, tuple(boxes), em, tuple(tile.key for tile in tiles))

    def _tiles(self, text: str, hand: Hand, em: float, rng: np.random.Generator) -> list[Tile]:
        """The glyphs of `text`, each in the string's slant and size with its own jitter."""
        style = self.style
        count = len(text)
        slant, aspect = rng.uniform(*style.slant), rng.uniform(*style.aspect)
        pen = rng.uniform(*style.thicken) * em / 20.0
        angles = np.deg2rad(rng.uniform(*style.rotation, count))
        sizes = layout.sizes(style, count, rng)
        widths = sizes * aspect * (1.0 + rng.uniform(*style.jitter, count))
        heights = sizes * (1.0 + rng.uniform(*style.jitter, count))
        pens = (pen + rng.uniform(-0.15, 0.15, count)).tolist()
        cosines, sines = np.cos(angles), np.sin(angles)
        # Rotation @ shear @ size, entry by entry for all glyphs at once: (count, 4).
        maps = np.stack(
            [
                cosines * widths,
                -(sines + cosines * slant) * heights,
                sines * widths,
                (cosines - sines * slant) * heights,
            ],
            axis=1,
        ).tolist()
        tiles = []
        for char, linear, width in zip(text, maps, pens, strict=True):
            glyph = hand.glyph(char, rng)
            scale = em / glyph.height
            tiles.append(warp(glyph, tuple(scale * entry for entry in linear), width))
        return tiles

    def _lefts(
        self,
        text: str,
        tiles: list[Tile],
        blanks: NDArray[np.float64],
        em: float,
        kerned: bool,
    ) -> list[int]:
        """Left edge of each tile, gaps widened until glyphs are visible and the text fits."""
        if not tiles:
            return []
        for _ in range(_TRIES):
            lefts = [0]
            for i in range(1, len(tiles)):
                meeting = _kerned(tiles, lefts, i, em) if kerned else _boxed(tiles, lefts, i)
                left = max(meeting + blanks[i], lefts[-1] + 0.08 * em)
                while is_hidden(tiles[i - 1], tiles[i], round(left) - lefts[-1]):
                    left += _WIDEN * em
                lefts.append(round(left))
            width = (lefts[-1] + tiles[-1].image.shape[1]) / em
            if self.fits is None or self.fits(text, width):
                return lefts
            blanks = blanks + _WIDEN * em
        raise BadRequestError(
            f"a text fits its image. Received: {text!r}, too long even {_TRIES} times widened."
        )


def _boxed(tiles: list[Tile], lefts: list[int], i: int) -> float:
    """Left edge of tile i at which its box meets that of the tile before."""
    return lefts[i - 1] + float(tiles[i - 1].image.shape[1])


def _kerned(tiles: list[Tile], lefts: list[int], i: int, em: float) -> float:
    """Left edge of tile i at which its strokes meet those of the two tiles before.

    Its middle stays right of the middle before, so that the characters keep their order.
    """
    widths = [tile.image.shape[1] for tile in tiles[i - 1 : i + 1]]
    in_order = lefts[i - 1] + (widths[0] - widths[1]) / 2 + _IN_ORDER * em
    meetings = [
        lefts[j] + step
        for j in range(max(0, i - 2), i)
        if (step := kerning(tiles[j], tiles[i])) is not None
    ]
    return float(max([in_order, *meetings]))
