"""Automata: which texts are allowed, read label by label from left to right.

Hopcroft, Motwani and Ullman, "Introduction to Automata Theory, Languages, and Computation",
chapters 2 and 4. Where what follows depends on the distance to the right end of the text, as the
weights of a check digit do, an automaton has one start for each length modulo the period: one
deterministic run a start, far fewer states than a single start would need.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from seqdigits.alphabet import BLANK
from seqdigits.decoding.state_graph import equivalent, in_order, leading_on, reachable
from seqdigits.errors import ConstraintError

MOST_STATES = 20_000
"""No automaton is explored past this many states."""

Key = TypeVar("Key", bound=Hashable)


class Acceptor(Protocol):
    """What a search over texts steps through: an `Automaton` or a `Trie`."""

    @property
    def classes(self) -> int:
        """Number of classes C, blank included."""

    @property
    def starts(self) -> NDArray[np.int32]:
        """States (K,) a text may start in; no text is accepted from two of them."""

    def moves(self, state: int) -> list[tuple[int, int]]:
        """(label, next state) of each way on, by ascending labels."""

    def is_final(self, state: int) -> bool:
        """True if a text may end in `state`."""


@dataclass(frozen=True, eq=False)
class Automaton:
    """Accepts texts, as label sequences.

    Attributes:
        targets: (S, C) int32; `targets[state, label]` is the next state, -1 if there is none.
            Column 0, blank's, is -1 throughout.
        starts: (K,) int32, the states a text may start in. There are several only if no text is
            accepted from two of them (see `is_unambiguous`), so that sums over the starts count
            every text once.
        finals: (S,) bool, True for a state in which a text may end.

    Raises:
        ValueError: if the arrays do not fit each other.
    """

    targets: NDArray[np.int32]
    starts: NDArray[np.int32]
    finals: NDArray[np.bool_]

    def __post_init__(self) -> None:
        states = len(self.finals)
        fit = (
            self.targets.ndim == 2
            and len(self.targets) == states
            and bool((self.targets[:, BLANK] == -1).all())
            and bool(((self.targets >= -1) & (self.targets < states)).all())
            and bool(((self.starts >= 0) & (self.starts < states)).all())
        )
        if not fit:
            raise ValueError(
                "an automaton's targets are (S, C) states or -1, -1 for blank; its starts are "
                f"states; its finals are (S,). Received: shapes {self.targets.shape}, "
                f"{self.starts.shape}, {self.finals.shape}, or states outside them."
            )

    @property
    def classes(self) -> int:
        """Number of classes C, blank included."""
        return int(self.targets.shape[1])

    @property
    def states(self) -> int:
        """Number of states S."""
        return len(self.finals)

    @cached_property
    def _moves(self) -> list[list[tuple[int, int]]]:
        """`moves` of every state."""
        rows = self.targets.tolist()
        return [[(c, target) for c, target in enumerate(row) if target >= 0] for row in rows]

    def moves(self, state: int) -> list[tuple[int, int]]:
        """(label, next state) of each way on from `state`, by ascending labels."""
        return self._moves[state]

    def is_final(self, state: int) -> bool:
        """True if a text may end in `state`."""
        return bool(self.finals[state])

    def accepts(self, labels: Iterable[int]) -> bool:
        """True if the text of these labels is allowed; blank and unknown labels never are."""
        states = set(self.starts.tolist())
        for label in labels:
            if not BLANK < label < self.classes:
                return False
            states = {int(self.targets[state, label]) for state in states} - {-1}
        return any(self.is_final(state) for state in states)

    def __and__(self, other: Automaton) -> Automaton:
        """The texts that both accept, as a minimal automaton of the pairs of states reached.

        Unambiguous automata have an unambiguous product.

        Raises:
            ConstraintError: if more than `MOST_STATES` pairs are reached.
            ValueError: if the two have different numbers of classes.
        """
        if self.classes != other.classes:
            raise ValueError(
                "automata are joined over one alphabet. "
                f"Received: {self.classes} and {other.classes} classes."
            )

        def moves(pair: tuple[int, int]) -> Iterable[tuple[int, tuple[int, int]]]:
            beside = dict(other.moves(pair[1]))
            for label, target in self.moves(pair[0]):
                if label in beside:
                    yield label, (target, beside[label])

        starts = [(a, b) for a in self.starts.tolist() for b in other.starts.tolist()]
        return explore(
            self.classes,
            starts,
            moves,
            lambda pair: self.is_final(pair[0]) and other.is_final(pair[1]),
        )

    def trimmed(self) -> Automaton:
        """The same texts with only the states on a way from a start to a final."""
        alive = reachable(self.targets, self.starts) & leading_on(self.targets, self.finals)
        numbers = np.where(alive, np.cumsum(alive) - 1, -1)
        # -1 of "no way on" looks up the last entry, which says -1.
        onward = np.append(numbers, -1)[self.targets[alive]]
        starts = np.unique(numbers[self.starts])
        return Automaton(
            onward.astype(np.int32), starts[starts >= 0].astype(np.int32), self.finals[alive]
        )

    def minimised(self) -> Automaton:
        """The same texts with equivalent states made one, trimmed."""
        trimmed = self.trimmed()
        blocks = equivalent(trimmed.targets, trimmed.finals)
        _, firsts = np.unique(blocks, return_index=True)
        # Blocks keep the order of their first states.
        ranks = np.argsort(np.argsort(firsts))
        numbers = np.append(ranks[blocks], -1)
        kept = np.sort(firsts)
        return Automaton(
            numbers[trimmed.targets[kept]].astype(np.int32),
            np.unique(numbers[trimmed.starts]).astype(np.int32),
            trimmed.finals[kept],
        )

    @property
    def is_empty(self) -> bool:
        """True if no text is accepted."""
        return not (reachable(self.targets, self.starts) & self.finals).any()

    @cached_property
    def shortest(self) -> int | None:
        """Fewest characters of an accepted text; None if there is no such text."""
        front, length = set(self.starts.tolist()), 0
        seen: set[int] = set()
        while front:
            if any(self.is_final(state) for state in front):
                return length
            seen |= front
            front = {target for state in front for _, target in self.moves(state)} - seen
            length += 1
        return None

    @cached_property
    def longest(self) -> int | None:
        """Most characters of an accepted text; None if there is no bound, or no such text."""
        trimmed = self.trimmed()
        order = in_order(trimmed.targets)
        if not order:
            return None
        depth = [0] * trimmed.states
        for state in order:
            for _, target in trimmed.moves(state):
                depth[target] = max(depth[target], depth[state] + 1)
        return max(depth)

    def is_unambiguous(self) -> bool:
        """True if no text is accepted from two starts, decided over the pairs of states reached."""
        trimmed = self.trimmed()
        starts: Sequence[int] = trimmed.starts.tolist()
        order = [(a, b) for a in starts for b in starts if a < b]
        seen = set(order)
        for first, second in order:
            if first == second or (trimmed.is_final(first) and trimmed.is_final(second)):
                return False
            beside = dict(trimmed.moves(second))
            for label, target in trimmed.moves(first):
                pair = (target, beside.get(label, -1))
                if pair[1] >= 0 and pair not in seen:
                    seen.add(pair)
                    order.append(pair)
        return True


def explore(
    classes: int,
    starts: Iterable[Key],
    moves: Callable[[Key], Iterable[tuple[int, Key]]],
    is_final: Callable[[Key], bool],
) -> Automaton:
    """The minimal automaton of the states reached from `starts`, each known by a key.

    Args:
        classes: number of classes C, blank included.
        starts: keys of the states a text may start in.
        moves: state -> (label, next state); no label twice.
        is_final: whether a text may end in a state.

    Raises:
        ConstraintError: if more than `MOST_STATES` states are reached.
    """
    numbers: dict[Key, int] = {}
    for key in starts:
        numbers.setdefault(key, len(numbers))
    keys, first_states = list(numbers), len(numbers)
    rows: list[list[int]] = []
    for key in keys:
        row = [-1] * classes
        for label, target in moves(key):
            if target not in numbers:
                numbers[target] = len(keys)
                keys.append(target)
            row[label] = numbers[target]
        rows.append(row)
        if len(keys) > MOST_STATES:
            raise ConstraintError(
                f"what a text must be takes at most {MOST_STATES:,} states to follow. Received: "
                "more than that. Ask for shorter texts or for fewer things at once."
            )
    return Automaton(
        np.array(rows, np.int32).reshape(-1, classes),
        np.arange(first_states, dtype=np.int32),
        np.fromiter(map(is_final, keys), np.bool_, len(keys)),
    ).minimised()
