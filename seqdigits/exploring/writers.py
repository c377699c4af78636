"""How much of what glyphs differ in is who wrote them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqdigits.exploring.shapes import Shapes

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Writers:
    """Means of W writers, over the glyphs of each.

    Attributes:
        names: (W,) writers.
        numbers: (N,) place of each glyph's writer in `names`.
        counts: (W,) glyphs of each.
        thickness: (W,) mean stroke thickness, pixels.
        slant: (W,) mean slant, degrees.
        shares: measure -> share of its variance that lies between writers, 0..1, after each
            class's own mean was taken away, as one character leans or widens more than another.
    """

    names: NDArray[np.int64]
    numbers: NDArray[np.int64]
    counts: NDArray[np.int64]
    thickness: Floats
    slant: Floats
    shares: dict[str, float]

    def across(self, count: int, least: int) -> list[int]:
        """Places in `names` of `count` writers from the leftmost slant to the rightmost.

        Evenly spaced among those with `least` glyphs or more; among all if none has.
        """
        enough = np.flatnonzero(self.counts >= least)
        places = enough if len(enough) else np.arange(len(self.names))
        ordered = places[np.argsort(np.nan_to_num(self.slant[places]), kind="stable")]
        picked = np.linspace(0, len(ordered) - 1, min(count, len(ordered))).round().astype(int)
        return [int(place) for place in ordered[picked]]


def find_writers(writers: NDArray[np.int64], labels: NDArray[np.int64], shapes: Shapes) -> Writers:
    """Means of each of `writers` (N,), who wrote glyphs of classes `labels` (N,)."""
    names, numbers, counts = np.unique(writers, return_inverse=True, return_counts=True)
    means = {key: _means(values, numbers) for key, (_, values) in shapes.named().items()}
    return Writers(
        names=names,
        numbers=numbers,
        counts=counts,
        thickness=means["thickness"],
        slant=means["slant"],
        shares={
            key: share_between(values - _means(values, labels)[labels], numbers)
            for key, (_, values) in shapes.named().items()
        },
    )


def share_between(values: Floats, groups: NDArray[np.int64]) -> float:
    """Share in 0..1 of the variance of `values` (N,) that the means of `groups` (N,) hold.

    It is the analysis of variance's eta squared, less what groups of that size would hold by
    chance (epsilon squared, Kelley 1935); nan values are left out.
    """
    known = ~np.isnan(values)
    values, groups = values[known], np.unique(groups[known], return_inverse=True)[1]
    count, parts = len(values), len(np.unique(groups))
    total = float(((values - values.mean()) ** 2).sum()) if count else 0.0
    if count <= parts or total == 0.0:
        return 0.0
    within = float(((values - _means(values, groups)[groups]) ** 2).sum())
    return max(0.0, 1.0 - within / (count - parts) * (count - 1) / total)


def _means(values: Floats, groups: NDArray[np.int64]) -> Floats:
    """Mean of `values` (N,) in each of `groups` 0..G-1 (N,); nan values are left out."""
    known = ~np.isnan(values)
    sums = np.bincount(groups[known], values[known], minlength=int(groups.max()) + 1)
    counts = np.bincount(groups[known], minlength=int(groups.max()) + 1)
    with np.errstate(invalid="ignore"):
        result: Floats = sums / counts
    return result
