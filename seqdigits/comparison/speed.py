"""How fast systems read, taking turns over the same pictures."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import cv2

from seqdigits.comparison.systems import System
from seqdigits.images import Source


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast one system reads.

    Attributes:
        per_second: strings a second, in the median round.
        ratio: its time over the first system's, in the median round.
    """

    per_second: float
    ratio: float


def measure_speed(
    systems: Sequence[System], pictures: Sequence[Source], rounds: int
) -> list[Speed]:
    """Speed of each system on one thread.

    In each round every system reads all pictures once, in an order that moves on by one, and is
    compared within the round: what else the machine does falls on all of them alike.
    """
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        for system in systems:
            system.read(pictures[:2])
        times: list[list[float]] = [[0.0] * len(systems) for _ in range(rounds)]
        for number, row in enumerate(times):
            for place in range(len(systems)):
                index = (place + number) % len(systems)
                start = time.perf_counter()
                systems[index].read(pictures)
                row[index] = time.perf_counter() - start
    finally:
        cv2.setNumThreads(threads)
    return [
        Speed(
            len(pictures) / median(row[index] for row in times),
            median(row[index] / row[0] for row in times),
        )
        for index in range(len(systems))
    ]
