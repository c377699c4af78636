"""What the tests of constraints share: the texts an automaton accepts, each as often as it does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from seqdigits.alphabet import Alphabet
from seqdigits.decoding import Acceptor, Automaton

Written = Callable[..., list[str]]
Count = Callable[[Automaton, int], int]


def _written(acceptor: Acceptor, alphabet: Alphabet, longest: int = 20) -> list[str]:
    found, front = [], [("", state) for state in acceptor.starts.tolist()]
    for _ in range(longest + 1):
        found += [text for text, state in front if acceptor.is_final(state)]
        front = [
            (text + alphabet.characters[label - 1], target)
            for text, state in front
            for label, target in acceptor.moves(state)
        ]
    return sorted(found)


def _count(automaton: Automaton, length: int) -> int:
    ways = [int(state) for state in np.bincount(automaton.starts, minlength=automaton.states)]
    for _ in range(length):
        after = [0] * automaton.states
        for state, count in enumerate(ways):
            for _, target in automaton.moves(state):
                after[target] += count
        ways = after
    return sum(count for state, count in enumerate(ways) if automaton.is_final(state))


@pytest.fixture
def written() -> Written:
    """Texts an acceptor accepts, up to a length, sorted; twice if from two starts."""
    return _written


@pytest.fixture
def count() -> Count:
    """How many texts of a length an automaton accepts."""
    return _count
