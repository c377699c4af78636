"""Digits with tails: strokes that begin beside the other digits and reach far below their line.

Old hands give their 7s and 9s such tails. Were all of a tail shown, its string would be too small
to read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqdigits.images.components import Components, Mask

TAILED = 1.5
"""A digit is more times as high as the others if it has a tail."""

SHOWN = 0.35
"""So much of a tail is shown at least, heights of the other digits below their line."""


@dataclass(frozen=True, slots=True)
class Tails:
    """Which of several boxes hold a digit with a tail.

    Attributes:
        tailed: which boxes do.
        line: the row below the other digits.
        digit_height: usual height of the other digits, pixels.
    """

    tailed: Mask
    line: int
    digit_height: float

    @property
    def lowest(self) -> int:
        """The row below what is shown of a tail."""
        return int(self.line + SHOWN * self.digit_height)

    def above_line(self, parts: Components) -> NDArray[np.int32]:
        """Labels (h, w) of `parts`, the boxes these tails were found in, without what is a tail."""
        tailed = np.concatenate(([False], self.tailed))
        labels = parts.labels.copy()
        labels[self.line :][tailed[labels[self.line :]]] = 0
        return labels


def find_tails(
    top: NDArray[np.integer],
    bottom: NDArray[np.integer],
    written: Mask,
    ink_from: Callable[[int, int], Mask],
) -> Tails | None:
    """The tails among the `written` boxes; None if there are none.

    Args:
        top: row of each box's top.
        bottom: row below each box.
        written: which boxes hold a digit.
        ink_from: the ink of a box from a row on.
    """
    spans = bottom - top
    if not written.any():
        return None
    ordered = np.sort(spans[written])
    others = written & (spans <= TAILED * ordered[(len(ordered) - 1) // 2])
    tails = Tails(written & ~others, int(bottom[others].max()), float(np.median(spans[others])))
    height, tailed = tails.digit_height, tails.tailed
    highest = int(top[others].min()) - 0.35 * height
    tailed &= (bottom > tails.lowest) & (top > highest) & (top < tails.line - 0.5 * height)
    for box in tailed.nonzero()[0]:
        tailed[box] = _widest(ink_from(int(box), tails.line)) <= 0.5 * height
    return tails if tailed.any() else None


def _widest(ink: Mask) -> int:
    """Columns from the first to the last pixel of `ink` (h, w) in the row where it is most."""
    ink = ink[ink.any(axis=1)]
    reach = ink.shape[1] - ink.argmax(axis=1) - ink[:, ::-1].argmax(axis=1)
    return int(reach.max(initial=0))
