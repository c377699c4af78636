"""Begun texts of many strings at once, grown label by label.

Graves et al. 2006, "Connectionist Temporal Classification", section 3.2, prefix search: for each
begun text, how likely the first t timesteps spell exactly it. A timestep of all texts that are
grown is one operation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqdigits.alphabet import BLANK
from seqdigits.decoding.semiring import PROBABILITIES, Semiring

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Begun:
    """M texts of D labels each.

    Attributes:
        owners: (M,) the string each is a beginning of.
        labels: (M, D) the texts.
        states: (M, K) where they have led, see `seqdigits.decoding.ways`.
        spelt: (M, T + 1) value of the first t = 0..T timesteps spelling exactly the text.
    """

    owners: Numbers
    labels: NDArray[np.int16]
    states: Numbers
    spelt: Floats

    @property
    def length(self) -> int:
        """Labels D of each."""
        return int(self.labels.shape[1])

    def of(self, members: Numbers) -> Begun:
        """Those of the rows `members`."""
        return Begun(
            self.owners[members],
            self.labels[members],
            self.states[members],
            self.spelt.take(members, axis=0),
        )

    @classmethod
    def joined(cls, parts: Sequence[Begun]) -> Begun:
        """Those of all `parts`, which are of one length."""
        return cls(
            np.concatenate([part.owners for part in parts]),
            np.concatenate([part.labels for part in parts]),
            np.concatenate([part.states for part in parts]),
            np.concatenate([part.spelt for part in parts]),
        )


class Grower:
    """Grows texts under the log-probabilities (N, T, C) of N strings.

    Attributes:
        semiring: what the values of texts are.
        values: (N, C, T) value of each label at each timestep.
    """

    def __init__(self, log_probs: Floats, semiring: Semiring) -> None:
        self.semiring = semiring
        values = np.exp(log_probs) if semiring is PROBABILITIES else log_probs
        self.values: Floats = np.ascontiguousarray(values.swapaxes(1, 2))

    def empty(self, starts: Numbers) -> Begun:
        """The empty text of each string, which has led to `starts` (K,)."""
        count, _, steps = self.values.shape
        spelt = np.full((count, steps + 1), self.semiring.one)
        self.semiring.times.accumulate(self.values[:, BLANK], axis=1, out=spelt[:, 1:])
        states = np.tile(starts, (count, 1))
        return Begun(np.arange(count), np.empty((count, 0), np.int16), states, spelt)

    def before(self, begun: Begun, parents: Numbers, labels: Numbers) -> Floats:
        """(E, T) the part of `parents`' paths after which `labels` (E,) are one label more.

        Column t is of the first t timesteps. Where a label equals the last one, a blank has to
        lie between.
        """
        before: Floats = begun.spelt.take(parents, axis=0)[:, :-1]
        if begun.length:
            repeated = np.flatnonzero(begun.labels[parents, -1] == labels)
            before[repeated] = self.spaced(begun, parents[repeated])
        return before

    def spaced(self, begun: Begun, members: Numbers) -> Floats:
        """(E, T) the part of the paths of the rows `members` of `begun` that ends on blank."""
        blanks = self.values[begun.owners[members], BLANK]
        part: Floats = np.full_like(blanks, self.semiring.zero)
        self.semiring.times(begun.spelt[members, :-2], blanks[:, :-1], out=part[:, 1:])
        return part

    def grown(self, begun: Begun, parents: Numbers, labels: Numbers, states: Numbers) -> Begun:
        """Rows `parents` (E,) of `begun` with `labels` (E,) after them, which lead to `states`."""
        plus, times, zero = self.semiring.plus, self.semiring.times, self.semiring.zero
        owners = begun.owners[parents]
        before = np.ascontiguousarray(self.before(begun, parents, labels).T)
        stay = np.ascontiguousarray(self.values[owners, labels].T)
        blanks = np.ascontiguousarray(self.values[owners, BLANK].T)
        on_label, spelt = np.full(len(owners), zero), np.full(len(owners), zero)
        for entering, staying, blank in zip(before, stay, blanks, strict=True):
            times(plus(on_label, entering, out=on_label), staying, out=on_label)
            spelt = plus(times(spelt, blank, out=blank), on_label, out=blank)
        table = np.full((len(owners), len(blanks) + 1), zero)
        table[:, 1:] = blanks.T
        added = labels[:, None].astype(np.int16)
        texts = np.concatenate([begun.labels[parents], added], axis=1)
        return Begun(owners, texts, states, table)
