"""Ways on from many states at once: those of the acceptor, one state at a time."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from seqdigits.alphabet import Alphabet
from seqdigits.decoding.automaton import Automaton
from seqdigits.decoding.trie import Trie
from seqdigits.decoding.ways import Ways, ways_of

ENTRIES = ["", "1", "12", "123", "2", "31", "333"]


def reached(ways: Ways, longest: int) -> dict[tuple[int, ...], bool]:
    """Every text of up to `longest` labels that `ways` lead through, and whether it may end."""
    texts: list[tuple[int, ...]] = [()]
    states = ways.starts[None]
    found = {(): bool(ways.ends(states)[0])}
    for _ in range(longest):
        parents, labels, states = ways.onward(states)
        assert (np.diff(parents) >= 0).all()
        texts = [(*texts[p], c) for p, c in zip(parents.tolist(), labels.tolist(), strict=True)]
        assert len(set(texts)) == len(texts)
        found |= dict(zip(texts, ways.ends(states).tolist(), strict=True))
    return found


def test_a_trie_leads_through_the_beginnings_of_its_entries() -> None:
    alphabet = Alphabet("123")
    entries = {tuple(alphabet.encode(entry)) for entry in ENTRIES}
    beginnings = {entry[:n] for entry in entries for n in range(len(entry) + 1)}
    found = reached(ways_of(Trie.from_texts(ENTRIES, alphabet), []), 4)
    assert found == {text: text in entries for text in beginnings}


def test_without_an_acceptor_all_texts_of_the_labels_may_end() -> None:
    texts = [t for n in range(4) for t in itertools.product((1, 3), repeat=n)]
    assert reached(ways_of(None, [1, 3]), 3) == dict.fromkeys(texts, True)


@given(st.integers(0, 2**32 - 1), st.integers(1, 3))
def test_an_automaton_leads_where_its_moves_lead(seed: int, starts: int) -> None:
    rng = np.random.default_rng(seed)
    targets = rng.integers(-1, 4, (4, 3)).astype(np.int32)
    targets[:, 0] = -1
    firsts = rng.permutation(4)[:starts].astype(np.int32)
    automaton = Automaton(targets, firsts, rng.random(4) < 0.5)
    found = reached(ways_of(automaton, []), 3)
    for text in [t for n in range(4) for t in itertools.product((1, 2), repeat=n)]:
        fronts = set(firsts.tolist())
        for label in text:
            fronts = {aim for state in fronts for c, aim in automaton.moves(state) if c == label}
        assert (text in found) == bool(fronts)
        assert found.get(text, False) == automaton.accepts(text)
