"""All that is shown of a set of glyphs, as arrays; `drawing` makes pictures of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqdigits.data import GlyphSet
from seqdigits.exploring.neighbours import Neighbours, find_neighbours
from seqdigits.exploring.principal import Components, principal_components
from seqdigits.exploring.sampling import sample_rows
from seqdigits.exploring.shapes import Shapes, measure_shapes
from seqdigits.exploring.writers import Writers, find_writers

_CHUNK = 8192
"""Tiles that are summed at once."""


@dataclass(frozen=True, eq=False)
class GlyphView:
    """What there is to see of a set of glyphs; all but `counts` is of its sample.

    Attributes:
        glyphs: the sample, M glyphs.
        total: glyphs of the set.
        characters: its C characters, sorted.
        counts: (C,) glyphs of each in the whole set.
        labels: (M,) place of each glyph's character in `characters`.
        tiles: (M, 28, 28) uint8, laid out as MNIST's.
        means: (C, 28, 28) mean tile of each class, 0..255.
        deviations: (C, 28, 28) standard deviation of its pixels, 0..255.
        histogram: (256,) how often each pixel value is on the tiles.
        shapes: measures of each glyph.
        components: its place along the directions tiles vary in most.
        neighbours: its nearest neighbours there.
        writers: how writers differ; None if they are not known.
    """

    glyphs: GlyphSet
    total: int
    characters: str
    counts: NDArray[np.int64]
    labels: NDArray[np.int64]
    tiles: NDArray[np.uint8]
    means: NDArray[np.float64]
    deviations: NDArray[np.float64]
    histogram: NDArray[np.int64]
    shapes: Shapes
    components: Components
    neighbours: Neighbours
    writers: Writers | None


def view_glyphs(glyphs: GlyphSet, sample: int, seed: int) -> GlyphView:
    """What there is to see of `glyphs`, of at most `sample` of them drawn with `seed`."""
    characters = glyphs.characters
    counts = np.bincount(glyphs.labels(characters), minlength=len(characters))
    taken = glyphs.take(_rows(glyphs, sample, seed))
    labels, tiles = taken.labels(characters), taken.tiles()
    means, deviations = _moments(tiles, labels, len(characters))
    shapes = measure_shapes(tiles)
    components = principal_components(tiles)
    return GlyphView(
        glyphs=taken,
        total=len(glyphs),
        characters=characters,
        counts=counts,
        labels=labels,
        tiles=tiles,
        means=means,
        deviations=deviations,
        histogram=np.bincount(tiles.ravel(), minlength=256),
        shapes=shapes,
        components=components,
        neighbours=find_neighbours(components.points, labels),
        writers=None if taken.writers is None else find_writers(taken.writers, labels, shapes),
    )


def _rows(glyphs: GlyphSet, sample: int, seed: int) -> NDArray[np.int64]:
    """Rows of the sample; where writers are known, of whole writers, whose hands can be seen."""
    if glyphs.writers is None or len(glyphs) <= sample:
        return sample_rows(len(glyphs), sample, seed)
    names, inverse, counts = np.unique(glyphs.writers, return_inverse=True, return_counts=True)
    order = np.random.default_rng(seed).permutation(len(names))
    reached = np.searchsorted(counts[order].cumsum(), sample, side="right")
    chosen = np.isin(inverse, order[: max(1, int(reached))])
    return np.flatnonzero(chosen)[:sample].astype(np.int64)


def _moments(
    tiles: NDArray[np.uint8], labels: NDArray[np.int64], classes: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and standard deviation (C, h, w) of the tiles of each class; nan for one without."""
    sums = np.zeros((classes, *tiles.shape[1:]))
    squares, counts = np.zeros_like(sums), np.zeros((classes, 1, 1))
    for start in range(0, len(tiles), _CHUNK):
        part = tiles[start : start + _CHUNK].astype(np.float64)
        for label in range(classes):
            mine = part[labels[start : start + _CHUNK] == label]
            sums[label] += mine.sum(axis=0)
            squares[label] += (mine**2).sum(axis=0)
            counts[label] += len(mine)
    with np.errstate(invalid="ignore"):
        means = sums / counts
        deviations = np.sqrt(np.maximum(squares / counts - means**2, 0.0))
    return means, deviations
