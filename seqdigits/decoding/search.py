"""The likeliest texts, best first, among all or among those that an acceptor accepts.

Prefix search (Graves et al. 2006, "Connectionist Temporal Classification", section 3.2) by branch
and bound: of all texts begun, those are looked at that may still hold more than what was found.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqdigits.alphabet import BLANK
from seqdigits.decoding.automaton import Automaton
from seqdigits.decoding.begun import Grower
from seqdigits.decoding.best_path import greedy
from seqdigits.decoding.forward_sum import log_prob
from seqdigits.decoding.lattice import Lattice, lattice_of
from seqdigits.decoding.outlook import (
    Outlook,
    StateOutlook,
    exact_outlook,
    free_outlook,
    outline,
    outline_outlook,
)
from seqdigits.decoding.semiring import LEAST_LOG, LOGS, PROBABILITIES, Semiring, emissions
from seqdigits.decoding.sweeping import Sweeps
from seqdigits.decoding.trie import Trie
from seqdigits.decoding.ways import ways_of

Floats = NDArray[np.float64]

QUICK_BUDGET = 256
"""Begun texts of a string looked at in the first round, which takes many strings at once."""

QUICK_OUTLOOK = 300_000
"""Automata with more nodes than this, times timesteps, are looked ahead in for those left only."""

MOST_OUTLOOK = 4_000_000
"""Automata with more nodes than this, times timesteps, are not looked ahead in."""

MOST_VALUES = 8_000_000
"""Values that are held at once; more strings are taken in parts."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A text and the log of its probability, the sum over all of its paths."""

    labels: tuple[int, ...]
    log_prob: float


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found.

    Attributes:
        texts: the likeliest accepted texts, best first; fewer than asked for if there are no
            more that can be spelt, or none were found in time.
        exact: True if no other accepted text is likelier than the last of `texts`, nor possible
            where there are fewer than asked for.
        remaining: log of what all other accepted texts hold together at most.
        tight: True if that is what they hold.
    """

    texts: tuple[Hypothesis, ...]
    exact: bool
    remaining: float
    tight: bool = False

    @property
    def most(self) -> float:
        """Log of what all accepted texts hold together at most; if `tight`, of what they hold."""
        parts = [*(text.log_prob for text in self.texts), self.remaining]
        return min(float(np.logaddexp.reduce(parts)), 0.0)


def best_texts(
    log_probs: Floats, acceptor: Automaton | Trie | None, count: int = 1, budget: int = 10_000
) -> Search:
    """The `count` likeliest texts under `log_probs` (T, C) that `acceptor` accepts.

    See `best_texts_each`, which takes many strings at once in far less time for each.
    """
    return best_texts_each(log_probs[None], acceptor, count, budget)[0]


def best_texts_each(
    log_probs: Floats,
    acceptor: Automaton | Trie | None,
    count: int = 1,
    budget: int = 10_000,
    beyond: int = 0,
) -> list[Search]:
    """For each table of `log_probs` (N, T, C), its `count` likeliest texts that are accepted.

    A text's probability is the sum over all of its paths. A begun text is bounded by the sum over
    all texts that begin so; a search ends when `count` found texts are each as likely as every
    bound that is open, and is then exact up to rounding: texts within 1e-9 of each other may
    change places, and texts of less than 1e-261 may be missing beside likelier ones.

    Args:
        log_probs: rows normalised; forbidden labels are -inf.
        acceptor: an `Automaton` or a `Trie`; None accepts every text.
        count: how many texts to find.
        budget: begun texts of a string to look at before giving up with what was found.
        beyond: how many more of the likeliest texts to look for in the first `QUICK_BUDGET` begun
            texts. They are not told, but make `Search.remaining` a better bound.

    Raises:
        ValueError: if the acceptor has another number of classes, or a number is not positive.
    """
    classes = log_probs.shape[-1]
    if min(count, budget, beyond + 1) < 1:
        raise ValueError(
            "a search finds and looks at one text at least. "
            f"Received: {count=}, {budget=}, {beyond=}."
        )
    if acceptor is not None and acceptor.classes != classes:
        raise ValueError(
            "an acceptor and the net read one alphabet. Received: an acceptor of "
            f"{acceptor.classes} classes for {classes}."
        )
    found = _more_than_half(log_probs, acceptor) if count + beyond == 1 else {}
    plan = _Plan(acceptor, count, beyond, budget)
    for most in (QUICK_OUTLOOK, MOST_OUTLOOK):
        rest = [index for index in range(len(log_probs)) if index not in found]
        for members in plan.parts(rest, log_probs.shape[1], most):
            searches = plan.searched(log_probs[members], most)
            found |= {members[row]: search for row, search in searches.items()}
    return [found[index] for index in range(len(log_probs))]


def _more_than_half(log_probs: Floats, acceptor: Automaton | Trie | None) -> dict[int, Search]:
    """By string, the text of the best path if it is accepted and likelier than all others."""
    texts = [greedy(table)[0] for table in log_probs]
    members = [i for i, text in enumerate(texts) if acceptor is None or acceptor.accepts(text)]
    values = log_prob(log_probs[members], [texts[index] for index in members])
    found = {}
    for index, value in zip(members, np.minimum(values, 0.0).tolist(), strict=True):
        if value > math.log(0.5):
            remaining = math.log(-math.expm1(value)) if value < 0.0 else -math.inf
            best = Hypothesis(tuple(texts[index]), value)
            found[index] = Search((best,), True, remaining, tight=acceptor is None)
    return found


@dataclass(frozen=True, eq=False)
class _Plan:
    """What is searched for; see `best_texts_each`."""

    acceptor: Automaton | Trie | None
    count: int
    beyond: int
    budget: int

    def parts(self, members: list[int], steps: int, most: int) -> Iterator[list[int]]:
        """As many of `members`, strings of T = `steps`, as may be begun with together."""
        held = (steps + 1) * min(QUICK_BUDGET, self.budget)
        if (lattice := self._lattice(steps, most)) is not None:
            held += steps * (lattice.labels.size + lattice.entered.size)
        yield from _in_parts(members, MOST_VALUES // held)

    def searched(self, log_probs: Floats, most: int) -> dict[int, Search]:
        """The searches of `log_probs` (N, T, C) by their rows; `most` as in `_lattice`.

        Those are missing that had better be begun again with an eye on the automaton.
        """
        found = self._searched(log_probs, most, PROBABILITIES)
        tiny = [row for row, search in found.items() if _is_tiny(search)]
        if tiny:
            again = self._searched(log_probs[tiny], most, LOGS)
            found |= {tiny[row]: search for row, search in again.items()}
        return found

    def _searched(self, log_probs: Floats, most: int, semiring: Semiring) -> dict[int, Search]:
        """`searched` with values of one kind."""
        steps = log_probs.shape[1]
        grower = Grower(log_probs, semiring)
        outlook = self._outlook(log_probs, grower, most)
        highest = log_probs.max(axis=(0, 1), initial=-np.inf).tolist()
        labels = [c for c, value in enumerate(highest) if c != BLANK and value > -math.inf]
        sweeps = Sweeps(grower, ways_of(self.acceptor, labels), outlook, self.count + self.beyond)
        quick = min(QUICK_BUDGET, self.budget)
        sweeps.run(np.arange(len(log_probs)), self.count + self.beyond, quick - 1)
        sweeps.tally.ask(self.count)
        open_ended = np.flatnonzero(~sweeps.exact()).tolist()
        if self.budget == quick or not self._is_better_later(steps, most):
            for part in _in_parts(open_ended, MOST_VALUES // ((steps + 1) * self.budget)):
                sweeps.run(np.array(part), self.count, self.budget - quick)
            open_ended = []
        tight = self.acceptor is None or isinstance(outlook, StateOutlook)
        found = self._found(sweeps, semiring, tight)
        return {row: found[row] for row in range(len(found)) if row not in open_ended}

    def _found(self, sweeps: Sweeps, semiring: Semiring, tight: bool) -> list[Search]:
        """What `sweeps` found of each string."""
        left, exact, found = semiring.logs(sweeps.left()), sweeps.exact().tolist(), []
        for row, remaining in enumerate(left.tolist()):
            kept = sweeps.tally.kept(row)
            values = np.minimum(semiring.logs(np.array([value for value, _ in kept])), 0.0).tolist()
            texts = [Hypothesis(text, p) for (_, text), p in zip(kept, values, strict=True)]
            remaining = float(np.logaddexp.reduce([remaining, *values[self.count :]]))
            found.append(Search(tuple(texts[: self.count]), exact[row], remaining, tight))
        return found

    def _outlook(self, log_probs: Floats, grower: Grower, most: int) -> Outlook:
        """What may come after begun texts; `most` as in `_lattice`."""
        lattice = self._lattice(log_probs.shape[1], most)
        if lattice is None:
            return free_outlook(grower)
        make = outline_outlook if isinstance(self.acceptor, Trie) else exact_outlook
        return make(emissions(log_probs, grower.semiring), lattice, grower.semiring)

    def _lattice(self, steps: int, most: int) -> Lattice | None:
        """What is looked ahead in; None if it has more than `most` nodes, times `steps`."""
        if self.acceptor is None:
            return None
        if isinstance(self.acceptor, Trie):
            return lattice_of(outline(self.acceptor, steps))
        lattice = lattice_of(self.acceptor)
        return lattice if lattice.labels.size * steps <= most else None

    def _is_better_later(self, steps: int, most: int) -> bool:
        """True if looking ahead in the automaton is still to come."""
        automata = self._lattice(steps, most), self._lattice(steps, MOST_OUTLOOK)
        return automata[0] is not automata[1]


def _in_parts(members: list[int], size: int) -> Iterator[list[int]]:
    """`members`, so many at a time, one at least."""
    for first in range(0, len(members), max(1, size)):
        yield members[first : first + max(1, size)]


def _is_tiny(search: Search) -> bool:
    """True if what was found is too unlikely for plain probabilities to be trusted with it."""
    if search.texts:
        return search.texts[0].log_prob <= LEAST_LOG
    return search.exact or search.remaining <= LEAST_LOG
