"""Characters found at columns of a line image -> logits as a string net gives them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from seqdigits.bundle import BundleConfig
from seqdigits.config import InputConfig
from seqdigits.geometry import padded_width
from seqdigits.runtime.runner import Logits

LINES = InputConfig()
"""What single-glyph nets find their glyphs in: the line images of string nets."""

NEVER = -30.0
"""Logit of what is as good as excluded at a timestep: a probability below 1e-12."""


def line_input(config: BundleConfig) -> InputConfig:
    """What a bundle's line images are: a string net's input; `LINES` for a single-glyph net."""
    return config.input if config.is_ctc else LINES


def at_columns(
    columns: Sequence[float], log_probs: Sequence[NDArray[np.float64]], width: int, classes: int
) -> Logits:
    """Logits (T, classes) of characters at `columns` of a line image `width` pixels wide.

    There is a timestep per column of the width, padded as a string net's is. Blank is certain
    everywhere but at the characters, where it is excluded, and there is a blank between any two of
    them. So the texts have the probabilities of their characters, multiplied.

    Args:
        columns: the middle of each character, in reading order.
        log_probs: (classes - 1,) of each character, blank left out.
        width: pixels.
        classes: blank and the characters.
    """
    count = len(columns)
    steps = padded_width(max(width, 2 * count), LINES.width_multiple)
    logits = np.full((steps, classes), NEVER, np.float32)
    logits[:, 0] = 0.0
    for step, found in zip(_apart(columns, steps), log_probs, strict=True):
        logits[step, 0] = NEVER
        logits[step, 1:] = np.maximum(found, NEVER)
    return logits


def _apart(columns: Sequence[float], steps: int) -> list[int]:
    """A timestep for each of `columns`, as near as it goes, each two after the one before."""
    placed: list[int] = []
    for place, column in enumerate(columns):
        least = placed[-1] + 2 if placed else 0
        most = steps - 1 - 2 * (len(columns) - 1 - place)
        placed.append(min(max(int(column), least), most))
    return placed
