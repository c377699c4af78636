"""What decoding is tested against: every path tried, tables by hand, automata at random."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from seqdigits.decoding import erase, log_softmax
from seqdigits.decoding.automaton import Automaton

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


def drawn(labels: Sequence[int], spans: Sequence[tuple[int, int]], steps: int) -> Labels:
    """The path that stays on `labels` for `spans` and on blank elsewhere."""
    path = [0] * steps
    for label, (start, end) in zip(labels, spans, strict=True):
        assert path[start:end] == [0] * (end - start)
        path[start:end] = [label] * (end - start)
    return tuple(path)
