"""Decoding: tables derived by hand, brute force over every path, properties."""

from __future__ import annotations

import itertools
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from seqdigits.decoding import erase, greedy, label_confidences, log_prob, log_softmax

Floats = NDArray[np.float64]


def collapse(path: tuple[int, ...]) -> tuple[int, ...]:
    """Labels a path spells: repeats joined, blanks dropped."""
    return tuple(label for label, _ in itertools.groupby(path) if label)


def spelt(probs: Floats) -> dict[tuple[int, ...], float]:
    """Probability of every string under `probs` (T, C), by trying every path."""
    strings: dict[tuple[int, ...], float] = defaultdict(float)
    steps, classes = probs.shape
    for path in itertools.product(range(classes), repeat=steps):
        strings[collapse(path)] += float(np.prod([probs[t, c] for t, c in enumerate(path)]))
    return strings


@st.composite
def log_prob_tables(draw: st.DrawFn, most_steps: int = 5) -> Floats:
    """Log-probabilities (T, C), some of them sharp."""
    steps, classes = draw(st.integers(1, most_steps)), draw(st.integers(2, 4))
    seed, sharpness = draw(st.integers(0, 2**32 - 1)), draw(st.sampled_from([0.1, 1.0, 10.0]))
    return log_softmax(sharpness * np.random.default_rng(seed).normal(size=(steps, classes)))


# Two timesteps, blank and one label: P(blank) 0.6, 0.3; P(a) 0.4, 0.7.
TOY = np.log(np.array([[0.6, 0.4], [0.3, 0.7]]))


@pytest.mark.parametrize(
    ("labels", "probability"),
    [
        ([], 0.6 * 0.3),
        ([1], 0.6 * 0.7 + 0.4 * 0.3 + 0.4 * 0.7),
        ([1, 1], 0.0),  # needs a blank between, three timesteps
    ],
)
def test_string_probabilities_derived_by_hand(labels: list[int], probability: float) -> None:
    assert np.exp(log_prob(TOY[None], [labels]))[0] == pytest.approx(probability, abs=1e-12)


def test_a_repeated_label_needs_a_blank_between() -> None:
    probs = np.array([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]])
    expected = 0.9 * 0.8 * 0.7
    assert np.exp(log_prob(np.log(probs)[None], [[1, 1]]))[0] == pytest.approx(expected)


def test_best_path_derived_by_hand() -> None:
    path = [0, 2, 2, 0, 2, 1, 1, 0]
    labels, spans = greedy(np.log(np.eye(3)[path] + 1e-3))
    assert labels == [2, 2, 1]
    assert spans == [(1, 3), (4, 5), (5, 7)]


@pytest.mark.parametrize("steps", [0, 3])
def test_a_blank_path_reads_nothing(steps: int) -> None:
    assert greedy(np.log(np.full((steps, 3), [0.8, 0.1, 0.1]))) == ([], [])


def test_confidence_is_the_spike_of_the_character() -> None:
    probs = np.array([[0.1, 0.6, 0.3], [0.1, 0.8, 0.1], [0.4, 0.0, 0.6]])
    with np.errstate(divide="ignore"):
        log_probs = np.log(probs)
    labels, spans = greedy(log_probs)
    assert label_confidences(log_probs, labels, spans) == pytest.approx([0.8, 0.6])


def test_erasing_gives_probability_to_blank() -> None:
    probs = np.array([[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]])
    with np.errstate(divide="ignore"):
        erased = erase(np.log(probs), [2])
    np.testing.assert_allclose(np.exp(erased), [[0.7, 0.3, 0.0], [1.0, 0.0, 0.0]])


def test_erasing_nothing_is_a_copy() -> None:
    erased = erase(TOY, [])
    np.testing.assert_array_equal(erased, TOY)
    assert erased is not TOY


@pytest.mark.parametrize("labels", [[0], [2], [-1]])
def test_only_labels_are_erased(labels: list[int]) -> None:
    with pytest.raises(ValueError, match=r"1\.\.1"):
        erase(TOY, labels)


@pytest.mark.parametrize("labels", [[[0]], [[2]], [], [[1], [1]]])
def test_strings_must_fit_the_table(labels: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="Received"):
        log_prob(TOY[None], labels)


def test_no_images_have_no_probabilities() -> None:
    assert log_prob(np.empty((0, 4, 3)), []).shape == (0,)


def test_log_softmax_of_large_logits_is_finite() -> None:
    np.testing.assert_allclose(log_softmax(np.array([1e4, 1e4, -1e4]))[:2], -np.log(2))


@given(log_prob_tables())
def test_forward_sum_equals_brute_force(log_probs: Floats) -> None:
    strings = spelt(np.exp(log_probs))
    keys = list(strings)
    batch = np.repeat(log_probs[None], len(keys), axis=0)
    expected = [strings[key] for key in keys]
    np.testing.assert_allclose(np.exp(log_prob(batch, keys)), expected, atol=1e-12)
    assert sum(expected) == pytest.approx(1.0)


@given(log_prob_tables())
def test_best_path_equals_brute_force(log_probs: Floats) -> None:
    steps, classes = log_probs.shape
    paths = itertools.product(range(classes), repeat=steps)
    best = max(paths, key=lambda path: sum(log_probs[t, c] for t, c in enumerate(path)))
    labels, spans = greedy(log_probs)
    assert tuple(labels) == collapse(best)
    assert all(
        best[t] == label for label, span in zip(labels, spans, strict=True) for t in range(*span)
    )


@given(log_prob_tables())
def test_forward_sum_under_erased_labels_equals_brute_force(log_probs: Floats) -> None:
    erased = erase(log_probs, [1])
    strings = spelt(np.exp(erased))
    keys = list(strings)
    batch = np.repeat(erased[None], len(keys), axis=0)
    found = log_prob(batch, keys)
    np.testing.assert_allclose(np.exp(found), [strings[key] for key in keys], atol=1e-12)
    assert all(np.isneginf(p) for key, p in zip(keys, found, strict=True) if 1 in key)


@given(st.lists(log_prob_tables(), min_size=2, max_size=5))
def test_companions_do_not_change_a_probability(tables: list[Floats]) -> None:
    tables = [table for table in tables if table.shape == tables[0].shape]
    strings = [greedy(table)[0] for table in tables]
    together = log_prob(np.stack(tables), strings)
    alone = [log_prob(t[None], [s])[0] for t, s in zip(tables, strings, strict=True)]
    np.testing.assert_array_equal(together, alone)


@given(log_prob_tables(40), st.integers(1, 5))
def test_certain_blanks_after_the_end_change_nothing(log_probs: Floats, more: int) -> None:
    blanks = np.full((more, log_probs.shape[1]), -np.inf)
    blanks[:, 0] = 0.0
    labels, _ = greedy(log_probs)
    padded = np.concatenate([log_probs, blanks])
    assert greedy(padded)[0] == labels
    longer, shorter = log_prob(padded[None], [labels]), log_prob(log_probs[None], [labels])
    np.testing.assert_allclose(longer, shorter, rtol=1e-12, atol=1e-12)
