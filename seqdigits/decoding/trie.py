"""A lexicon as a trie: its entries by their common beginnings, in a few flat arrays.

Fredkin 1960, "Trie memory". Nodes are numbered level by level, so that the children of a node
stand side by side and one number a node says where they begin.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqdigits.alphabet import Alphabet
from seqdigits.decoding.automaton import Automaton, explore
from seqdigits.errors import AlphabetError

#: Label L is sorted as the character of this code + L: past the newline that parts the entries.
_SORTED_FROM = 0x20


@dataclass(frozen=True, eq=False)
class Trie:
    """Accepts the entries of a lexicon, as label sequences.

    Attributes:
        classes: number of classes C, blank included.
        labels: (S,) label on the way into each node; blank into the root, node 0.
        first: (S + 1,) int32; the children of node n are first[n] to first[n + 1] - 1, by
            ascending labels.
        finals: (S,) bool, True for a node that ends an entry.
    """

    classes: int
    labels: NDArray[np.int16]
    first: NDArray[np.int32]
    finals: NDArray[np.bool_]

    @classmethod
    def from_texts(cls, texts: Iterable[str], alphabet: Alphabet) -> Trie:
        """The trie of `texts`; repeated ones count once.

        Raises:
            AlphabetError: if a text holds characters outside the alphabet; they are listed.
        """
        entries = _sorted_entries(texts, alphabet)
        lengths = np.fromiter(map(len, entries), np.int32, len(entries))
        codes = np.frombuffer("".join(entries).encode("utf-32-le"), "<u4")
        flat = (codes - _SORTED_FROM).astype(np.int16)
        return _built(alphabet.classes, flat, lengths)

    @property
    def starts(self) -> NDArray[np.int32]:
        """The root (1,), where every text starts."""
        return np.zeros(1, np.int32)

    @property
    def nodes(self) -> int:
        """Number of nodes S, the root included."""
        return len(self.labels)

    def __len__(self) -> int:
        """Number of entries."""
        return int(np.count_nonzero(self.finals))

    @property
    def is_empty(self) -> bool:
        """True if there are no entries."""
        return not self.finals.any()

    def moves(self, state: int) -> list[tuple[int, int]]:
        """(label, child) of each child of the node `state`, by ascending labels."""
        low, high = int(self.first[state]), int(self.first[state + 1])
        return list(zip(self.labels[low:high].tolist(), range(low, high), strict=True))

    def is_final(self, state: int) -> bool:
        """True if the node `state` ends an entry."""
        return bool(self.finals[state])

    def accepts(self, labels: Iterable[int]) -> bool:
        """True if the text of these labels is an entry."""
        state: int | None = 0
        for label in labels:
            state = None if state is None else dict(self.moves(state)).get(label)
        return state is not None and self.is_final(state)

    @property
    def shortest(self) -> int | None:
        """Fewest characters of an entry; None if there are no entries."""
        lengths = (n for n, (low, high) in enumerate(self._levels()) if self.finals[low:high].any())
        return next(lengths, None)

    @property
    def longest(self) -> int | None:
        """Most characters of an entry; None if there are no entries."""
        return None if self.is_empty else sum(1 for _ in self._levels()) - 1

    def _levels(self) -> Iterator[tuple[int, int]]:
        """[first, end) of the nodes of each depth, the root's first."""
        low, high = 0, 1
        while low < high:
            yield low, high
            low, high = int(self.first[low]), int(self.first[high])

    def __and__(self, automaton: Automaton) -> Trie:
        """The entries that `automaton` accepts too, as a trie.

        Raises:
            ValueError: if the two have different numbers of classes.
        """
        if self.classes != automaton.classes:
            raise ValueError(
                "a lexicon and an automaton are joined over one alphabet. "
                f"Received: {self.classes} and {automaton.classes} classes."
            )
        finals = np.zeros(self.nodes, np.bool_)
        for start in automaton.starts.tolist():
            finals |= self._accepted_from(start, automaton)
        return self._with_finals(finals)

    def _accepted_from(self, start: int, automaton: Automaton) -> NDArray[np.bool_]:
        """(S,) True for the entries that `automaton` accepts from the state `start`."""
        targets = np.vstack([automaton.targets, np.full_like(automaton.targets[:1], -1)])
        parents = self._parents()
        # State -1 looks up the last row, from which nothing leads on.
        states = np.full(self.nodes, -1, np.int32)
        states[0] = start
        for low, high in self._levels():
            if low:
                states[low:high] = targets[states[parents[low:high]], self.labels[low:high]]
        ends: NDArray[np.bool_] = self.finals & np.append(automaton.finals, False)[states]
        return ends

    def _with_finals(self, finals: NDArray[np.bool_]) -> Trie:
        """The trie of the entries that end in `finals` (S,), without the nodes of the others."""
        parents = self._parents()
        kept = finals.copy()
        kept[0] = True
        for low, high in reversed(list(self._levels())[1:]):
            kept[parents[low:high][kept[low:high]]] = True
        children = np.bincount(parents[1:][kept[1:]], minlength=self.nodes)[kept]
        return Trie(self.classes, self.labels[kept], _begins(children), finals[kept])

    def _parents(self) -> NDArray[np.int32]:
        """(S,) node above each node; the root stands above itself."""
        nodes = np.arange(self.nodes, dtype=np.int32)
        return np.append(np.int32(0), np.repeat(nodes, np.diff(self.first)))

    def automaton(self) -> Automaton:
        """The minimal automaton of the entries: common endings share their states too.

        Raises:
            ConstraintError: if the trie has more nodes than an automaton may have.
        """
        return explore(self.classes, [0], self.moves, self.is_final)


def _sorted_entries(texts: Iterable[str], alphabet: Alphabet) -> list[str]:
    """`texts` without repeats, each label as a character, in the order of their labels."""
    unique = set(texts)
    foreign = set().union(*unique) - set(alphabet.characters)
    if foreign:
        example = min(text for text in unique if not foreign.isdisjoint(text))
        raise AlphabetError(
            f"entries must use only the characters {alphabet.characters!r}. "
            f"Received: {example!r}; foreign are {', '.join(map(repr, sorted(foreign)))}. "
            "Leave such entries out, or choose an alphabet that holds them."
        )
    if not unique:
        return []
    table = {ord(c): _SORTED_FROM + i + 1 for i, c in enumerate(alphabet.characters)}
    return sorted("\n".join(unique).translate(table).split("\n"))


def _built(classes: int, flat: NDArray[np.int16], lengths: NDArray[np.int32]) -> Trie:
    """The trie of sorted entries of `lengths` (N,), their labels one after the other in `flat`.

    All entries are followed at once, one character a round. An entry has a node of its own from
    the first character on in which it differs from the entry before it.
    """
    offsets = np.cumsum(lengths, dtype=np.int64) - lengths
    active = np.arange(len(lengths))
    above = np.zeros(len(lengths), np.int64)  # the node each entry has reached
    shared = np.arange(len(lengths)) > 0  # it is also the node of the entry before
    labels, parents = [np.zeros(1, np.int16)], [np.zeros(0, np.int64)]
    ends = [above[lengths == 0]]
    count, depth = 1, 0
    while len(active := active[lengths[active] > depth]):
        here = flat[offsets[active] + depth]
        # An active entry's predecessor in the list is its true one, or it has ended before.
        beside = np.append(False, (np.diff(here) == 0) & (np.diff(active) == 1))
        shared[active] &= beside
        fresh = ~shared[active]
        labels.append(here[fresh])
        parents.append(above[active][fresh])
        above[active] = count - 1 + np.cumsum(fresh)
        count += int(fresh.sum())
        depth += 1
        ends.append(above[active[lengths[active] == depth]])
    finals = np.zeros(count, np.bool_)
    finals[np.concatenate(ends)] = True
    children = np.bincount(np.concatenate(parents), minlength=count)
    return Trie(classes, np.concatenate(labels), _begins(children), finals)


def _begins(children: NDArray[np.int64]) -> NDArray[np.int32]:
    """(S + 1,) where each node's children begin, from how many each of the S nodes has."""
    return np.append(1, 1 + np.cumsum(children)).astype(np.int32)
