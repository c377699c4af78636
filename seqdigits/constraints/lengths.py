"""How many characters a text has."""

from __future__ import annotations

import re

from seqdigits.constraints.kept import MOST_CHARACTERS, Kept
from seqdigits.decoding import Automaton
from seqdigits.errors import ConstraintError


def length_automaton(length: str | int, kept: Kept) -> Automaton:
    """The texts of a length, such as 5, or of any length from one to another, such as "4-6".

    Raises:
        ConstraintError: if `length` is neither.
    """
    parts = re.fullmatch(r"([0-9]{1,4})(?:-([0-9]{1,4}))?", str(length).strip())
    low, high = (int(parts[1]), int(parts[2] or parts[1])) if parts else (1, 0)
    if not low <= high <= MOST_CHARACTERS:
        raise ConstraintError(
            f"a length is a number up to {MOST_CHARACTERS} or a range of them, the smaller first. "
            f"Received: {length!r}. Write for example 5 or 4-6."
        )
    return kept.explore(
        [0],
        lambda place: ((char, place + 1) for char in kept.labels if place < high),
        lambda place: low <= place,
    )
