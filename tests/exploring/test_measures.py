"""Measures of glyphs, their duplicates, neighbours and writers, against hand-derived answers."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqdigits.data import GlyphSet
from seqdigits.exploring.duplicates import find_duplicates
from seqdigits.exploring.neighbours import find_neighbours
from seqdigits.exploring.principal import principal_components
from seqdigits.exploring.shapes import Shapes, measure_shapes
from seqdigits.exploring.writers import find_writers, share_between


def block(rows: slice, columns: slice, ink: int = 255) -> np.ndarray:
    tile = np.zeros((28, 28), np.uint8)
    tile[rows, columns] = ink
    return tile


def glyphs(images: list[np.ndarray], characters: str, writers: list[int] | None = None) -> GlyphSet:
    known = None if writers is None else np.array(writers)
    return GlyphSet("toy", np.stack(images), np.array(list(characters)), known, True)


def test_measures_of_a_bar() -> None:
    # 3 x 10 pixels: area 30; outline 2 * (3 + 10) = 26, less 2 - sqrt(2) at the corner where both
    # differences meet in one pixel.
    found = measure_shapes(block(slice(9, 19), slice(12, 15))[None])
    half = (24 + math.sqrt(2)) / 2
    assert found.thickness[0] == pytest.approx((half - math.sqrt(half**2 - 120)) / 2)
    assert found.slant[0] == pytest.approx(0.0)
    assert found.aspect[0] == pytest.approx(0.3)
    assert found.ink[0] == pytest.approx(30 / 784)


@pytest.mark.parametrize("width", [1, 2, 3, 4, 5])
def test_thickness_of_a_long_stroke_is_its_width_whatever_its_ink(width: int) -> None:
    bar = block(slice(3, 25), slice(10, 10 + width))
    assert measure_shapes(bar[None]).thickness[0] == pytest.approx(width, abs=0.2)
    assert measure_shapes(bar.T[None]).thickness[0] == pytest.approx(width, abs=0.2)


def test_a_stroke_to_the_upper_right_leans_right() -> None:
    rising = np.zeros((28, 28), np.uint8)
    rising[np.arange(20, 5, -1), np.arange(5, 20)] = 255
    slants = measure_shapes(np.stack([rising, rising[:, ::-1]])).slant
    assert slants.tolist() == pytest.approx([45.0, -45.0])


def test_a_tile_without_ink_has_no_shape() -> None:
    found = measure_shapes(
        np.stack([np.zeros((28, 28), np.uint8), block(slice(2, 9), slice(3, 5))])
    )
    for values in (found.thickness, found.slant, found.aspect):
        assert np.isnan(values).tolist() == [True, False]
    assert found.ink[0] == 0.0


def test_duplicates_are_counted_within_and_between_splits() -> None:
    a, b, c = (block(slice(i, i + 9), slice(5, 9)) for i in (1, 2, 3))
    train = glyphs([a, b, a, a], "1234"[:2] + "12")
    # The same ink on a larger tile is the same glyph.
    larger = np.zeros((30, 32), np.uint8)
    larger[:28, :28] = b
    framed = np.zeros((30, 32), np.uint8)
    framed[:28, :28] = c
    found = find_duplicates({"train": train, "val": glyphs([larger, framed], "21")})
    assert found.within == {"train": 2, "val": 0}
    assert found.between == {"train, val": 1}
    assert found.contradicting == 1  # `a` stands under 1 and under 2


def test_neighbours_of_four_points() -> None:
    points = np.array([[0, 0], [1, 0], [3, 0], [10, 0]], np.float32)
    found = find_neighbours(points, np.array([0, 0, 1, 1]))
    assert found.other.tolist() == [2, 2, 1, 1]
    assert found.other_distance.tolist() == pytest.approx([3, 2, 2, 9])
    assert found.own.tolist() == [1, 0, 3, 2]
    assert found.own_distance.tolist() == pytest.approx([1, 1, 7, 7])
    assert found.pairs(5) == [(1, 2, pytest.approx(2.0))]  # no glyph is shown twice
    assert found.outliers(2) == [2, 3]
    assert found.agreement == 0.75
    assert found.confusable(np.array([0, 0, 1, 1]), 2).tolist() == [[0, 1], [1, 0]]


def test_a_class_of_one_and_a_set_of_one_class_have_no_neighbour_of_that_kind() -> None:
    alone = find_neighbours(np.array([[0.0], [1.0], [2.0]], np.float32), np.array([0, 1, 1]))
    assert alone.own.tolist() == [-1, 2, 1]
    assert np.isnan(alone.outlying).tolist() == [True, False, False]
    assert 0 not in alone.outliers(3)
    same = find_neighbours(np.array([[0.0], [1.0]], np.float32), np.array([0, 0]))
    assert same.other.tolist() == [-1, -1]
    assert same.pairs(3) == []
    assert same.confusable(np.array([0, 0]), 1).tolist() == [[0.0]]


def test_neighbours_across_chunks_are_those_of_all_distances() -> None:
    rng = np.random.default_rng(5)
    points = rng.normal(size=(700, 3)).astype(np.float32)
    labels = rng.integers(0, 4, 700)
    found = find_neighbours(points, labels)
    apart = np.linalg.norm(points[:, None].astype(np.float64) - points, axis=2)
    np.fill_diagonal(apart, np.inf)
    same = labels[:, None] == labels
    assert found.other_distance == pytest.approx(
        np.where(same, np.inf, apart).min(axis=1), abs=1e-3
    )
    own = np.sort(np.where(same, apart, np.inf), axis=1)
    assert found.own_distance == pytest.approx(own[:, 0], abs=1e-3)
    assert found.outlying == pytest.approx(own[:, :5].mean(axis=1), abs=1e-3)


def test_enough_components_keep_the_distances_of_blurred_tiles() -> None:
    tiles = np.random.default_rng(1).integers(0, 256, (6, 28, 28)).astype(np.uint8)
    found = principal_components(tiles)
    blurred = np.stack([cv2.GaussianBlur(tile, (0, 0), 1.0).ravel() / 255.0 for tile in tiles])
    expected = np.linalg.norm(blurred[:, None] - blurred, axis=2)
    near = np.linalg.norm(found.points[:, None] - found.points, axis=2)
    assert near == pytest.approx(expected, abs=1e-3)
    assert found.variance.sum() == pytest.approx(1.0, abs=1e-5)
    assert (np.diff(found.variance) <= 1e-12).all()


def test_share_between_groups_by_hand() -> None:
    # Total 20 about the mean 3; within 2 + 2; epsilon squared = 1 - (4 / 2) * 3 / 20.
    share = share_between(np.array([0.0, 2.0, 4.0, 6.0]), np.array([7, 7, 9, 9]))
    assert share == pytest.approx(0.7)
    assert share_between(np.array([1.0, 1.0, 5.0, 5.0]), np.array([0, 0, 1, 1])) == 1.0
    assert share_between(np.array([1.0, np.nan, 1.0]), np.array([0, 0, 1])) == 0.0


@given(st.integers(0, 2**32 - 1))
def test_share_between_random_groups_is_a_share(seed: int) -> None:
    rng = np.random.default_rng(seed)
    share = share_between(rng.normal(size=60), rng.integers(0, 5, 60))
    assert 0.0 <= share <= 1.0


def test_writers_are_ordered_by_slant_once_they_wrote_enough() -> None:
    slant = np.array([10.0, 12.0, -5.0, -7.0, 90.0])
    flat = np.ones(5)
    found = find_writers(
        np.array([4, 4, 2, 2, 9]), np.zeros(5, np.int64), Shapes(flat, slant, flat, flat)
    )
    assert found.names.tolist() == [2, 4, 9]
    assert found.slant.tolist() == [-6.0, 11.0, 90.0]
    assert found.across(3, least=2) == [0, 1]
    assert found.across(2, least=1) == [0, 2]
