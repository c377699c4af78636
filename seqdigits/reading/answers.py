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
    Span,
    Trie,
    align,
    best_texts,
    greedy,
    log_prob,
    mass,
)

_SUM_OF = 8
"""A lexicon's mass is that of its likeliest entries, this many, and a bound of the others."""

_BUDGET = 10_000
_LEXICON_BUDGET = 1_000
"""Begun texts looked at; an image that shows no entry of a lexicon would look at far more."""

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

    Without an acceptor and for one text the best path is taken; else the likeliest texts are
    searched for, see `seqdigits.decoding.best_texts`.
    """
    if acceptor is None and top == 1:
        return _best_paths(log_probs)
    masses = mass(log_probs, acceptor) if isinstance(acceptor, Automaton) else None
    found: list[Answer | None] = []
    for row, table in enumerate(log_probs):
        if masses is not None and masses[row] == -np.inf:
            found.append(None)
            continue
        entries = isinstance(acceptor, Trie)
        count = max(top, _SUM_OF) if entries else top
        search = best_texts(table, acceptor, count, _LEXICON_BUDGET if entries else _BUDGET)
        if not search.texts:
            found.append(None)
            continue
        whole = 0.0
        if masses is not None:
            whole = float(masses[row])
        elif acceptor is not None:
            parts = [*(text.log_prob for text in search.texts), search.remaining]
            whole = min(float(np.logaddexp.reduce(parts)), 0.0)
        best = search.texts[0]
        spans = tuple(align(table, best.labels))
        others = search.texts[:top] if top > 1 else ()
        found.append(Answer(best.labels, spans, best.log_prob, whole, others, search.exact))
    return found


def _best_paths(log_probs: Floats) -> list[Answer | None]:
    """The text of each image's best path."""
    paths = [greedy(table) for table in log_probs]
    scores = log_prob(log_probs, [labels for labels, _ in paths])
    return [
        Answer(tuple(labels), tuple(spans), float(score))
        for (labels, spans), score in zip(paths, scores, strict=True)
    ]


def given(log_probs: Floats, answer: Answer, labels: Sequence[int]) -> float:
    """Probability in 0..1, among the texts allowed, that one image (T, C) says `labels`."""
    return answer.share(float(log_prob(log_probs[None], [labels])[0]))
