"""How far a string net is in doubt about what it reads in an image."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from seqdigits.decoding import greedy, log_prob, log_softmax
from seqdigits.runtime.runner import Output, by_length

SURE = 0.95
"""A net this sure of its best path's text is not in doubt."""

UNSURE = 0.9
"""Below this the doubt is full; up to `SURE` it falls to none."""


def doubts(outputs: Sequence[Output]) -> dict[int, float]:
    """Index of each string net's output that is in doubt, and its doubt, above 0 and up to 1.

    It falls smoothly with the probability of the best path's text, so that what is made of it does
    not turn on a rounding error. Equal T are scored together.
    """
    found: dict[int, float] = {}
    for members, logits in by_length(outputs):
        tables = log_softmax(logits)
        sure = np.exp(log_prob(tables, [greedy(table)[0] for table in tables]))
        each = np.clip((SURE - sure) / (SURE - UNSURE), 0.0, 1.0)
        found.update((i, doubt) for i, doubt in zip(members, each.tolist(), strict=True) if doubt)
    return dict(sorted(found.items()))
