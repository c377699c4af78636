"""Bounds of a search over texts: what a begun text may still hold, as tight as is affordable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from seqdigits.alphabet import BLANK
from seqdigits.decoding.automaton import Acceptor, Automaton
from seqdigits.decoding.lattice import LOGS, PROBABILITIES, Semiring, Sweep, emissions, lattice_of
from seqdigits.decoding.prefixes import Prefixes
from seqdigits.decoding.trie import Trie

Floats = NDArray[np.float64]

MOST_VALUES = 4_000_000
"""Automata with more nodes than this, counted at each timestep, are not looked ahead in."""


@dataclass(frozen=True, eq=False)
class Outlook:
    """For each way into a state, by a label, what may come after it.

    Attributes:
        mass: log of what all texts hold that are thought possible.
        table: (R, T) log-probability of entering by a way at a timestep and going on to an end.
        rows: (S, C) the way into a state by a label; S is 1 where the state makes no difference.
        by_depth: the state is the number of labels written, else the acceptor's own.
    """

    mass: float
    table: Floats
    rows: NDArray[np.intp]
    by_depth: bool = False

    def entering(self, labels: Sequence[int], states: Sequence[int], depth: int) -> Floats:
        """Rows (M, T) of `table` for writing one of `labels` as label number `depth`."""
        where: Sequence[int] | int = depth if self.by_depth else states
        ways: Floats = self.table[self.rows[0 if len(self.rows) == 1 else where, labels]]
        return ways


def free_outlook(prefixes: Prefixes) -> Outlook:
    """The outlook if every text were accepted: whatever follows, it all adds up to one."""
    ways = np.arange(len(prefixes.log_probs), dtype=np.intp)
    return Outlook(0.0, prefixes.log_probs, ways[None])


def exact_outlook(
    log_probs: Floats, acceptor: Acceptor, semiring: Semiring = LOGS
) -> Outlook | None:
    """The outlook for the texts of `acceptor` under `log_probs` (T, C); None if it costs too much.

    It is exact for an automaton. For a lexicon it is that of its `outline`. Over `PROBABILITIES`
    it takes half the time and may lose texts below 1e-300.
    """
    if isinstance(acceptor, Trie):
        automaton = outline(acceptor, len(log_probs))
    elif isinstance(acceptor, Automaton):
        automaton = acceptor
    else:
        return None
    lattice = lattice_of(automaton)
    if lattice.labels.size * len(log_probs) > MOST_VALUES:
        return None
    ways = np.unique(lattice.aims)
    labels, states = lattice.labels.ravel()[ways], ways % len(automaton.finals)
    emitted = emissions(log_probs[None], semiring)
    table = np.empty((len(log_probs), len(ways)))
    sweep = Sweep(lattice, 1, semiring)
    sweep.end()
    for step in range(len(log_probs) - 1, -1, -1):
        table[step] = semiring.times(sweep.nodes.reshape(-1)[ways], emitted[step, labels, 0])
        sweep.recede(emitted[step])
    mass = semiring.plus.reduce(sweep.nodes[0, lattice.starts, 0], initial=semiring.zero)
    if semiring is PROBABILITIES:
        with np.errstate(divide="ignore"):
            table, mass = np.log(table), np.log(mass)
    rows = np.zeros(automaton.targets.shape, np.intp)
    rows[states, labels] = np.arange(len(ways))
    by_depth = isinstance(acceptor, Trie)
    return Outlook(float(mass), np.ascontiguousarray(table.T), rows, by_depth)


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
