"""Logits to labels: best path, probability of a string, confidence of a character; numpy only."""

from __future__ import annotations

from seqdigits.decoding.automaton import Acceptor, Automaton, explore
from seqdigits.decoding.best_path import Span, greedy
from seqdigits.decoding.confidence import label_confidences
from seqdigits.decoding.erasing import erase
from seqdigits.decoding.forward_sum import log_prob
from seqdigits.decoding.softmax import log_softmax
from seqdigits.decoding.trie import Trie

__all__ = [
    "Acceptor",
    "Automaton",
    "Span",
    "Trie",
    "erase",
    "explore",
    "greedy",
    "label_confidences",
    "log_prob",
    "log_softmax",
]
