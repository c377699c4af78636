"""Tries: against the set of their entries, and joined with automata."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqdigits.alphabet import Alphabet
from seqdigits.decoding.automaton import Automaton, explore
from seqdigits.decoding.trie import Trie
from seqdigits.errors import AlphabetError, ConstraintError

# The order of the labels is not the order of the characters' codes.
ALPHABET = Alphabet("31.")
ENTRIES = st.sets(st.text("31.", max_size=4), max_size=30)
EVERY_TEXT = [
    "".join(chars) for length in range(5) for chars in itertools.product("31.", repeat=length)
]


def entries_of(trie: Trie) -> set[str]:
    """Entries, by walking the moves from the root."""
    found, front = set(), [("", int(trie.starts[0]))]
    for text, state in front:
        if trie.is_final(state):
            found.add(text)
        front += [(text + ALPHABET.decode([label]), child) for label, child in trie.moves(state)]
    return found


def even_length(classes: int) -> Automaton:
    return explore(
        classes, [0], lambda n: ((c, 1 - n) for c in range(1, classes)), lambda n: n == 0
    )


def test_a_small_trie_by_hand() -> None:
    trie = Trie.from_texts(["1", "13", "3.", "13"], ALPHABET)
    # Level by level, labels ascending: root; 3, 1; 3. and 13.
    assert trie.labels.tolist() == [0, 1, 2, 3, 1]
    assert trie.first.tolist() == [1, 3, 4, 5, 5, 5]
    assert trie.finals.tolist() == [False, False, True, True, True]
    assert trie.moves(0) == [(1, 1), (2, 2)] and trie.moves(4) == []
    assert len(trie) == 3 and trie.shortest == 1 and trie.longest == 2


@given(ENTRIES)
def test_a_trie_accepts_its_entries_and_nothing_else(entries: set[str]) -> None:
    trie = Trie.from_texts(entries, ALPHABET)
    assert entries_of(trie) == entries
    assert {text for text in EVERY_TEXT if trie.accepts(ALPHABET.encode(text))} == entries
    assert len(trie) == len(entries) and trie.is_empty == (not entries)
    assert trie.shortest == min(map(len, entries), default=None)
    assert trie.longest == max(map(len, entries), default=None)


@given(ENTRIES)
def test_no_beginning_is_stored_twice(entries: set[str]) -> None:
    beginnings = {text[:end] for text in entries for end in range(len(text) + 1)} | {""}
    trie = Trie.from_texts(entries, ALPHABET)
    assert trie.nodes == len(beginnings)
    for node in range(trie.nodes):
        labels = [label for label, _ in trie.moves(node)]
        assert labels == sorted(set(labels))


@given(ENTRIES, ENTRIES)
def test_joined_with_an_automaton_the_entries_it_accepts_stay(
    entries: set[str], allowed: set[str]
) -> None:
    trie = Trie.from_texts(entries, ALPHABET)
    joined = trie & Trie.from_texts(allowed, ALPHABET).automaton()
    expected = Trie.from_texts(entries & allowed, ALPHABET)
    for name in ("labels", "first", "finals"):
        assert getattr(joined, name).tolist() == getattr(expected, name).tolist()


def test_joined_with_an_automaton_of_several_starts() -> None:
    # An odd number of 1s at even distances to the right end.
    automaton = explore(
        ALPHABET.classes,
        [(0, 0), (1, 0)],
        lambda s: (
            (c, (1 - s[0], (s[1] + (c == 2) * s[0]) % 2)) for c in range(1, ALPHABET.classes)
        ),
        lambda s: s == (0, 1),
    )
    assert len(automaton.starts) == 2
    trie = Trie.from_texts(EVERY_TEXT, ALPHABET)
    kept = {text for text in EVERY_TEXT if text[::-1][::2].count("1") % 2}
    assert entries_of(trie & automaton) == kept


@given(ENTRIES)
def test_the_automaton_of_a_trie_accepts_the_same(entries: set[str]) -> None:
    automaton = Trie.from_texts(entries, ALPHABET).automaton()
    assert {text for text in EVERY_TEXT if automaton.accepts(ALPHABET.encode(text))} == entries
    assert automaton.states <= Trie.from_texts(entries, ALPHABET).nodes


def test_common_endings_share_states_in_the_automaton() -> None:
    texts = ["".join(chars) for chars in itertools.product("31.", repeat=4)]
    trie = Trie.from_texts(texts, ALPHABET)
    assert trie.nodes == 1 + 3 + 9 + 27 + 81 and trie.automaton().states == 5


def test_a_large_lexicon_is_a_few_flat_arrays() -> None:
    numbers = np.random.default_rng(5).integers(0, 10**8, 50_000)
    texts = [f"{number:08}" for number in numbers]
    trie = Trie.from_texts(texts, Alphabet())
    assert len(trie) == len(set(texts))
    assert all(trie.accepts(Alphabet().encode(text)) for text in texts[:500])
    absent = [f"{number:08}" for number in range(500) if f"{number:08}" not in set(texts)]
    assert not any(trie.accepts(Alphabet().encode(text)) for text in absent)
    size = trie.labels.nbytes + trie.first.nbytes + trie.finals.nbytes
    assert size < 8 * trie.nodes and trie.nodes < 8 * len(texts)
    with pytest.raises(ConstraintError, match="at most"):
        trie.automaton()


def test_foreign_characters_are_listed() -> None:
    with pytest.raises(AlphabetError, match="'3x'; foreign are 'x', 'é'"):
        Trie.from_texts(["31", "3x", "é1"], ALPHABET)


def test_a_newline_is_foreign_and_parts_no_entry() -> None:
    with pytest.raises(AlphabetError, match=r"'3\\n1'"):
        Trie.from_texts(["3\n1"], ALPHABET)


def test_tries_and_automata_of_other_alphabets_are_not_joined() -> None:
    with pytest.raises(ValueError, match="4 and 3 classes"):
        Trie.from_texts(["31"], ALPHABET) & even_length(3)
