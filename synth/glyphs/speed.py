"""Pens whose line thins where they move fast: points are equally timed, so spacing is speed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from synth.glyphs.pen import Pen
from synth.glyphs.pen_ink import InkHand, PenInk

#: At this many times a glyph's mean speed the line is as thin as it gets.
_FASTEST = 2.5


def widths_by_speed(
    points: NDArray[np.float64], cuts: Sequence[int], haste: float
) -> NDArray[np.float64]:
    """Share (n,) of the pen's width at each of n equally timed points (n, 2).

    The line is full up to the glyph's mean speed and has lost `haste` of its width at
    `_FASTEST` times that.

    Args:
        points: the points of all strokes, one stroke after the other.
        cuts: where each stroke ends; the last is n.
        haste: largest share of the width lost, 0 to 1.
    """
    shares = np.ones(len(points))
    if len(points) < 3:
        return shares
    step = points[1:] - points[:-1]
    for end in cuts[:-1]:
        step[end - 1] = step[max(end - 2, 0)]  # the way to the next stroke is not written
    speed = np.sqrt(step[:, 0] * step[:, 0] + step[:, 1] * step[:, 1])
    usual = float(speed.sum()) / len(speed)
    if usual > 0:
        lost = (speed / usual - 1) / (_FASTEST - 1)
        lost = np.minimum(np.maximum(lost, 0), 1)
        lost[1:-1] = (lost[:-2] + 2 * lost[1:-1] + lost[2:]) / 4
        shares[:-1] -= haste * lost
        for end in cuts:
            shares[end - 1] = shares[max(end - 2, 0)]
    return shares


@dataclass(frozen=True, slots=True)
class QuickPen(Pen):
    """A pen whose line thins with speed.

    Attributes:
        haste: Largest share of the width lost to speed, 0 to 1.
    """

    haste: float = 0.0

    @property
    def varies(self) -> bool:
        """Whether the line is not as wide everywhere, its ends aside."""
        return self.swell > 0 or self.haste > 0

    def widths(self, points: NDArray[np.float64], cuts: Sequence[int]) -> NDArray[np.float64]:
        """Share of the width at each of n points (n, 2), on the way to the next."""
        shares = Pen.widths(self, points, cuts)
        return shares * widths_by_speed(points, cuts, self.haste)


@dataclass(frozen=True, eq=False)
class QuickInk(PenInk):
    """Trajectories whose line thins with speed in most hands.

    Attributes:
        hasty: probability that a hand's line thins with speed.
    """

    hasty: float = 0.7

    def hand(self, rng: np.random.Generator) -> InkHand:
        """A pen, and with probability `same_writer` one writer's digits."""
        hand = PenInk.hand(self, rng)
        if rng.random() >= self.hasty:
            return hand
        pen = hand.pen
        quick = QuickPen(pen.width, pen.taper, pen.nib, pen.angle, pen.swell, rng.uniform(0.1, 0.7))
        return replace(hand, pen=quick)
