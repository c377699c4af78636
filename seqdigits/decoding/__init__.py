"""Logits to labels: best path, likeliest texts, probabilities, under constraints; numpy only."""

from __future__ import annotations

from seqdigits.decoding.automaton import Acceptor, Automaton, explore
from seqdigits.decoding.best_path import Span, greedy
from seqdigits.decoding.confidence import label_confidences
from seqdigits.decoding.constrained import Path, best_path, mass
from seqdigits.decoding.erasing import erase
from seqdigits.decoding.forward_sum import log_prob
from seqdigits.decoding.posteriors import align, posteriors
from seqdigits.decoding.search import Hypothesis, Search, best_texts, best_texts_each
from seqdigits.decoding.softmax import log_softmax
from seqdigits.decoding.trie import Trie

__all__ = [
    "Acceptor",
    "Automaton",
    "Hypothesis",
    "Path",
    "Search",
    "Span",
    "Trie",
    "align",
    "best_path",
    "best_texts",
    "best_texts_each",
    "erase",
    "explore",
    "greedy",
    "label_confidences",
    "log_prob",
    "log_softmax",
    "mass",
    "posteriors",
]
