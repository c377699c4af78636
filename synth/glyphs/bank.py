"""A store of glyph pictures by class and writer, and the hands that write from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from synth.errors import BadRequestError
from synth.glyphs.glyph import Glyph
from synth.glyphs.tables import Table, by_character, by_writer

#: Digit height in MNIST's 28-pixel tile: glyphs were fitted into a 20 x 20 box.
TILE_DIGIT_HEIGHT = 20.0


@dataclass(frozen=True, eq=False)
class GlyphBank:
    """Tiles of one split, drawn by class and, where writers are known, by writer.

    Attributes:
        tiles: (N, h, w) uint8, ink high.
        characters_of: (N,) the character of each tile.
        writers: (N,) integer writer of each tile.
        keys: (N,) int64 identity of each tile in its source.
        name: prefix of the glyphs' keys.
        digit_height: height of a digit in a tile, pixels.
        same_writer: probability that a hand keeps to one writer's glyphs.
    """

    tiles: NDArray[np.uint8]
    characters_of: NDArray[np.str_]
    writers: NDArray[np.int64]
    keys: NDArray[np.int64]
    name: str
    digit_height: float = TILE_DIGIT_HEIGHT
    same_writer: float = 0.5

    def __post_init__(self) -> None:
        lengths = {len(self.tiles), len(self.characters_of), len(self.writers), len(self.keys)}
        if lengths != {len(self.tiles)} or len(self.tiles) == 0:
            raise BadRequestError(
                "a glyph bank holds at least one tile and one character, writer and key per tile. "
                f"Received: {self.name} with lengths {sorted(lengths)}. Check the split's writers."
            )

    def __len__(self) -> int:
        return len(self.tiles)

    @cached_property
    def characters(self) -> str:
        """The characters there are tiles of, sorted."""
        return "".join(sorted(set(self.characters_of.tolist())))

    @cached_property
    def by_character(self) -> Table:
        """Indices of the tiles of each character."""
        return by_character(self.characters_of)

    @cached_property
    def by_writer(self) -> list[Table]:
        """Indices of the tiles of each character, one table per writer."""
        return by_writer(self.characters_of, self.writers)

    @cached_property
    def _boxes(self) -> list[list[int]]:
        """Left, top, right, bottom of the ink of each tile."""
        columns, rows = (np.asarray(self.tiles.any(axis=axis)) for axis in (1, 2))
        edges = [columns.argmax(axis=1), rows.argmax(axis=1)]
        edges += [a.shape[1] - a[:, ::-1].argmax(axis=1) for a in (columns, rows)]
        return np.stack(edges, axis=1).tolist()  # type: ignore[no-any-return]

    def hand(self, rng: np.random.Generator) -> TileHand:
        """A hand that keeps to one writer with probability `same_writer`, else mixes all."""
        if rng.random() >= self.same_writer:
            return TileHand(self, self.by_character)
        own = self.by_writer[int(rng.integers(len(self.by_writer)))]
        return TileHand(self, {**self.by_character, **own})

    def glyph(self, index: int, char: str) -> Glyph:
        """Tile `index` cropped to its ink."""
        left, top, right, bottom = self._boxes[index]
        image = self.tiles[index, top:bottom, left:right]
        return Glyph(char, image, self.digit_height, 0.0, f"{self.name}:{self.keys[index]}")


@dataclass(frozen=True, eq=False)
class TileHand:
    """Writes by drawing one of the tiles listed for each character."""

    bank: GlyphBank
    choices: Table
    joins: float = 0.0
    thickness: float | None = None

    def glyph(self, char: str, rng: np.random.Generator) -> Glyph:
        """One of the tiles of `char`.

        Raises:
            BadRequestError: if the bank holds no tile of `char`.
        """
        if char not in self.choices:
            raise BadRequestError(
                f"{self.bank.name} can write {self.bank.characters!r}. Received: {char!r}. "
                "Mix in a source that has the character, such as strokes."
            )
        rows = self.choices[char]
        return self.bank.glyph(rows[int(rng.random() * len(rows))], char)
