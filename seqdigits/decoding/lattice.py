"""An automaton crossed with CTC's rules: which label may follow which from timestep to timestep.

A path through timesteps is in a state of the automaton, either on blank or on the label that led
there. So state s has a slot for blank, slot 0, and one for each label that leads into it; a slot
and a state make a node. From a node a path stays, goes to its state's blank, or takes an edge of
the automaton whose label differs from its own (Graves et al. 2006, "Connectionist Temporal
Classification", section 4.1: equal neighbours need a blank between them).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from seqdigits.alphabet import BLANK
from seqdigits.decoding.automaton import Automaton
from seqdigits.decoding.semiring import Semiring

Floats = NDArray[np.float64]
Nodes = NDArray[np.intp]


MOST_ROUNDS = 16
"""Groups of up to this many edges are summed up edge by edge, in as many rounds."""


@dataclass(frozen=True, eq=False)
class Edges:
    """Edges in an order in which those of one group, of one near side, lie together.

    Attributes:
        far: (E,) row of the other side of each edge.
        firsts: (G,) place of the first edge of each group.
        near: (G,) row each group belongs to; the largest groups come first.
    """

    far: Nodes
    firsts: Nodes
    near: Nodes

    @classmethod
    def between(cls, far: Nodes, near: Nodes) -> Edges:
        """The edges of `far` rows to `near` rows, (E,) both."""
        rows, groups, sizes = np.unique(near, return_inverse=True, return_counts=True)
        by_size = np.argsort(-sizes, kind="stable")
        order = np.argsort(np.argsort(by_size)[groups], kind="stable")
        firsts = np.concatenate([[0], np.cumsum(sizes[by_size])[:-1]]).astype(np.intp)
        return cls(far[order], firsts, rows[by_size])

    @cached_property
    def group_of(self) -> dict[int, Nodes]:
        """The far sides of each near side's edges."""
        groups = np.split(self.far, self.firsts[1:])
        return dict(zip(self.near.tolist(), groups, strict=True))

    @cached_property
    def _rounds(self) -> list[Nodes]:
        """The far side of each group's first edge, of each second edge, ...; [] if too many."""
        sizes = np.diff(np.append(self.firsts, len(self.far)))
        if sizes[0] > MOST_ROUNDS:
            return []
        return [self.far[self.firsts[sizes > place] + place] for place in range(sizes[0])]

    def gathered(self, rows: Floats, semiring: Semiring) -> Floats:
        """Sums (G, N) over each group of `rows` (R, N) at the far sides."""
        if not self._rounds:
            result: Floats = semiring.plus.reduceat(rows.take(self.far, 0), self.firsts, axis=0)
            return result
        # Three times as fast as reduceat, which walks along the first axis.
        sums = rows.take(self._rounds[0], 0)
        for sources in self._rounds[1:]:
            part = sums[: len(sources)]
            semiring.plus(part, rows.take(sources, 0), out=part)
        return sums


@dataclass(frozen=True, eq=False)
class Lattice:
    """An automaton's nodes and edges. Rows are nodes: slot * S + state.

    Attributes:
        labels: (D + 1, S) label of each slot of each state, blank in slot 0; C where a state
            has fewer slots.
        sources: (E,) row of each edge's "all but one" sum: slot 0 of its state if its label leads
            not into that state, else the slot of that label.
        aims: (E,) node each edge leads to.
        entered: (S, C) node of a state that a label has just led into; 0 where that label never
            does.
        starts: (K,) states a text may start in.
        finals: (S,) states in which a text may end.
    """

    labels: Nodes
    sources: Nodes
    aims: Nodes
    entered: Nodes
    starts: Nodes
    finals: NDArray[np.bool_]

    @cached_property
    def incoming(self) -> Edges:
        """Edges by the node they lead to; their far sides are `sources`."""
        return Edges.between(self.sources, self.aims)

    @cached_property
    def outgoing(self) -> Edges:
        """Edges by the sum they take from; their far sides are `aims`."""
        return Edges.between(self.aims, self.sources)


class Sweep:
    """Values of a lattice's nodes for N strings at once, moved from timestep to timestep.

    Attributes:
        nodes: (D + 1, S, N) values; changed in place.
    """

    def __init__(self, lattice: Lattice, count: int, semiring: Semiring) -> None:
        self._lattice, self._semiring = lattice, semiring
        self.nodes: Floats = np.full((*lattice.labels.shape, count), semiring.zero)
        self._sums = np.empty_like(self.nodes)
        self._emitted = np.empty_like(self.nodes)

    def start(self) -> None:
        """Sets the nodes to their values before the first timestep."""
        self.nodes[:] = self._semiring.zero
        self.nodes[0, self._lattice.starts] = self._semiring.one

    def end(self) -> None:
        """Sets the nodes to the values of what may follow the last timestep: nothing more."""
        self.nodes[:] = self._semiring.zero
        self.nodes[:, self._lattice.finals] = self._semiring.one

    def advance(self, emitted: Floats) -> None:
        """Moves on by a timestep that gives labels the values `emitted` (C + 1, N)."""
        nodes, semiring, edges = self.nodes, self._semiring, self._lattice
        all_but_one(nodes, self._sums, semiring)
        nodes[0] = self._sums[0]
        if len(edges.aims):
            rows, near = self._rows(nodes), edges.incoming.near
            entering = edges.incoming.gathered(self._rows(self._sums), semiring)
            rows[near] = semiring.plus(rows.take(near, 0), entering, out=entering)
        np.take(emitted, edges.labels, 0, out=self._emitted, mode="clip")
        semiring.times(nodes, self._emitted, out=nodes)

    def recede(self, emitted: Floats, being: Floats) -> None:
        """Moves back by a timestep that gives labels the values `emitted` (C + 1, N).

        What leads out of a state by other labels than the node's own is the transpose of
        "all but one".

        Args:
            emitted: the values.
            being: (D + 1, S, N), set to the values of being in a node at this timestep and going
                on to an end.
        """
        nodes, semiring, edges = self.nodes, self._semiring, self._lattice
        np.take(emitted, edges.labels, 0, out=self._emitted, mode="clip")
        semiring.times(nodes, self._emitted, out=being)
        leaving = self._emitted
        leaving[:] = semiring.zero
        if len(edges.aims):
            self._rows(leaving)[edges.outgoing.near] = edges.outgoing.gathered(
                self._rows(being), semiring
            )
        all_but_one(leaving, self._sums, semiring)
        semiring.plus(being, self._sums, out=nodes)
        semiring.plus(nodes[1:], being[0], out=nodes[1:])

    def _rows(self, nodes: Floats) -> Floats:
        return nodes.reshape(-1, nodes.shape[-1])


def all_but_one(nodes: Floats, sums: Floats, semiring: Semiring) -> None:
    """Writes into `sums` (D + 1, S, N) over a state's slots: all in slot 0, all but d in slot d.

    Summed up from both sides: to take a label's value away again would leave rounding errors
    where it outweighs the others.
    """
    if len(nodes) == 1:
        sums[0] = nodes[0]
        return
    plus = semiring.plus
    sums[1] = nodes[0]
    for slot in range(1, len(nodes) - 1):
        plus(sums[slot], nodes[slot], out=sums[slot + 1])
    plus(sums[-1], nodes[-1], out=sums[0])
    above = nodes[-1].copy()
    for slot in range(len(nodes) - 2, 0, -1):
        plus(sums[slot], above, out=sums[slot])
        plus(above, nodes[slot], out=above)


@lru_cache(maxsize=16)
def lattice_of(automaton: Automaton) -> Lattice:
    """The lattice of `automaton`."""
    states, classes = automaton.targets.shape
    origins, edge_labels = np.nonzero(automaton.targets >= 0)
    aims = automaton.targets[origins, edge_labels].astype(np.intp)
    slots = np.zeros((states, classes), np.intp)
    slots[aims, edge_labels] = 1
    slots = np.where(slots > 0, slots.cumsum(axis=1), 0)
    labels = np.full((int(slots.max(initial=0)) + 1, states), classes, np.intp)
    labels[0] = BLANK
    led_into, by_label = np.nonzero(slots)
    labels[slots[led_into, by_label], led_into] = by_label
    entered = np.where(slots > 0, slots * states + np.arange(states)[:, None], 0)
    return Lattice(
        labels=labels,
        sources=slots[origins, edge_labels] * states + origins,
        aims=entered[aims, edge_labels],
        entered=entered,
        starts=automaton.starts.astype(np.intp),
        finals=automaton.finals,
    )
