"""The ways on from many begun texts at once: which labels may follow, and into which states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from seqdigits.decoding.automaton import Automaton
from seqdigits.decoding.trie import Trie

Numbers = NDArray[np.intp]
Flags = NDArray[np.bool_]


class Onward(NamedTuple):
    """E ways on from begun texts.

    Attributes:
        parents: (E,) the text each goes on from, ascending.
        labels: (E,) the label it adds.
        states: (E, K) the states it leads into, one for each start; -1 where it leads nowhere.
    """

    parents: Numbers
    labels: Numbers
    states: Numbers


class Ways(Protocol):
    """What a search steps through."""

    @property
    def starts(self) -> Numbers:
        """States (K,) of the empty text."""

    def onward(self, states: Numbers) -> Onward:
        """The ways on from texts that have led to `states` (M, K)."""

    def ends(self, states: Numbers) -> Flags:
        """(M,) whether texts that have led to `states` (M, K) are accepted."""


@dataclass(frozen=True, eq=False)
class FreeWays:
    """Every text of `labels`."""

    labels: Numbers

    @property
    def starts(self) -> Numbers:
        """The one state there is."""
        return np.zeros(1, np.intp)

    def onward(self, states: Numbers) -> Onward:
        """Every label after every text."""
        parents = np.repeat(np.arange(len(states)), len(self.labels))
        labels = np.tile(self.labels, len(states))
        return Onward(parents, labels, np.zeros((len(parents), 1), np.intp))

    def ends(self, states: Numbers) -> Flags:
        """True throughout."""
        return np.ones(len(states), np.bool_)


class AutomatonWays:
    """The texts that an automaton accepts."""

    def __init__(self, automaton: Automaton) -> None:
        self.starts: Numbers = automaton.starts.astype(np.intp)
        # State -1 looks up the last row: from nowhere nothing leads on.
        self._targets = np.vstack([automaton.targets, np.full_like(automaton.targets[:1], -1)])
        self._finals = np.append(automaton.finals, False)

    def onward(self, states: Numbers) -> Onward:
        """The ways on from texts that have led to `states` (M, K)."""
        targets = self._targets[states]
        parents, labels = np.nonzero((targets >= 0).any(axis=1))
        return Onward(parents, labels, targets[parents, :, labels].astype(np.intp))

    def ends(self, states: Numbers) -> Flags:
        """(M,) whether texts that have led to `states` (M, K) are accepted."""
        accepted: Flags = np.logical_or.reduce(self._finals[states], axis=1)
        return accepted


class TrieWays:
    """The entries of a lexicon."""

    def __init__(self, trie: Trie) -> None:
        self._trie = trie
        self.starts: Numbers = trie.starts.astype(np.intp)

    def onward(self, states: Numbers) -> Onward:
        """The ways on from texts that have led to the nodes `states` (M, 1)."""
        nodes = states[:, 0]
        firsts = self._trie.first[nodes].astype(np.intp)
        counts = self._trie.first[nodes + 1] - firsts
        parents = np.repeat(np.arange(len(nodes)), counts)
        children = np.arange(len(parents)) + (firsts - np.cumsum(counts) + counts)[parents]
        return Onward(parents, self._trie.labels[children].astype(np.intp), children[:, None])

    def ends(self, states: Numbers) -> Flags:
        """(M,) whether the nodes `states` (M, 1) end an entry."""
        return self._trie.finals[states[:, 0]]


def ways_of(acceptor: Automaton | Trie | None, labels: Sequence[int]) -> Ways:
    """The ways of `acceptor`; those of every text of `labels` if it is None."""
    if acceptor is None:
        return FreeWays(np.array(labels, np.intp))
    return TrieWays(acceptor) if isinstance(acceptor, Trie) else AutomatonWays(acceptor)
