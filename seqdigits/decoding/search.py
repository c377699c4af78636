"""The likeliest texts, best first, among all or among those that an acceptor accepts.

Prefix search (Graves et al. 2006, "Connectionist Temporal Classification", section 3.2) as a
best-first search: of all texts begun, the one that may still hold the most is looked at next.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from seqdigits.alphabet import BLANK
from seqdigits.decoding.automaton import Acceptor
from seqdigits.decoding.best_path import greedy
from seqdigits.decoding.lattice import LEAST_LOG, LOGS, PROBABILITIES
from seqdigits.decoding.outlook import Outlook, exact_outlook, free_outlook
from seqdigits.decoding.prefixes import Prefix, Prefixes

Floats = NDArray[np.float64]

QUICK_BUDGET = 24
"""Prefixes looked at before the bounds are made tight, which takes a pass over the automaton."""

LEAST = -1e300
"""Stands for -inf where differences are taken."""


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
    """

    texts: tuple[Hypothesis, ...]
    exact: bool
    remaining: float


@dataclass(frozen=True, slots=True, eq=False)
class _Anything:
    """Accepts every text of these labels."""

    classes: int
    labels: Sequence[int]
    starts: NDArray[np.int32] = field(default_factory=lambda: np.zeros(1, np.int32))

    def moves(self, state: int) -> list[tuple[int, int]]:
        return [(label, state) for label in self.labels]

    def is_final(self, state: int) -> bool:
        return True


def best_texts(
    log_probs: Floats, acceptor: Acceptor | None, count: int = 1, budget: int = 10_000
) -> Search:
    """The `count` likeliest texts under `log_probs` (T, C) that `acceptor` accepts.

    A text's probability is the sum over all of its paths. A begun text is bounded by the sum over
    all texts that begin so; the search ends when `count` found texts are each as likely as every
    bound that is open, and is then exact up to rounding: texts within 1e-9 of each other may
    change places. One text that holds more than half of the accepted mass ends it at once.

    Args:
        log_probs: rows normalised; forbidden labels are -inf.
        acceptor: an `Automaton` or a `Trie`; None accepts every text.
        count: how many texts to find.
        budget: begun texts to look at before giving up with what was found.

    Raises:
        ValueError: if the acceptor has another number of classes, or `count` or `budget` is not
            positive.
    """
    classes = log_probs.shape[1]
    if min(count, budget) < 1:
        raise ValueError(
            f"a search finds and looks at one text at least. Received: {count=}, {budget=}."
        )
    if acceptor is not None and acceptor.classes != classes:
        raise ValueError(
            "an acceptor and the net read one alphabet. Received: an acceptor of "
            f"{acceptor.classes} classes for {classes}."
        )
    prefixes = Prefixes(log_probs)
    accepts = _Anything(classes, prefixes.labels) if acceptor is None else acceptor
    if count == 1 and (sure := _more_than_half(log_probs, prefixes, accepts)):
        return sure
    free = free_outlook(prefixes)
    if acceptor is None:
        return _Run(prefixes, accepts, free, count).search(budget)
    found = _Run(prefixes, acceptor, free, count).search(min(QUICK_BUDGET, budget))
    if found.exact or budget <= QUICK_BUDGET:
        return found
    for semiring in (PROBABILITIES, LOGS):
        outlook = exact_outlook(log_probs, acceptor, semiring) or free
        found = _Run(prefixes, acceptor, outlook, count).search(budget)
        whole = len(found.texts) == count and found.texts[-1].log_prob > LEAST_LOG
        if outlook is free or whole or (not found.exact and found.remaining > LEAST_LOG):
            break
    return found


def _more_than_half(log_probs: Floats, prefixes: Prefixes, acceptor: Acceptor) -> Search | None:
    """The text of the best path if it is accepted and likelier than all others together."""
    states: list[int] = acceptor.starts.tolist()
    prefix = prefixes.empty()
    for label in greedy(log_probs)[0]:
        moves = [move for state in states for move in acceptor.moves(state)]
        states = [target for c, target in moves if c == label]
        prefix = prefixes.grown(prefix, label)
    log_prob = min(prefixes.log_prob(prefix), 0.0)
    if log_prob <= math.log(0.5) or not any(map(acceptor.is_final, states)):
        return None
    remaining = math.log(-math.expm1(log_prob)) if log_prob < 0.0 else -math.inf
    return Search((Hypothesis(prefix.labels, log_prob),), exact=True, remaining=remaining)


class _Run:
    """One search: the texts begun, by what they may hold, and the best of those found."""

    def __init__(
        self, prefixes: Prefixes, acceptor: Acceptor, outlook: Outlook, count: int
    ) -> None:
        self._prefixes, self._acceptor, self._outlook = prefixes, acceptor, outlook
        self._count = count
        # A bound's negative, a running number, the text begun and the label after it, the states.
        self._open: list[tuple[float, int, Prefix | None, int, tuple[int, ...]]] = []
        self._numbers = itertools.count()
        self._found: list[tuple[float, int, Hypothesis]] = []
        self._left: list[float] = []  # logs of what is known to be none of the best

    def search(self, budget: int) -> Search:
        """The best texts after looking at no more than `budget` begun ones."""
        starts = tuple(self._acceptor.starts.tolist())
        if starts and self._outlook.mass > -math.inf:
            heapq.heappush(self._open, (-self._outlook.mass, 0, None, 0, starts))
        while self._open and -self._open[0][0] > self._worst:
            if not budget:
                break
            budget -= 1
            _, _, parent, label, states = heapq.heappop(self._open)
            prefixes = self._prefixes
            prefix = prefixes.grown(parent, label) if parent is not None else prefixes.empty()
            if any(map(self._acceptor.is_final, states)):
                self._find(prefix)
            self._branch(prefix, states)
        self._left += [-entry[0] for entry in self._open]
        texts = sorted((text for *_, text in self._found), key=lambda text: -text.log_prob)
        return Search(
            texts=tuple(texts),
            exact=not self._open or -self._open[0][0] <= self._worst,
            remaining=float(np.logaddexp.reduce(self._left, initial=-np.inf)),
        )

    @property
    def _worst(self) -> float:
        """Log-probability that a further text must pass."""
        return self._found[0][0] if len(self._found) == self._count else -math.inf

    def _find(self, prefix: Prefix) -> None:
        """Takes `prefix` for a text found."""
        log_prob = min(self._prefixes.log_prob(prefix), 0.0)
        if log_prob == -math.inf:
            return
        entry = (log_prob, -next(self._numbers), Hypothesis(prefix.labels, log_prob))
        heapq.heappush(self._found, entry)
        if len(self._found) > self._count:
            self._left.append(heapq.heappop(self._found)[0])

    def _branch(self, prefix: Prefix, states: tuple[int, ...]) -> None:
        """Opens `prefix` with each label after it that may still lead to an accepted text."""
        depth, last = len(prefix.labels) + 1, prefix.labels[-1] if prefix.labels else BLANK
        moves = [move for state in states for move in self._acceptor.moves(state)]
        if not moves or depth >= len(prefix.spelt):
            return
        labels, targets = zip(*moves, strict=True)
        ways = self._outlook.entering(labels, targets, depth)
        values = ways + prefix.spelt[:-1]
        for place, label in enumerate(labels):
            if label == last:
                values[place] = ways[place] + prefix.on_blank[:-1]
        bounds = self._prefixes.possible(_log_sums(values)).tolist()
        children: dict[int, tuple[float, tuple[int, ...]]] = {}
        for label, target, bound in zip(labels, targets, bounds, strict=True):
            if label in children:  # by way of another start; at most one of them accepts a text
                beside, others = children[label]
                children[label] = (float(np.logaddexp(beside, bound)), (*others, target))
            else:
                children[label] = (bound, (target,))
        for label, (bound, after) in children.items():
            if bound > self._worst:
                entry = (-bound, next(self._numbers), prefix, label, after)
                heapq.heappush(self._open, entry)
            elif bound > -math.inf:
                self._left.append(bound)


def _log_sums(values: Floats) -> Floats:
    """Logs (M,) of the sums of exp of `values` (M, T) over time."""
    shift = np.maximum(values.max(axis=1), LEAST)
    sums = np.exp(values - shift[:, None]).sum(axis=1)
    result: Floats = shift + np.log(np.maximum(sums, 1.0))  # less than 1 where all are -inf
    return result
