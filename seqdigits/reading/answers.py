"""Log-probabilities of an image -> what it says, among all texts or those a constraint allows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqdigits.decoding import (
    Automaton,
    Hypothesis,
    Search,
    Span,
    Trie,
    align,
    best_texts_each,
    greedy,
    log_prob,
    mass,
)

_BUDGET = 5_000
"""Begun texts of an image that are looked at."""

_BEYOND = 7
"""The mass of a lexicon is that of its likeliest entries and a bound of all others; this many are
looked for beside those asked for."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one image says.

    Attributes:
        labels: the text.
        spans: timesteps [start, end) of each label.
        log_prob: log of the text's probability among all texts.
        log_mass: log of what all allowed texts hold together; 0.0 if all are.
        others: the likeliest texts, the answer's own first, as many as were asked for.
        exact: False if the search ended before it was known that no allowed text is likelier.
    """

    labels: tuple[int, ...]
    spans: tuple[Span, ...]
    log_prob: float
    log_mass: float = 0.0
    others: tuple[Hypothesis, ...] = ()
    exact: bool = True

    def share(self, log_prob: float) -> float:
        """Probability in 0..1 of a text among the allowed ones, from its log-probability."""
        return math.exp(min(log_prob - self.log_mass, 0.0))


def answers(
    log_probs: Floats, acceptor: Automaton | Trie | None, top: int = 1
) -> list[Answer | None]:
    """The answer to each image of `log_probs` (N, T, C); None where no allowed text is found.

    The likeliest texts are searched for, see `seqdigits.decoding.best_texts_each`; where the best
    path's text holds more than half, that is it and nothing is searched.
    """
    beyond = _BEYOND if isinstance(acceptor, Trie) else 0
    searches = best_texts_each(log_probs, acceptor, top, _BUDGET, beyond)
    masses = _masses(log_probs, acceptor, searches)
    return [
        _answer(table, search, whole, top) if search.texts else None
        for table, search, whole in zip(log_probs, searches, masses, strict=True)
    ]


def _masses(
    log_probs: Floats, acceptor: Automaton | Trie | None, searches: Sequence[Search]
) -> list[float]:
    """Log of what all allowed texts of each image hold; of a lexicon, what they hold at most."""
    if acceptor is None:
        return [0.0] * len(searches)
    masses = [search.most for search in searches]
    if isinstance(acceptor, Automaton):
        loose = [index for index, search in enumerate(searches) if not search.tight]
        for index, whole in zip(loose, mass(log_probs[loose], acceptor).tolist(), strict=True):
            masses[index] = whole
    return masses


def _answer(table: Floats, search: Search, whole: float, top: int) -> Answer:
    """The answer to an image (T, C), of all that is allowed holding `whole`."""
    best = search.texts[0]
    labels, spans = greedy(table)
    if tuple(labels) != best.labels:
        spans = align(table, best.labels)
    others = search.texts[:top] if top > 1 else ()
    return Answer(best.labels, tuple(spans), best.log_prob, whole, others, search.exact)


def given(log_probs: Floats, answer: Answer, labels: Sequence[int]) -> float:
    """Probability in 0..1, among the texts allowed, that one image (T, C) says `labels`."""
    return answer.share(float(log_prob(log_probs[None], [labels])[0]))
