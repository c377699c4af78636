"""Bounds of a search over texts: what a begun text may still hold, as tight as is affordable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from seqdigits.alphabet import BLANK
from seqdigits.decoding.automaton import Automaton
from seqdigits.decoding.begun import Begun, Grower
from seqdigits.decoding.lattice import Lattice, Sweep
from seqdigits.decoding.semiring import Semiring
from seqdigits.decoding.trie import Trie
from seqdigits.decoding.ways import Onward

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]


class Outlook(Protocol):
    """What may come after begun texts of N strings."""

    @property
    def masses(self) -> Floats:
        """(N,) what all texts hold that are thought possible."""

    def bounds(self, grower: Grower, begun: Begun, onward: Onward) -> Floats:
        """(E,) what all texts hold at most that begin with `begun` and a way `onward`."""


@dataclass(frozen=True, eq=False)
class LengthOutlook:
    """What may come after a label depends on how many labels there are, or on nothing.

    Attributes:
        masses: see `Outlook`.
        values: (N, D, C, T) value of a label, the first to the D-th, beginning at a timestep, and
            all that may follow it; D is 1 if it is the same for all.
    """

    masses: Floats
    values: Floats

    def bounds(self, grower: Grower, begun: Begun, onward: Onward) -> Floats:
        """(E,) what all texts hold at most that begin with `begun` and a way `onward`."""
        inner = grower.semiring.inner
        following = self.values[:, min(begun.length, self.values.shape[1] - 1)]
        labels = np.flatnonzero(np.bincount(onward.labels))
        sums = np.empty((len(begun.owners), following.shape[1]))
        for rows in _runs(begun.owners):
            owner = begun.owners[rows.start]
            sums[rows, labels] = inner(begun.spelt[rows, None, :-1], following[owner, labels])
        if begun.length:
            every, last = np.arange(len(begun.owners)), begun.labels[:, -1]
            repeated = following[begun.owners, last]
            sums[every, last] = inner(grower.spaced(begun, every), repeated)
        return sums[onward.parents, onward.labels]


@dataclass(frozen=True, eq=False)
class StateOutlook:
    """What may come after a label depends on the state it leads into.

    Attributes:
        masses: see `Outlook`.
        table: (T, R * N) value of being in a lattice's node at a timestep and going on to an end,
            for each of the N strings.
        entered: (S, C) the node that a label leads into.
    """

    masses: Floats
    table: Floats
    entered: Numbers

    def bounds(self, grower: Grower, begun: Begun, onward: Onward) -> Floats:
        """(E,) what all texts hold at most that begin with `begun` and a way `onward`."""
        semiring, count = grower.semiring, len(self.masses)
        parents, labels, states = onward
        owners = begun.owners[parents]
        before = grower.before(begun, parents, labels)
        sums = np.full(len(labels), semiring.zero)
        for into in states.T:  # from one start each; at most one of them accepts a text
            nodes = self.entered[into, labels]
            held = semiring.inner(before, self.table.take(nodes * count + owners, axis=1).T)
            held[into < 0] = semiring.zero
            semiring.plus(sums, held, out=sums)
        return sums


def free_outlook(grower: Grower) -> Outlook:
    """The outlook if every text were accepted: whatever follows, it all adds up to one."""
    return LengthOutlook(np.full(len(grower.values), grower.semiring.one), grower.values[:, None])


def exact_outlook(emitted: Floats, lattice: Lattice, semiring: Semiring) -> StateOutlook:
    """The outlook for the texts of the automaton of `lattice`.

    `emitted` (T, C + 1, N) are the values of labels at timesteps, see `emissions`.
    """
    steps, _, count = emitted.shape
    table = np.empty((steps, *lattice.labels.shape, count))
    sweep = Sweep(lattice, count, semiring)
    sweep.end()
    for step in range(steps - 1, -1, -1):
        sweep.recede(emitted[step], table[step])
    starts = sweep.nodes[0, lattice.starts]
    masses: Floats = semiring.plus.reduce(starts, axis=0, initial=semiring.zero)
    return StateOutlook(masses, table.reshape(steps, -1), lattice.entered)


def outline_outlook(emitted: Floats, lattice: Lattice, semiring: Semiring) -> LengthOutlook:
    """The outlook for a lexicon by its outline's `lattice`; `emitted` as in `exact_outlook`."""
    exact = exact_outlook(emitted, lattice, semiring)
    steps, _, count = emitted.shape
    by_length = exact.table.reshape(steps, -1, count)[:, lattice.entered[1:]]
    return LengthOutlook(exact.masses, np.ascontiguousarray(by_length.transpose(3, 1, 2, 0)))


@lru_cache(maxsize=4)
def outline(trie: Trie, longest: int) -> Automaton:
    """A superset of a lexicon's texts of up to `longest` labels; a state for each length.

    Those as long as some entry whose every label stands in some entry at the same place.
    """
    rows: list[NDArray[np.int32]] = []
    finals: list[bool] = []
    low, high = 0, 1
    while low < high and len(rows) <= longest:
        following = int(trie.first[low]), int(trie.first[high])
        row = np.full(trie.classes, -1, np.int32)
        if len(rows) < longest:
            row[np.unique(trie.labels[slice(*following)])] = len(rows) + 1
        rows.append(row)
        finals.append(bool(trie.finals[low:high].any()))
        low, high = following
    targets = np.array(rows, np.int32)
    targets[:, BLANK] = -1
    return Automaton(targets, np.zeros(1, np.int32), np.array(finals, np.bool_))


def _runs(owners: Numbers) -> Iterator[slice]:
    """The rows, one after the other, of one owner each."""
    cuts = (np.flatnonzero(np.diff(owners)) + 1).tolist()
    for first, end in pairwise([0, *cuts, len(owners)]):
        yield slice(first, end)
