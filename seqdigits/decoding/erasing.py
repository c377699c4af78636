"""Forbidding labels: what a net gave them counts as blank."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from seqdigits.alphabet import BLANK


def erase(log_probs: NDArray[np.float64], labels: Sequence[int]) -> NDArray[np.float64]:
    """`log_probs` (..., T, C) with the probability of `labels` given to blank at each timestep.

    Erased labels become -inf, so that timesteps still sum to one. The result is a copy.

    Raises:
        ValueError: if `labels` names blank or a label outside 1..C-1.
    """
    classes = log_probs.shape[-1]
    wrong = [label for label in labels if not 1 <= label < classes]
    if wrong:
        raise ValueError(f"only labels in 1..{classes - 1} can be erased. Received: {wrong}.")
    erased = log_probs.copy()
    if labels:
        moved = [BLANK, *labels]
        erased[..., BLANK] = np.logaddexp.reduce(log_probs[..., moved], axis=-1)
        erased[..., list(labels)] = -np.inf
    return erased
