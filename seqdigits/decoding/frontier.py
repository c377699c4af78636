"""The begun texts of one length that a search has not yet gone on from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqdigits.decoding.begun import Begun
from seqdigits.decoding.ways import Onward

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Frontier:
    """Ways on that are open: E of them, each from a row of `begun`.

    Attributes:
        begun: texts that were looked at.
        onward: the ways on from them.
        bounds: (E,) what all texts hold at most that begin so.
    """

    begun: Begun
    onward: Onward
    bounds: Floats

    @property
    def owners(self) -> Numbers:
        """(E,) the string of each way."""
        return self.begun.owners[self.onward.parents]

    def of(self, members: Numbers) -> Frontier:
        """The ways `members` alone, and the texts they go on from."""
        parents, labels, states = self.onward
        kept, rows = np.unique(parents[members], return_inverse=True)
        onward = Onward(rows, labels[members], states[members])
        return Frontier(self.begun.of(kept), onward, self.bounds[members])

    @classmethod
    def joined(cls, parts: Sequence[Frontier]) -> Frontier:
        """The ways of all `parts`."""
        if len(parts) == 1:
            return parts[0]
        before = np.cumsum([0, *(len(part.begun.owners) for part in parts[:-1])])
        onward = Onward(
            np.concatenate(
                [part.onward.parents + n for part, n in zip(parts, before.tolist(), strict=True)]
            ),
            np.concatenate([part.onward.labels for part in parts]),
            np.concatenate([part.onward.states for part in parts]),
        )
        bounds = np.concatenate([part.bounds for part in parts])
        return cls(Begun.joined([part.begun for part in parts]), onward, bounds)

    def ranked(self, members: Numbers) -> tuple[Numbers, Numbers]:
        """The ways `members` by string, highest bound first, and the rank of each, from 0."""
        owners = self.owners[members]
        order = np.lexsort((-self.bounds[members], owners))
        owners = owners[order]
        firsts = np.flatnonzero(np.append(True, owners[1:] != owners[:-1]))
        counts = np.diff(np.append(firsts, len(owners)))
        return members[order], np.arange(len(owners)) - np.repeat(firsts, counts)
