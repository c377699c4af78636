"""What an automaton's texts hold together, and the best path that spells one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqdigits.decoding.automaton import Automaton
from seqdigits.decoding.best_path import Span
from seqdigits.decoding.lattice import Lattice, Sweep, lattice_of
from seqdigits.decoding.semiring import (
    BEST,
    LEAST_LOG,
    LOGS,
    PROBABILITIES,
    Semiring,
    emissions,
)

Floats = NDArray[np.float64]

MOST_VALUES = 500_000
"""Values of nodes that are held at once; larger batches are taken in parts."""


@dataclass(frozen=True, slots=True)
class Path:
    """One label, or blank, at each timestep.

    Attributes:
        labels: what it spells.
        spans: timesteps [start, end) it stays on each of them.
        log_prob: log of its probability; the text's is the sum over all of its paths.
    """

    labels: tuple[int, ...]
    spans: tuple[Span, ...]
    log_prob: float


def mass(log_probs: Floats | Sequence[Floats], automaton: Automaton) -> Floats:
    """Log (N,) of the probability that a text is one that `automaton` accepts.

    It is exact: the forward sum over all paths of all accepted texts, of any length. -inf if
    none of them can be spelt.

    Args:
        log_probs: (N, T, C), or N tables (T, C), whose T may differ.
        automaton: what texts are accepted; unambiguous, so that each counts once.

    Raises:
        ValueError: if the automaton has another number of classes.
    """
    tables = log_probs if isinstance(log_probs, np.ndarray) else _stacked(log_probs)
    if not len(tables):
        return np.empty(0)
    _check(tables.shape[-1], automaton)
    lattice = lattice_of(automaton)
    part = max(1, MOST_VALUES // max(1, lattice.labels.size))
    sums = [
        _mass(tables[first : first + part], lattice, PROBABILITIES)
        for first in range(0, len(tables), part)
    ]
    with np.errstate(divide="ignore"):
        result: Floats = np.log(np.concatenate(sums))
    for index in np.flatnonzero(result < LEAST_LOG):
        result[index] = _mass(tables[index : index + 1], lattice, LOGS)[0]
    return np.minimum(result, 0.0)


def best_path(log_probs: Floats, automaton: Automaton) -> Path | None:
    """The likeliest path through `log_probs` (T, C) that spells an accepted text, or None.

    Viterbi's, exact. Its text need not be the likeliest text, which may have many paths (see
    `best_texts`).

    Raises:
        ValueError: if the automaton has another number of classes.
    """
    _check(log_probs.shape[-1], automaton)
    lattice = lattice_of(automaton)
    sweep = Sweep(lattice, 1, BEST)
    sweep.start()
    before = []
    for emitted in emissions(log_probs[None], BEST):
        before.append(sweep.nodes[..., 0].copy())
        sweep.advance(emitted)
    ends = np.where(lattice.finals, sweep.nodes[..., 0], -np.inf)
    if not ends.size or np.isneginf(ends.max()):
        return None
    node = int(ends.argmax())
    log_prob, end = float(ends.flat[node]), len(log_probs)
    labels: list[int] = []
    spans: list[Span] = []
    for step in range(len(log_probs) - 1, -1, -1):
        preceding = _preceding(lattice, before[step], node)
        if preceding != node:
            label = int(lattice.labels.flat[node])
            if label:
                labels.append(label)
                spans.append((step, end))
            end, node = step, preceding
    return Path(tuple(labels[::-1]), tuple(spans[::-1]), log_prob)


def _preceding(lattice: Lattice, nodes: Floats, node: int) -> int:
    """The node that the best path to `node` was in one timestep before; `node` itself on a tie."""
    states: int = nodes.shape[1]
    slot, state = divmod(node, states)
    if slot == 0:
        return int(nodes[:, state].argmax()) * states + state
    best, value = node, float(nodes[slot, state])
    for source in lattice.incoming.group_of[node].tolist():
        barred, origin = divmod(source, states)
        column = nodes[:, origin].copy()
        if barred:
            column[barred] = -np.inf
        if column.max() > value:
            best, value = int(column.argmax()) * states + origin, float(column.max())
    return best


def _mass(tables: Floats, lattice: Lattice, semiring: Semiring) -> Floats:
    """Sum (N,) over all accepted paths through `tables` (N, T, C)."""
    sweep = Sweep(lattice, len(tables), semiring)
    sweep.start()
    for emitted in emissions(tables, semiring):
        sweep.advance(emitted)
    ends = sweep.nodes[:, lattice.finals].reshape(-1, len(tables))
    result: Floats = semiring.plus.reduce(ends, axis=0)
    return result


def _stacked(tables: Sequence[Floats]) -> Floats:
    """(N, T, C) of `tables`, certain blanks after their ends: they change no text's probability."""
    if not tables:
        return np.empty((0, 0, 0))
    stacked = np.full((len(tables), max(map(len, tables)), tables[0].shape[1]), -np.inf)
    stacked[..., 0] = 0.0
    for row, table in zip(stacked, tables, strict=True):
        row[: len(table)] = table
    return stacked


def _check(classes: int, automaton: Automaton) -> None:
    """Raise ValueError unless the automaton's alphabet has as many classes as the net's."""
    if classes != automaton.classes:
        raise ValueError(
            "an automaton and the net read one alphabet. Received: an automaton of "
            f"{automaton.classes} classes for {classes}."
        )
