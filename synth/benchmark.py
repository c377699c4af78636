"""Fixed layouts of glyphs to measure readers on; no jitter, no marks, no paper.

The first four follow peers' published layouts, so that figures can be set beside theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.glyphs.bank import GlyphBank
from synth.text.law import TextLaw, proportional_lengths, uniform_lengths

TILE = 28
CANVAS = (32, 140)

Image = NDArray[np.uint8]
Picture = tuple[Image, str]
_Draw = Callable[[GlyphBank, np.random.Generator], Picture]


@dataclass(frozen=True)
class Layout:
    """One set of the benchmark.

    Attributes:
        name: what the set is called.
        draw: one picture (h, w) uint8, ink high, and its text.
    """

    name: str
    draw: _Draw

    def pictures(self, bank: GlyphBank, count: int, seed: int) -> Iterator[Picture]:
        """`count` pictures; picture i depends on (seed, i) alone."""
        for index in range(count):
            yield self.draw(bank, np.random.default_rng([seed, index]))


def _tile(bank: GlyphBank, digit: str, rng: np.random.Generator) -> Image:
    rows = bank.by_character[digit]
    tile: Image = bank.tiles[int(rows[rng.integers(len(rows))])]
    return tile


def _overlapping_tiles(bank: GlyphBank, rng: np.random.Generator) -> Picture:
    """1 to 5 whole tiles on a 32 x 140 canvas, one overlap U(0, 0.4) of the tile for all."""
    text = TextLaw(lengths=proportional_lengths(1, 5)).sample(rng)
    canvas = np.zeros(CANVAS, np.uint8)
    step = round(TILE * (1 - rng.uniform(0.0, 0.4)))
    top = (CANVAS[0] - TILE) // 2
    for i, digit in enumerate(text):
        region = canvas[top : top + TILE, i * step : i * step + TILE]
        np.maximum(region, _tile(bank, digit, rng), out=region)
    return canvas, text


def cropped(bank: GlyphBank, text: str, gaps: tuple[int, int], rng: np.random.Generator) -> Picture:
    """`text` in glyphs cropped to their ink, whole-pixel gaps U{low..high}, feet on one line."""
    glyphs = []
    for digit in text:
        tile = _tile(bank, digit, rng)
        x, y, width, height = cv2.boundingRect(tile)
        glyphs.append(tile[y : y + height, x : x + width])
    blanks = rng.integers(gaps[0], gaps[1] + 1, len(glyphs))
    width = sum(g.shape[1] for g in glyphs) + int(np.maximum(blanks, 0).sum()) + 8
    canvas = np.zeros((CANVAS[0], width), np.uint8)
    x = 4
    for i, glyph in enumerate(glyphs):
        height, across = glyph.shape
        x = max(0, x + (int(blanks[i]) if i else 0))
        region = canvas[26 - height : 26, x : x + across]
        np.maximum(region, glyph, out=region)
        x += across
    return canvas, text


def _cropped(lengths: tuple[int, int], gaps: tuple[int, int]) -> _Draw:
    law = TextLaw(lengths=uniform_lengths(*lengths))

    def draw(bank: GlyphBank, rng: np.random.Generator) -> Picture:
        return cropped(bank, law.sample(rng), gaps, rng)

    return draw


def _single(bank: GlyphBank, rng: np.random.Generator) -> Picture:
    """One tile as it is."""
    row = int(rng.integers(len(bank)))
    return bank.tiles[row], str(bank.characters_of[row])


def _nothing_written(bank: GlyphBank, rng: np.random.Generator) -> Picture:
    """Paper alone: blank, noisy, or ruled; ink high or dark on light."""
    height, width = int(rng.integers(24, 97)), int(rng.integers(30, 301))
    sheet = np.full((height, width), rng.uniform(0, 90))
    kind = int(rng.integers(3))
    if kind > 0:
        sheet += rng.normal(0, rng.uniform(1, 12), sheet.shape)
    if kind == 2:
        for _ in range(int(rng.integers(1, 3))):
            y = int(rng.integers(1, height - 1))
            sheet[y : y + int(rng.integers(1, 3))] += rng.uniform(60, 160)
    picture = np.clip(sheet, 0, 255).astype(np.uint8)
    return (255 - picture if rng.random() < 0.5 else picture), ""


LAYOUTS = (
    Layout("1-5 overlapping tiles on 32 x 140", _overlapping_tiles),
    Layout("1-10 cropped glyphs, gaps 2 to 8 px", _cropped((1, 10), (2, 8))),
    Layout("2-8 cropped glyphs, gaps -4 to 1 px", _cropped((2, 8), (-4, 1))),
    Layout("20-40 cropped glyphs, gaps 2 to 8 px", _cropped((20, 40), (2, 8))),
    Layout("single tiles", _single),
    Layout("nothing written: blank, noisy, ruled", _nothing_written),
)
