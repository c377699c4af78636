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
_BESIDE = np.array([[-1], [0], [1]])


def seams(image: NDArray[np.float32], centres: Sequence[int]) -> NDArray[np.int64]:
    """(N - 1, H) column at which each row parts characters i and i + 1.

    Each is the cheapest way down `image` (H, W), ink high, 0..1, between the two `centres` (N,
    columns in order), one column to either side a row at most; found by dynamic programming, as in
    seam carving (Avidan and Shamir 2007). So characters that lean are parted along their slant.
    """
    height, width = image.shape
    first = np.array(centres[:-1], np.int64)
    rooms = np.array([max(b - a, 1) + 1 for a, b in pairwise(centres)], np.int64)
    across = np.arange(rooms.max())
    half = (rooms[:, None] - 1) / 2
    astray = ASTRAY * np.abs(across - half) / half
    astray[across >= rooms[:, None]] = _WALL
    # What the cheapest way to each place costs, with a wall on either side.
    costs = np.full((height, len(rooms), len(across) + 2), _WALL)
    costs[:, :, 1:-1] = image[:, np.minimum(first[:, None] + across, width - 1)] + astray
    for above, below in pairwise(costs):
        ways = np.minimum(above[:, :-2], above[:, 2:])
        ways += SIDEWAYS
        below[:, 1:-1] += np.minimum(ways, above[:, 1:-1])
    sideways = np.array([[SIDEWAYS], [0.0], [SIDEWAYS]])
    found = np.empty((height, len(rooms)), np.int64)
    place, each = costs[-1].argmin(axis=1), np.arange(len(rooms))
    for row in range(height - 1, 0, -1):
        found[row] = place
        reachable = place + _BESIDE
        place = reachable[(costs[row - 1, each, reachable] + sideways).argmin(axis=0), each]
    found[0] = place
    return found.T + first[:, None] - 1
