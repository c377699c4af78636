"""What rejecting images by a doubt gives: thresholds, rejections, AUROC.

A doubt is higher the less an image seems to show what was read. An image in which nothing is read
needs no threshold: its doubt is infinite, and it always counts as rejected.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqdigits.config import CrnnConfig
from seqdigits.errors import DataError
from seqdigits.images import Source
from seqdigits.reading import Reader

CONFIDENCE = "confidence alone"
OOD = "OOD score"
BOTH = "both"

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Judged:
    """Readings of one set of images.

    Attributes:
        correct: (N,) whether the text was read wholly right.
        doubts: name of a score -> (N,) doubts; `CONFIDENCE` is 1 - confidence, `OOD` is there if
            the bundle has such a score.
    """

    correct: Flags
    doubts: dict[str, Floats]

    def __len__(self) -> int:
        return len(self.correct)

    @property
    def unread(self) -> Flags:
        """(N,) whether nothing was read: no ink was found, or no character in it."""
        return np.isinf(self.doubts[CONFIDENCE])

    @property
    def scores(self) -> tuple[str, ...]:
        """Names of the scores to reject images by."""
        return (*self.doubts, BOTH) if len(self.doubts) > 1 else tuple(self.doubts)


def judge(reader: Reader, pictures: Iterable[tuple[Source, str]]) -> Judged:
    """Doubts and correctness of `reader` on `pictures` (source, text); text "" for no number.

    Raises:
        DataError: if there are no pictures.
        ImageError: if one cannot be read.
    """
    sources, texts = zip(*pictures, strict=True) if (pictures := list(pictures)) else ((), ())
    if not texts:
        raise DataError("a set to judge holds at least one picture. Received: none. Check it.")
    readings = reader.read(sources)
    unread = np.array([not reading.best_guess for reading in readings])
    doubts = {CONFIDENCE: np.array([1 - reading.confidence for reading in readings])}
    net = reader.bundle.config.net
    if isinstance(net, CrnnConfig) and net.ood:
        # There is none for an image without ink, in which nothing is read.
        doubts[OOD] = np.array([math.inf if r.ood is None else r.ood for r in readings])
    return Judged(
        correct=np.array([r.best_guess == text for r, text in zip(readings, texts, strict=True)]),
        doubts={name: np.where(unread, np.inf, doubt) for name, doubt in doubts.items()},
    )


def pooled(parts: Sequence[Judged]) -> Judged:
    """All of `parts`, one after the other."""
    return Judged(
        np.concatenate([part.correct for part in parts]),
        {name: np.concatenate([part.doubts[name] for part in parts]) for name in parts[0].doubts},
    )


def doubts_of(judged: Judged, score: str, positives: Judged) -> Floats:
    """(N,) doubts of `judged` by `score`.

    Those of `BOTH` are the larger of both doubts' ranks, which is the share of `positives` that
    is less doubtful. A threshold on it is one on either score, set to reject equally many of the
    positives: an image is rejected if either score says so.
    """
    if score != BOTH:
        return judged.doubts[score]
    ranks = [
        np.searchsorted(np.sort(positives.doubts[name]), doubt) / len(positives)
        for name, doubt in judged.doubts.items()
    ]
    return np.where(judged.unread, np.inf, np.max(ranks, axis=0))


def doubt_threshold(positives: Floats, rate: float) -> float:
    """Lowest doubt of `positives` (N,) above which at most a share `rate` of them lies.

    Where more than that is unread, no threshold can keep to it: the highest finite doubt.

    Raises:
        ValueError: if there are none, or `rate` is not in 0..1.
    """
    if not len(positives) or not 0 <= rate < 1:
        raise ValueError(
            "a threshold needs positives and a rate from 0 to below 1. "
            f"Received: {len(positives)} positives, rate {rate}."
        )
    allowed = math.floor(rate * len(positives) + 1e-9)
    falling = np.sort(positives)[::-1]
    finite = falling[allowed:][np.isfinite(falling[allowed:])]
    return float(finite[0]) if len(finite) else 0.0


def rejections(doubts: Floats, threshold: float) -> Flags:
    """(N,) whether a doubt (N,) is above the threshold; infinite ones always are."""
    return doubts > threshold
