"""How far readings are from what is written: character error rate, exact match, intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LengthScore:
    """Strings of one length.

    Attributes:
        n: how many there are.
        correct: how many were read wholly right.
    """

    n: int
    correct: int

    @property
    def exact_match(self) -> float:
        """Share of the strings read wholly right."""
        return self.correct / self.n


def edit_distance(reference: str, reading: str) -> int:
    """Fewest insertions, deletions and substitutions that turn one text into the other."""
    return Levenshtein.distance(reference, reading)


def cer(references: Sequence[str], readings: Sequence[str]) -> float:
    """Character error rate: total edits / total reference characters over the corpus.

    Without a reference character it is 0.0 if nothing was read, else infinite.

    Raises:
        ValueError: if there are not as many readings as references.
    """
    _check(references, readings)
    edits = sum(map(edit_distance, references, readings))
    characters = sum(map(len, references))
    if characters:
        return edits / characters
    return math.inf if edits else 0.0


def correct(references: Sequence[str], readings: Sequence[str]) -> int:
    """Number of strings read wholly right.

    Raises:
        ValueError: if there are not as many readings as references.
    """
    _check(references, readings)
    return sum(a == b for a, b in zip(references, readings, strict=True))


def exact_match(references: Sequence[str], readings: Sequence[str]) -> float:
    """Share of strings read wholly right, 0..1.

    Raises:
        ValueError: if there are none, or not as many readings as references.
    """
    if not references:
        raise ValueError("exact match needs at least one string. Received: none.")
    return correct(references, readings) / len(references)


def by_length(references: Sequence[str], readings: Sequence[str]) -> dict[int, LengthScore]:
    """Scores by the reference's length, shortest first.

    Raises:
        ValueError: if there are not as many readings as references.
    """
    _check(references, readings)
    counts: dict[int, tuple[int, int]] = {}
    for reference, reading in zip(references, readings, strict=True):
        n, right = counts.get(len(reference), (0, 0))
        counts[len(reference)] = (n + 1, right + (reference == reading))
    return {length: LengthScore(*counts[length]) for length in sorted(counts)}


def wilson_interval(successes: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Lowest and highest share that `successes` of `n` leave likely (Wilson 1927).

    Raises:
        ValueError: unless 0 <= successes <= n, n > 0 and 0 < confidence < 1.
    """
    if not (0 <= successes <= n and n > 0 and 0 < confidence < 1):
        raise ValueError(
            "an interval needs 0 <= successes <= n, n > 0 and 0 < confidence < 1. "
            f"Received: {successes} of {n} at {confidence}."
        )
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = successes / n
    centre = share + z * z / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low, high = (centre - spread) / (1 + z * z / n), (centre + spread) / (1 + z * z / n)
    return (0.0 if successes == 0 else low), (1.0 if successes == n else high)


def _check(references: Sequence[str], readings: Sequence[str]) -> None:
    if len(references) != len(readings):
        raise ValueError(
            "every reference has one reading. "
            f"Received: {len(references)} references, {len(readings)} readings."
        )


def auroc(higher: Sequence[float] | Floats, lower: Sequence[float] | Floats) -> float:
    """Chance that one of `higher` scores above one of `lower`, ties half.

    The area under the curve of true against false positives (Hanley and McNeil 1982).

    Raises:
        ValueError: if either is empty.
    """
    if not len(higher) or not len(lower):
        raise ValueError(
            f"there are scores on both sides. Received: {len(higher)} and {len(lower)}."
        )
    ordered = np.sort(np.asarray(lower, np.float64))
    below = np.searchsorted(ordered, higher, side="left")
    ties = np.searchsorted(ordered, higher, side="right") - below
    return float((below + 0.5 * ties).mean() / len(lower))
