"""Glyphs cut out of drawn strings, as a reader cuts them out of line images."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from seqdigits.alphabet import DIGITS
from seqdigits.data.strings import StringStream, drawn_line
from seqdigits.images.tile import TILE
from seqdigits.segmentation import tiles_apart

Cut = tuple[NDArray[np.uint8], str]


def cut_glyphs(stream: StringStream, index: int, size: int = TILE) -> Iterator[Cut]:
    """Tile (size, size) uint8, ink high, and digit of each that stands apart in string `index`.

    So a single-glyph net sees what `seqdigits.runtime.SecondOpinionRunner` will ask it about.
    """
    synthesizer = stream.synthesizers[stream.style_of(index)]
    sample = synthesizer.sample(index)
    line = drawn_line(sample, synthesizer.style.paper, stream.config)
    middles = [int(((x0 + x1) / 2 - line.left) * line.scale) for x0, _, x1, _ in sample.boxes]
    inside = all(0 <= middle < line.image.shape[1] for middle in middles)
    if line.is_empty or not inside or any(a >= b for a, b in pairwise(middles)):
        return
    spans = [(middle, middle + 1) for middle in middles]
    tiles = tiles_apart(line.image, spans, 1, stream.config.digit_height, size)
    for tile, character in zip(tiles, sample.text, strict=True):
        if tile is not None and character in DIGITS:
            yield tile, character
