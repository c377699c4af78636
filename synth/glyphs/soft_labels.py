"""MNIST with soft labels: what may be a 4 or a 9 is written now for one, now for the other.

One or two glyphs in a hundred are labelled wrongly or could be two digits. A net that is told the
label each time learns them by heart, and their neighbours suffer. The shares in mnist_soft.csv lie
between the label and what nets say that never saw the glyph's writer; scripts/soft_labels.py
computes them.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synth.glyphs.bank import GlyphBank
from synth.glyphs.mnist import load_mnist
from synth.glyphs.tables import Table, by_character, by_writer

#: Shares are whole numbers of this many parts.
PARTS = 10

_FILE = Path(__file__).with_name("mnist_soft.csv")


@dataclass(frozen=True, eq=False)
class SoftBank(GlyphBank):
    """Tiles of which some are written for several characters.

    Attributes:
        shares: row of a tile -> character -> how many of `PARTS` times it is written for it; tiles
            left out are always written for their own character.
    """

    shares: Mapping[int, Mapping[str, int]] = field(default_factory=dict)

    @cached_property
    def by_character(self) -> Table:
        """Rows of the tiles of each character, each as often as its share says."""
        rows, characters = self._written
        table = by_character(characters)
        return {character: rows[places] for character, places in table.items()}

    @cached_property
    def by_writer(self) -> list[Table]:
        """The same, one table per writer."""
        rows, characters = self._written
        tables = by_writer(characters, self.writers[rows])
        return [{char: rows[places] for char, places in table.items()} for table in tables]

    @cached_property
    def _written(self) -> tuple[NDArray[np.int64], NDArray[np.str_]]:
        """(M,) row of a tile and (M,) what it is written for, `PARTS` times a tile."""
        plain = np.setdiff1d(np.arange(len(self)), list(self.shares))
        soft = [(row, c, n) for row, share in self.shares.items() for c, n in share.items()]
        times = np.array([PARTS] * len(plain) + [n for _, _, n in soft], np.int64)
        rows = np.concatenate([plain, np.array([row for row, _, _ in soft], np.int64)])
        own = self.characters_of[plain]
        characters = np.concatenate([own, np.array([c for _, c, _ in soft], own.dtype)])
        return np.repeat(rows, times), np.repeat(characters, times)


def load_soft_mnist(split: str) -> GlyphBank:
    """`load_mnist`, its training digits with soft labels; val and test keep their own.

    Raises:
        DataNotFoundError: if MNIST is not to be had.
        BadDataError: if its pixels are wrong.
    """
    bank = load_mnist(split)
    if split != "train":
        return bank
    with _FILE.open(encoding="utf-8", newline="") as file:
        shares = _by_row(csv.DictReader(file), bank.keys)
    plain = {each.name: getattr(bank, each.name) for each in fields(bank)}
    return SoftBank(**plain, shares=shares)


def _by_row(
    lines: Iterable[Mapping[str, str]], keys: NDArray[np.int64]
) -> dict[int, dict[str, int]]:
    """Shares by row of the bank whose tiles have `keys`, of those of `lines` that it holds."""
    rows = {key: row for row, key in enumerate(keys.tolist())}
    shares: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for line in lines:
        if (row := rows.get(int(line["key"]))) is not None:
            shares[row][line["character"]] = int(line["parts"])
    return dict(shares)
