"""Decoding under constraints: tables derived by hand, brute force over every path, properties."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from seqdigits.alphabet import Alphabet
from seqdigits.decoding import erase, greedy, log_prob, log_softmax
from seqdigits.decoding.automaton import Automaton
from seqdigits.decoding.begun import Begun, Grower
from seqdigits.decoding.constrained import best_path, mass
from seqdigits.decoding.posteriors import align, posteriors
from seqdigits.decoding.search import Search, best_texts, best_texts_each
from seqdigits.decoding.trie import Trie

Floats = NDArray[np.float64]
Labels = tuple[int, ...]


def collapse(path: Labels) -> Labels:
    """Labels a path spells: repeats joined, blanks dropped."""
    return tuple(label for label, _ in itertools.groupby(path) if label)


def path_log_prob(log_probs: Floats, path: Labels) -> float:
    return float(sum(log_probs[t, c] for t, c in enumerate(path)))


def paths(log_probs: Floats) -> list[Labels]:
    """Every path that no forbidden label is on."""
    steps, classes = log_probs.shape
    every = itertools.product(range(classes), repeat=steps)
    return [path for path in every if path_log_prob(log_probs, path) > -np.inf]


def spelt(log_probs: Floats) -> dict[Labels, float]:
    """Probability of every text that can be spelt, by trying every path."""
    texts: dict[Labels, float] = defaultdict(float)
    for path in paths(log_probs):
        texts[collapse(path)] += float(np.exp(path_log_prob(log_probs, path)))
    return texts


def chain(classes: int, *texts: Labels) -> Automaton:
    """Accepts `texts`, each from a start of its own."""
    rows: list[list[int]] = []
    starts, finals = [], []
    for text in texts:
        starts.append(len(rows))
        for label in text:
            rows.append([-1] * classes)
            rows[-1][label] = len(rows)
        finals.append(len(rows))
        rows.append([-1] * classes)
    ends = np.isin(np.arange(len(rows)), finals)
    targets = np.array(rows, np.int32).reshape(-1, classes)
    return Automaton(targets, np.array(starts, np.int32), ends)


def of_length(classes: int, shortest: int, longest: int) -> Automaton:
    rows = [[-1, *[n + 1 if n < longest else -1] * (classes - 1)] for n in range(longest + 1)]
    return Automaton(
        np.array(rows, np.int32), np.zeros(1, np.int32), np.arange(longest + 1) >= shortest
    )


def counted_from_the_right(classes: int) -> Automaton:
    """Texts whose sum of labels, the last weighing 1, the one before 2, then 1, 2, ..., is even.

    A state is (sum, weight of the next label); the weight at the start tells the length's parity.
    """
    targets = np.full((4, classes), -1, np.int32)
    for total, weight in itertools.product((0, 1), (1, 2)):
        for label in range(1, classes):
            following = (total + weight * label) % 2
            targets[2 * total + weight - 1, label] = 2 * following + (2 - weight)
    # The weight to come is 2 behind the last label: the state (even, 2) ends a text.
    return Automaton(targets, np.array([0, 1], np.int32), np.array([False, True, False, False]))


@st.composite
def tables(draw: st.DrawFn, most_steps: int = 5, classes: int | None = None) -> Floats:
    """Log-probabilities (T, C), some of them sharp, some with a label erased."""
    steps = draw(st.integers(1, most_steps))
    classes = classes or draw(st.integers(2, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    sharpness = draw(st.sampled_from([0.1, 1.0, 10.0]))
    table = log_softmax(sharpness * rng.normal(size=(steps, classes)))
    return erase(table, draw(st.sampled_from([[], [], [1]])))


@st.composite
def automata(draw: st.DrawFn, classes: int) -> Automaton:
    """Automata of up to four states, circles, dead ends and loops among them."""
    if draw(st.booleans()):
        return counted_from_the_right(classes)
    states = draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    targets = rng.integers(-1, states, (states, classes)).astype(np.int32)
    targets[:, 0] = -1
    finals = rng.random(states) < 0.5
    return Automaton(targets, np.zeros(1, np.int32), finals)


@st.composite
def problems(draw: st.DrawFn) -> tuple[Floats, Automaton]:
    table = draw(tables())
    return table, draw(automata(table.shape[1]))


def accepted(table: Floats, automaton: Automaton | None) -> dict[Labels, float]:
    texts = spelt(table)
    return {k: p for k, p in texts.items() if automaton is None or automaton.accepts(k)}


# Three timesteps, blank, a and b. The best path is blank all along (0.144); nothing written has
# that probability alone, while "a" has six paths.
TOY = np.log(np.array([[0.6, 0.3, 0.1], [0.6, 0.35, 0.05], [0.4, 0.4, 0.2]]))
TOY_A = (
    0.3 * 0.6 * 0.4  # a - -
    + 0.6 * 0.35 * 0.4  # - a -
    + 0.6 * 0.6 * 0.4  # - - a
    + 0.3 * 0.35 * 0.4  # a a -
    + 0.6 * 0.35 * 0.4  # - a a
    + 0.3 * 0.35 * 0.4  # a a a
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


def test_mass_derived_by_hand() -> None:
    # "aa" needs a blank between: 0.3 * 0.6 * 0.4.
    expected = [0.3 * 0.6 * 0.4, TOY_A, 0.6 * 0.6 * 0.4]
    found = [mass(TOY[None], chain(3, text))[0] for text in [(1, 1), (1,), ()]]
    np.testing.assert_allclose(np.exp(found), expected, rtol=1e-14)


def test_best_path_under_a_constraint_derived_by_hand() -> None:
    path = best_path(TOY, chain(3, (1, 1)))
    assert path is not None
    assert (path.labels, path.spans) == ((1, 1), ((0, 1), (2, 3)))
    assert best_path(TOY[:2], chain(3, (1, 1))) is None
    assert best_path(TOY, chain(3)) is None


@given(problems())
def test_mass_equals_brute_force(problem: tuple[Floats, Automaton]) -> None:
    table, automaton = problem
    expected = sum(accepted(table, automaton).values())
    np.testing.assert_allclose(np.exp(mass(table[None], automaton)), [expected], rtol=1e-12)


@given(problems())
def test_best_path_equals_brute_force(problem: tuple[Floats, Automaton]) -> None:
    table, automaton = problem
    rivals = [path for path in paths(table) if automaton.accepts(collapse(path))]
    found = best_path(table, automaton)
    if not rivals:
        assert found is None
        return
    assert found is not None
    assert automaton.accepts(found.labels)
    best = max(path_log_prob(table, path) for path in rivals)
    assert found.log_prob == pytest.approx(best, abs=1e-12)
    path = drawn(found.labels, found.spans, len(table))
    assert collapse(path) == found.labels
    assert path_log_prob(table, path) == pytest.approx(best, abs=1e-12)


def drawn(labels: Sequence[int], spans: Sequence[tuple[int, int]], steps: int) -> Labels:
    """The path that stays on `labels` for `spans` and on blank elsewhere."""
    path = [0] * steps
    for label, (start, end) in zip(labels, spans, strict=True):
        assert path[start:end] == [0] * (end - start)
        path[start:end] = [label] * (end - start)
    return tuple(path)


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


@given(st.lists(tables(classes=3), min_size=1, max_size=4))
def test_tables_of_any_length_have_their_masses_together(several: list[Floats]) -> None:
    automaton = counted_from_the_right(3)
    together = mass(several, automaton)
    alone = [mass(table[None], automaton)[0] for table in several]
    np.testing.assert_allclose(together, alone, rtol=1e-12)


def test_large_batches_are_taken_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = log_softmax(np.random.default_rng(2).normal(size=(7, 9, 4)))
    automaton = of_length(4, 2, 5)
    whole = mass(batch, automaton)
    monkeypatch.setattr("seqdigits.decoding.constrained.MOST_VALUES", 1)
    np.testing.assert_allclose(mass(batch, automaton), whole, rtol=1e-14)


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


@given(tables(60, classes=4))
def test_all_texts_have_the_mass_of_all(table: Floats) -> None:
    anything = Automaton(
        np.array([[-1, 0, 0, 0]], np.int32), np.zeros(1, np.int32), np.array([True])
    )
    assert mass(table[None], anything)[0] == pytest.approx(0.0, abs=1e-9)
    path = best_path(table, anything)
    assert path is not None
    labels, spans = greedy(table)
    assert (list(path.labels), list(path.spans)) == (labels, spans)


@given(tables(60, classes=4), st.integers(2, 3))
def test_found_texts_have_the_probability_of_the_forward_sum(table: Floats, count: int) -> None:
    found = best_texts(table, of_length(4, 1, 3), count, budget=300)
    for text in found.texts:
        expected = log_prob(table[None], [text.labels])[0]
        assert text.log_prob == pytest.approx(expected, abs=1e-9)


@given(problems(), st.booleans())
def test_posteriors_equal_brute_force(problem: tuple[Floats, Automaton], constrained: bool) -> None:
    table, automaton = problem
    texts = accepted(table, automaton if constrained else None)
    for best in sorted(texts, key=lambda labels: -texts[labels])[:3]:
        found = posteriors(table, automaton if constrained else None, best)
        assert len(found) == len(best)
        for place, shares in enumerate(found):
            rivals = {
                c: texts[rival]
                for c in range(1, table.shape[1])
                if (rival := (*best[:place], c, *best[place + 1 :])) in texts
            }
            total = sum(rivals.values())
            assert shares == pytest.approx({c: p / total for c, p in rivals.items()}, rel=1e-9)
            assert list(shares.values()) == sorted(shares.values(), reverse=True)


def test_posteriors_derived_by_hand() -> None:
    # "a" against "b" on two timesteps: a-, -a, aa and b-, -b, bb.
    table = np.log(np.array([[0.5, 0.4, 0.1], [0.5, 0.2, 0.3]]))
    a, b = 0.4 * 0.5 + 0.5 * 0.2 + 0.4 * 0.2, 0.1 * 0.5 + 0.5 * 0.3 + 0.1 * 0.3
    assert posteriors(table, None, [1])[0] == pytest.approx({1: a / (a + b), 2: b / (a + b)})


@given(tables())
def test_align_equals_brute_force(table: Floats) -> None:
    best: dict[Labels, float] = {}
    for path in paths(table):
        labels = collapse(path)
        best[labels] = max(best.get(labels, -np.inf), path_log_prob(table, path))
    for labels, expected in best.items():
        path = drawn(labels, align(table, labels), len(table))
        assert collapse(path) == labels
        assert path_log_prob(table, path) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("labels", [[3], [0], [1, 1, 2], [1, 2, 1, 2]])
def test_only_texts_that_can_be_spelt_have_places(labels: list[int]) -> None:
    with pytest.raises(ValueError, match="Received"):
        align(TOY, labels)
    with pytest.raises(ValueError, match="Received"):
        posteriors(TOY, None, labels)


def test_a_constraint_and_its_net_read_one_alphabet() -> None:
    other = of_length(5, 1, 2)
    with pytest.raises(ValueError, match="5 classes for 3"):
        mass(TOY[None], other)
    with pytest.raises(ValueError, match="5 classes for 3"):
        best_path(TOY, other)
    with pytest.raises(ValueError, match="5 classes for 3"):
        best_texts(TOY, other)
    with pytest.raises(ValueError, match="accepted one"):
        posteriors(TOY, chain(3, (2,)), [1])


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
