"""The likeliest texts: by hand, against brute force over every path, within a budget."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from seqdigits.alphabet import Alphabet
from seqdigits.decoding import log_prob, log_softmax
from seqdigits.decoding.automaton import Automaton
from seqdigits.decoding.begun import Begun, Grower
from seqdigits.decoding.constrained import best_path, mass
from seqdigits.decoding.search import Search, best_texts, best_texts_each
from seqdigits.decoding.trie import Trie

from .conftest import (
    TOY,
    TOY_A,
    Floats,
    Labels,
    accepted,
    automata,
    chain,
    counted_from_the_right,
    of_length,
    problems,
    spelt,
    tables,
)


def test_the_best_path_need_not_spell_the_best_text() -> None:
    short = of_length(3, 0, 1)
    path = best_path(TOY, short)
    assert path is not None
    assert (path.labels, path.spans) == ((), ())
    assert np.exp(path.log_prob) == pytest.approx(0.6 * 0.6 * 0.4)
    for automaton in (None, short):
        (best,) = best_texts(TOY, automaton).texts
        assert best.labels == (1,)
        assert np.exp(best.log_prob) == pytest.approx(TOY_A)
        assert np.exp(best.log_prob) > np.exp(path.log_prob)


def require_right(found: Search, texts: dict[Labels, float], count: int) -> None:
    """Fail unless `found` is exact and the best `count` of `texts`, which are all there are."""
    expected = sorted(texts.values(), reverse=True)
    assert found.exact
    np.testing.assert_allclose(
        [np.exp(text.log_prob) for text in found.texts], expected[:count], rtol=1e-9
    )
    assert len({text.labels for text in found.texts}) == len(found.texts)
    for text in found.texts:
        assert np.exp(text.log_prob) == pytest.approx(texts[text.labels], rel=1e-9)


AHEAD, LATER, BLIND = (10_000, 10_000), (0, 10_000), (0, 0)


@contextmanager
def searching(outlooks: tuple[int, int] = AHEAD, quick: int = 256) -> Iterator[None]:
    """Searches that look ahead at once, later or never; their first round has budget `quick`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("seqdigits.decoding.search.QUICK_OUTLOOK", outlooks[0])
        patch.setattr("seqdigits.decoding.search.MOST_OUTLOOK", outlooks[1])
        patch.setattr("seqdigits.decoding.search.QUICK_BUDGET", quick)
        yield


outlooks = st.sampled_from([AHEAD, LATER, BLIND])


@given(problems(), st.sampled_from([1, 2, 5, 1000]), st.integers(0, 3), st.booleans(), outlooks)
def test_best_texts_equal_brute_force(
    problem: tuple[Floats, Automaton],
    count: int,
    beyond: int,
    constrained: bool,
    looking: tuple[int, int],
) -> None:
    table, automaton = problem
    acceptor = automaton if constrained else None
    texts = accepted(table, acceptor)
    with searching(looking, quick=3 if looking is LATER else 256):
        (found,) = best_texts_each(table[None], acceptor, count, beyond=beyond)
    require_right(found, texts, count)
    rest = sum(texts.values()) - sum(np.exp(text.log_prob) for text in found.texts)
    assert np.exp(found.remaining) >= rest - 1e-12
    # Where what follows is known exactly, the bounds are the masses themselves.
    assert found.tight or looking is not AHEAD or count + beyond == 1
    if found.tight:
        assert np.exp(found.remaining) == pytest.approx(rest, abs=1e-12)
        assert np.exp(found.most) == pytest.approx(sum(texts.values()), abs=1e-12)


@given(problems(), st.integers(1, 3), st.integers(1, 12), outlooks)
def test_what_a_search_cut_short_leaves_is_bounded(
    problem: tuple[Floats, Automaton], count: int, budget: int, looking: tuple[int, int]
) -> None:
    table, automaton = problem
    texts = accepted(table, automaton)
    with searching(looking, quick=3 if looking is LATER else 256):
        found = best_texts(table, automaton, count, budget)
    if found.exact:
        require_right(found, texts, count)
    named = {text.labels for text in found.texts}
    assert all(np.exp(text.log_prob) == pytest.approx(texts[text.labels]) for text in found.texts)
    left = sum(p for labels, p in texts.items() if labels not in named)
    assert np.exp(found.remaining) >= left - 1e-12


def test_a_budget_too_small_is_said() -> None:
    found = best_texts(TOY, None, budget=1)
    assert not found.exact
    assert [text.labels for text in found.texts] == [()]
    # All texts but the empty one are still open: their probability is 1 less that of "".
    assert np.exp(found.remaining) == pytest.approx(1 - 0.6 * 0.6 * 0.4)


@given(tables(classes=4), st.sets(st.text("123", max_size=4), max_size=8), st.integers(1, 4))
def test_a_lexicon_is_searched_exactly(table: Floats, entries: set[str], count: int) -> None:
    alphabet = Alphabet("123")
    trie = Trie.from_texts(entries, alphabet)
    texts = spelt(table)
    keys = [tuple(alphabet.encode(entry)) for entry in entries]
    expected = {key: texts[key] for key in keys if key in texts}
    for quick in (1, 10_000):
        with searching(quick=quick):
            require_right(best_texts(table, trie, count), expected, count)


@settings(max_examples=10)
@given(st.integers(0, 2**32 - 1), st.integers(1, 3), automata(4))
def test_companions_do_not_change_a_search(seed: int, count: int, automaton: Automaton) -> None:
    batch = log_softmax(3 * np.random.default_rng(seed).normal(size=(3, 6, 4)))
    trie = Trie.from_texts(["", "1", "13", "132", "2", "22", "3131"], Alphabet("123"))
    for acceptor in (None, automaton, trie):
        alone = [best_texts(table, acceptor, count) for table in batch]
        assert best_texts_each(batch, acceptor, count) == alone


def test_strings_are_searched_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = log_softmax(2 * np.random.default_rng(6).normal(size=(5, 7, 4)))
    even = counted_from_the_right(4)
    whole = best_texts_each(batch, even, 2)
    monkeypatch.setattr("seqdigits.decoding.search.MOST_VALUES", 1)
    monkeypatch.setattr("seqdigits.decoding.search.QUICK_BUDGET", 1)
    monkeypatch.setattr("seqdigits.decoding.sweeping.BLOCK", 1)
    parts = best_texts_each(batch, even, 2)
    assert [search.texts for search in parts] == [search.texts for search in whole]
    assert all(search.exact for search in parts)


@pytest.mark.parametrize("budget", [1, 7, 40])
def test_a_search_keeps_to_its_budget(budget: int, monkeypatch: pytest.MonkeyPatch) -> None:
    grown: list[int] = []
    grow = Grower.grown

    def counting(self: Grower, begun: Begun, *onward: NDArray[np.intp]) -> Begun:
        following = grow(self, begun, *onward)
        grown.extend(following.owners.tolist())
        return following

    monkeypatch.setattr(Grower, "grown", counting)
    monkeypatch.setattr("seqdigits.decoding.search.QUICK_BUDGET", 10_000)
    batch = log_softmax(np.random.default_rng(4).normal(size=(3, 12, 5)))
    found = best_texts_each(batch, of_length(5, 6, 9), 2, budget)
    # The empty text is one of those looked at.
    assert np.bincount(grown, minlength=3).tolist() == [budget - 1] * 3
    assert not any(search.exact for search in found)


def test_several_starts_count_each_text_once() -> None:
    parity = counted_from_the_right(3)
    assert parity.is_unambiguous()
    # By hand: labels a 1, b 2; the last weighs 1, the one before 2. Even: "", "b", "ab", "bb", ...
    assert [parity.accepts(text) for text in [(2,), (1,), (1, 2), (2, 1)]] == [True, False] * 2
    expected = accepted(TOY, parity)
    assert np.exp(mass(TOY[None], parity))[0] == pytest.approx(sum(expected.values()))
    found = best_texts(TOY, parity, 1000)
    require_right(found, expected, 1000)


def test_masses_too_small_for_a_float_are_summed_as_logs() -> None:
    # The net is sure of a; b has e^-50 at each of 40 timesteps.
    table = log_softmax(np.tile([-20.0, 30.0, -20.0], (40, 1)))
    only_b = chain(3, (2,))
    expected = log_prob(table[None], [[2]])[0]
    assert expected < np.log(np.finfo(np.float64).tiny)
    assert mass(table[None], only_b)[0] == pytest.approx(expected, rel=1e-12)
    assert best_texts(table, only_b).texts[0].log_prob == pytest.approx(expected, rel=1e-12)


def test_entries_too_unlikely_for_a_float_are_found_all_the_same() -> None:
    # Sure of 1 at each of 40 timesteps, e^-50 for 2 and for 3: "2" needs 40 of them, "23" too.
    table = log_softmax(np.tile([-20.0, 30.0, -20.0, -20.0], (40, 1)))
    trie = Trie.from_texts(["23", "2"], Alphabet("123"))
    for acceptor in (trie, trie.automaton()):
        (found,) = best_texts(table, acceptor).texts
        assert found.labels == (2, 3)
        assert found.log_prob == pytest.approx(log_prob(table[None], [[2, 3]])[0], rel=1e-12)
        assert found.log_prob < np.log(np.finfo(np.float64).tiny)


@given(tables(60, classes=4), st.integers(2, 3))
def test_found_texts_have_the_probability_of_the_forward_sum(table: Floats, count: int) -> None:
    found = best_texts(table, of_length(4, 1, 3), count, budget=300)
    for text in found.texts:
        expected = log_prob(table[None], [text.labels])[0]
        assert text.log_prob == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("count", "budget"), [(0, 1), (1, 0)])
def test_a_search_looks_for_something(count: int, budget: int) -> None:
    with pytest.raises(ValueError, match="Received"):
        best_texts(TOY, None, count, budget)


def test_nothing_accepted_is_found_for_certain() -> None:
    found = best_texts(TOY[:1], chain(3, (1, 2)))
    assert found == Search((), exact=True, remaining=-np.inf, tight=True)
    assert found.most == -np.inf
    assert np.isneginf(mass(TOY[None, :1], chain(3, (1, 2))))
    assert best_texts(TOY, chain(3)) == found
    assert np.isneginf(mass(TOY[None], chain(3)))
    assert mass(np.empty((0, 3, 3)), of_length(3, 0, 1)).shape == (0,)
    assert mass([], of_length(3, 0, 1)).shape == (0,)
