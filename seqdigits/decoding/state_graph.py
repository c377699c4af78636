"""States and the ways between them: which are reached, which lead on, which are equivalent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def reachable(targets: NDArray[np.int32], starts: NDArray[np.int32]) -> NDArray[np.bool_]:
    """(S,) True for the states some text leads to from `starts`; `targets` (S, C), -1 for none."""
    reached = np.zeros(len(targets), np.bool_)
    front = np.unique(starts)
    while len(front):
        reached[front] = True
        following = np.unique(targets[front])
        following = following[following >= 0]
        front = following[~reached[following]]
    return reached


def leading_on(targets: NDArray[np.int32], finals: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(S,) True for the states from which some text leads to one of `finals` (S,)."""
    sources, labels = np.nonzero(targets >= 0)
    aims = targets[sources, labels]
    alive = finals.copy()
    while True:
        more = sources[alive[aims] & ~alive[sources]]
        if not len(more):
            return alive
        alive[more] = True


def in_order(targets: NDArray[np.int32]) -> list[int] | None:
    """The states, each after all that lead to it; None if there is a circle (Kahn 1962)."""
    entries = np.bincount(targets[targets >= 0], minlength=len(targets)).tolist()
    rows = targets.tolist()
    order = [state for state, count in enumerate(entries) if not count]
    for state in order:
        for target in rows[state]:
            if target >= 0:
                entries[target] -= 1
                if not entries[target]:
                    order.append(target)
    return order if len(order) == len(targets) else None


def equivalent(targets: NDArray[np.int32], finals: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(S,) block of each state: states of one block lead to the same ends by the same texts.

    Without circles the blocks are found from the ends backward, in one pass (Revuz 1992); else
    they are split until none tells two of its states apart (Moore 1956).
    """
    blocks = finals.astype(np.int64)
    if (order := in_order(targets)) is not None:
        known: dict[tuple[int, ...], int] = {}
        # No way on looks up the last entry, which says -1.
        numbers = [0] * len(finals) + [-1]
        rows, ends = targets.tolist(), finals.tolist()
        for state in reversed(order):
            signature = (ends[state], *(numbers[target] for target in rows[state]))
            numbers[state] = known.setdefault(signature, len(known))
        return np.array(numbers[:-1], np.int64)
    before, count = 0, len(np.unique(blocks))
    while count > before:
        signatures = np.column_stack([blocks, np.append(blocks, -1)[targets]])
        blocks = np.unique(signatures, axis=0, return_inverse=True)[1].reshape(-1)
        before, count = count, int(blocks.max()) + 1
    return blocks
