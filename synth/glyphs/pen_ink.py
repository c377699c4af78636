"""Real pen ink: the digits of UNIPEN as trajectories, drawn anew with any pen.

UNIPEN train_r01_v07, International Unipen Foundation, CC BY 4.0 (Guyon et al. 1994).
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from synth.errors import BadDataError, BadRequestError
from synth.glyphs import files
from synth.glyphs.glyph import Glyph
from synth.glyphs.pen import Pen, draw
from synth.glyphs.splits import VALIDATION_SHARE, held_out, split_number
from synth.glyphs.tables import Table, by_character, by_writer

_FILE = "glyphs/unipen_digits_strokes.npz"
#: A digit wider than this many times its height is scaled by its width instead.
_WIDEST = 1.3

Strokes = tuple[NDArray[np.float64], ...]


@dataclass(frozen=True, eq=False)
class PenInk:
    """Trajectories of one split, in digit heights: x right from 0, y down, baseline 0, top -1.

    Attributes:
        items: strokes of each digit, each (n, 2).
        characters_of: (N,) the digit each shows.
        writers: (N,) who wrote it.
        keys: (N,) its place in the source.
        same_writer: probability that a hand keeps to one writer's digits.
        digit_height: rendering size, pixels.
    """

    items: tuple[Strokes, ...]
    characters_of: NDArray[np.str_]
    writers: NDArray[np.str_]
    keys: NDArray[np.int64]
    same_writer: float = 0.6
    digit_height: float = 26.0

    @cached_property
    def characters(self) -> str:
        """The digits there are."""
        return "".join(sorted(set(self.characters_of.tolist())))

    @cached_property
    def _by_character(self) -> Table:
        return by_character(self.characters_of)

    @cached_property
    def _by_writer(self) -> list[Table]:
        return by_writer(self.characters_of, self.writers)

    def hand(self, rng: np.random.Generator) -> InkHand:
        """A pen, and with probability `same_writer` one writer's digits."""
        width, taper, joined = rng.random(3)
        pen = Pen(width=0.05 + 0.15 * width**1.5, taper=max(0.0, taper - 0.5))
        choices = self._by_character
        if rng.random() < self.same_writer:
            own = self._by_writer[int(rng.integers(len(self._by_writer)))]
            choices = {**choices, **own}
        return InkHand(self, choices, pen, joins=0.3 if joined < 0.1 else 0.0)


@dataclass(frozen=True, eq=False)
class InkHand:
    """Writes by tracing one of the trajectories listed for each digit with its pen."""

    source: PenInk
    choices: Table
    pen: Pen
    joins: float = 0.0

    @property
    def thickness(self) -> float:
        """Pen width, pixels."""
        return self.pen.width * self.source.digit_height

    def glyph(self, char: str, rng: np.random.Generator) -> Glyph:
        """One of the trajectories of `char`, drawn.

        Raises:
            BadRequestError: if there is none.
        """
        if char not in self.choices:
            raise BadRequestError(
                f"pen ink can write {self.source.characters!r}. Received: {char!r}. "
                "Mix in a source that has the character, such as strokes."
            )
        rows = self.choices[char]
        row = int(rows[int(rng.integers(len(rows)))])
        strokes = self.source.items[row]
        em = self.source.digit_height
        image, origin = draw(strokes, self.pen, em)
        first, last = strokes[0][0] * em + origin, strokes[-1][-1] * em + origin
        return Glyph(
            char=char,
            image=image,
            height=em,
            bottom=image.shape[0] - origin[1] - 0.5,
            key=f"unipen:{self.source.keys[row]}",
            entry=(float(first[0]), float(first[1])),
            exit=(float(last[0]), float(last[1])),
        )


def load_pen_ink(split: str) -> PenInk:
    """The digits of one split; train and val share no writer, and there is no test part.

    Raises:
        DataNotFoundError: if the file is not at hand.
        BadDataError: if it is damaged.
        BadRequestError: for the test split.
    """
    if split_number(split) > 1:
        raise BadRequestError("pen ink has the splits train and val. Received: 'test'.")
    path = files.require([_FILE], "pen ink")
    try:
        with np.load(path, allow_pickle=False) as archive:
            table = {name: archive[name] for name in archive.files}
        points = table["points"].astype(np.float64)
        cuts, starts = table["stroke_offsets"], table["item_offsets"]
        writers, labels = table["writer"], table["label"]
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise BadDataError(f"pen ink is an npz of strokes. Received: {path}: {error}.") from error
    rows = np.flatnonzero(held_out(writers, VALIDATION_SHARE) == (split == "val"))
    strokes = np.split(points, cuts[1:-1])
    items = tuple(_in_digit_heights(strokes[starts[row] : starts[row + 1]]) for row in rows)
    return PenInk(items, labels[rows], writers[rows], rows.astype(np.int64))


def _in_digit_heights(strokes: list[NDArray[np.float64]]) -> Strokes:
    """`strokes` moved to x >= 0 and y in -1..0, their height (or width, if flat) scaled to 1."""
    drawn = [stroke for stroke in strokes if len(stroke)]
    everything = np.concatenate(drawn)
    low, high = everything.min(axis=0), everything.max(axis=0)
    width, height = high - low
    size = max(height, width / _WIDEST, 1e-9)
    return tuple((stroke - (low[0], high[1])) / size for stroke in drawn)
