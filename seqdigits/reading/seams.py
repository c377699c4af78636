"""Where to part touching characters: ways from top to bottom that cross the least ink."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

SIDEWAYS = 0.02
"""What a step to a neighbouring column costs; crossing a pixel of full ink costs 1."""

ASTRAY = 0.3
"""What a row costs at either end of the room between two characters; in its middle it is free."""

_WALL = 1e6


def seams(image: NDArray[np.float32], centres: Sequence[int]) -> NDArray[np.int64]:
    """(N - 1, H) column at which each row parts characters i and i + 1.

    Each is the cheapest way down `image` (H, W), ink high, 0..1, between the two `centres` (N,
    columns in order), one column to either side a row at most; found by dynamic programming, as in
    seam carving (Avidan and Shamir 2007). So characters that lean are parted along their slant.
    """
    height, width = image.shape
    first = np.array(centres[:-1], np.int64)
    rooms = np.array([max(b - a, 1) + 1 for a, b in pairwise(centres)], np.int64)
    count, widest = len(rooms), int(rooms.max())
    across = np.arange(widest)
    columns = np.minimum(first[:, None] + across, width - 1)
    half = (rooms[:, None] - 1) / 2
    extra = ASTRAY * np.abs(across - half) / half
    extra[across >= rooms[:, None]] = _WALL
    costs = image[:, columns] + extra
    steps = np.empty((height, count, widest), np.int64)
    reached = np.full((count, widest + 2), _WALL)
    for row in range(height):
        ways = np.stack([reached[:, :-2], reached[:, 1:-1], reached[:, 2:]])
        ways[::2] += SIDEWAYS
        steps[row] = ways.argmin(axis=0)
        reached[:, 1:-1] = costs[row] + (ways.min(axis=0) if row else 0.0)
    found = np.empty((count, height), np.int64)
    place, each = reached[:, 1:-1].argmin(axis=1), np.arange(count)
    for row in range(height - 1, -1, -1):
        found[:, row] = first + place
        place = place + steps[row, each, place] - 1
    return found
