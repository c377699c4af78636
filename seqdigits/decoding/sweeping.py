"""A search over begun texts in sweeps: from short texts to long ones, wider from sweep to sweep.

The first sweep goes on from as many texts of each length as are asked for and so soon has some to
measure the others by; later ones go back for what was left open (Zhang 1998, "Complete Anytime
Beam Search"). Many strings are searched at once.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from seqdigits.decoding.begun import Begun, Grower
from seqdigits.decoding.frontier import Frontier
from seqdigits.decoding.outlook import Outlook
from seqdigits.decoding.semiring import Semiring
from seqdigits.decoding.ways import Ways

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]

WIDER = 16
"""How many times as wide a sweep is as the one before."""

BLOCK = 1024
"""Texts grown at once."""


class Tally:
    """The best texts found for each of N strings, and what all others hold at most.

    Args:
        strings: N.
        most: texts that are kept at most.
        semiring: what their values are.

    Attributes:
        worst: (N,) value that a further text must pass to be one of those asked for.
        lost: (N,) what is known not to be among them and was not kept.
    """

    def __init__(self, strings: int, most: int, semiring: Semiring) -> None:
        self._most, self._asked, self._semiring = most, most, semiring
        self._kept: list[list[tuple[float, tuple[int, ...]]]] = [[] for _ in range(strings)]
        self.worst: Floats = np.full(strings, semiring.zero)
        self.lost: Floats = np.full(strings, semiring.zero)

    def ask(self, count: int) -> None:
        """Asks for the best `count` from now on, no more than are kept at most."""
        self._asked = count
        for owner, kept in enumerate(self._kept):
            if len(kept) >= count:
                self.worst[owner] = kept[count - 1][0]

    def kept(self, owner: int) -> list[tuple[float, tuple[int, ...]]]:
        """(value, labels) of the texts kept for string `owner`, best first."""
        return self._kept[owner]

    def lose(self, owners: Numbers, values: Floats) -> None:
        """Counts texts of `values` (E,) as none of those asked for."""
        self._semiring.plus.at(self.lost, owners, values)

    def find(self, begun: Begun, members: Numbers) -> None:
        """Takes the rows `members` of `begun` for texts found."""
        owners, values = begun.owners[members], begun.spelt[members, -1]
        better = values > self.worst[owners]
        self.lose(owners[~better], values[~better])
        found = members[better]
        rows = zip(owners[better].tolist(), values[better].tolist(), found.tolist(), strict=True)
        for owner, value, row in rows:
            kept = self._kept[owner]
            insort(kept, (value, tuple(begun.labels[row].tolist())), key=lambda entry: -entry[0])
            if len(kept) > self._most:
                self.lose(np.array([owner]), np.array([kept.pop()[0]]))
            if len(kept) >= self._asked:
                self.worst[owner] = kept[self._asked - 1][0]


class Sweeps:
    """One search of N strings.

    Args:
        grower: grows texts.
        ways: which texts there are.
        outlook: bounds what they hold.
        most: how many of the best to find at most.

    Attributes:
        tally: what was found.
    """

    def __init__(self, grower: Grower, ways: Ways, outlook: Outlook, most: int) -> None:
        strings, _, self._steps = grower.values.shape
        self._grower, self._ways, self._outlook = grower, ways, outlook
        self._budgets = np.zeros(strings, np.intp)
        self._open: list[list[Frontier]] = [[] for _ in range(self._steps)]  # by their length
        self.tally = Tally(strings, most, grower.semiring)
        if len(ways.starts):
            self._look(grower.empty(ways.starts))

    def run(self, members: Numbers, count: int, budget: int) -> None:
        """Searches on in the strings `members`.

        It ends when nothing open can be among the best `count`, or after `budget` begun texts
        were looked at in each string.
        """
        self.tally.ask(count)
        self._budgets[:] = 0
        self._budgets[members] = budget
        width = count
        while any([self._go_on(length, width) for length in range(self._steps)]):
            width *= WIDER

    def exact(self) -> NDArray[np.bool_]:
        """(N,) whether nothing open can be among the best that were asked for last."""
        exact = np.ones(len(self._budgets), np.bool_)
        for owners, bounds in self._bounds():
            exact[owners[bounds > self.tally.worst[owners]]] = False
        return exact

    def left(self) -> Floats:
        """(N,) what all texts hold at most that are not kept."""
        left = self.tally.lost.copy()
        for owners, bounds in self._bounds():
            self._grower.semiring.plus.at(left, owners, bounds)
        return left

    def _bounds(self) -> Iterator[tuple[Numbers, Floats]]:
        """Strings and bounds of what is open."""
        for frontier in (part for parts in self._open for part in parts):
            yield frontier.owners, frontier.bounds

    def _go_on(self, length: int, width: int) -> bool:
        """Grows the `width` most promising open texts of `length` of each string; False if none."""
        if not self._open[length]:
            return False
        frontier = Frontier.joined(self._open[length])
        self._open[length] = []
        members, ranks = frontier.ranked(self._promising(frontier))
        taken = ranks < np.minimum(width, self._budgets[frontier.owners[members]])
        if not taken.all():
            self._open[length].append(frontier.of(members[~taken]))
        chosen = members[taken]
        np.subtract.at(self._budgets, frontier.owners[chosen], 1)
        for first in range(0, len(chosen), BLOCK):
            rows = chosen[first : first + BLOCK]
            ways = (values[rows] for values in frontier.onward)
            self._look(self._grower.grown(frontier.begun, *ways))
        return len(chosen) > 0

    def _promising(self, frontier: Frontier) -> Numbers:
        """The ways of `frontier` that may lead to one of the best texts; the others are lost."""
        promising = frontier.bounds > self.tally.worst[frontier.owners]
        self.tally.lose(frontier.owners[~promising], frontier.bounds[~promising])
        return np.flatnonzero(promising)

    def _look(self, begun: Begun) -> None:
        """Takes accepted texts among `begun` for found, and opens the ways on from all of them."""
        self.tally.find(begun, np.flatnonzero(self._ways.ends(begun.states)))
        onward = self._ways.onward(begun.states)
        if begun.length < self._steps and len(onward.labels):
            bounds = self._outlook.bounds(self._grower, begun, onward)
            frontier = Frontier(begun, onward, bounds)
            if len(members := self._promising(frontier)):
                self._open[begun.length].append(frontier.of(members))
