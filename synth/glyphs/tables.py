"""Rows of a collection of glyphs by what they show and by who wrote them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Table = dict[str, NDArray[np.int64]]


def by_character(characters_of: NDArray[np.str_]) -> Table:
    """Rows of each character of `characters_of` (N,)."""
    return {str(c): np.flatnonzero(characters_of == c) for c in np.unique(characters_of)}


def by_writer(characters_of: NDArray[np.str_], writers: NDArray[Any]) -> list[Table]:
    """Rows of each character, a table per writer of `writers` (N,), in the writers' order."""
    order = np.argsort(writers, kind="stable")
    cuts = np.flatnonzero(writers[order][1:] != writers[order][:-1]) + 1
    tables = []
    for rows in np.split(order, cuts):
        characters = characters_of[rows]
        tables.append({str(c): rows[characters == c] for c in np.unique(characters)})
    return tables
