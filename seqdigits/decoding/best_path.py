"""Best path decoding: the likeliest label at each timestep, repeats joined, blanks dropped.

Graves et al. 2006, "Connectionist Temporal Classification", section 3.2.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqdigits.alphabet import BLANK

Span: TypeAlias = tuple[int, int]
"""Timesteps [start, end) over which a path stays on one label."""


def greedy(log_probs: NDArray[np.floating[Any]]) -> tuple[list[int], list[Span]]:
    """Labels of the best path through `log_probs` (T, C), blanks left out, and their spans.

    Of equally likely labels the lowest wins. Logits give the same answer.
    """
    path = log_probs.argmax(axis=-1)
    changes = np.flatnonzero(np.diff(path)) + 1
    edges = [0, *changes.tolist(), len(path)] if len(path) else []
    spans = [(start, end) for start, end in pairwise(edges) if path[start] != BLANK]
    return [int(path[start]) for start, _ in spans], spans
