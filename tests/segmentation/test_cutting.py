"""Strokes, cuts and pieces of ink drawn by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from seqdigits.segmentation.drop_fall import drop_falls, valleys
from seqdigits.segmentation.pieces import cut_up
from seqdigits.segmentation.strokes import find_strokes

Image = NDArray[np.float32]


def inked(*rows: str) -> NDArray[np.bool_]:
    """A mask from rows of # and dots."""
    return np.array([[char == "#" for char in row] for row in rows])


def line(width: int, *boxes: tuple[int, int, int, int]) -> Image:
    """A line image of filled boxes (x0, y0, x1, y1)."""
    image = np.zeros((32, width), np.float32)
    for x0, y0, x1, y1 in boxes:
        image[y0:y1, x0:x1] = 1
    return image


CUP = inked(
    "#....#",
    "#....#",
    "##..##",
    ".####.",
    "..##..",
)


def test_a_valley_is_lower_than_the_outline_on_both_sides() -> None:
    # The outline from above is in rows 0 2 3 3 2 0: lowest in columns 2 and 3.
    assert valleys(CUP) == [(2, 2)]
    # From below it is 2 1 0 0 1 2: its ends are lower, so there is no valley.
    assert valleys(CUP[::-1]) == []
    assert valleys(inked("###", "###")) == []
    # Blank columns between two bars are a valley down to the last row.
    assert valleys(inked("#..#", "#..#")) == [(1, 1)]
    assert valleys(np.zeros((3, 4), bool)) == []


def test_drops_fall_to_the_side_they_prefer_and_then_through() -> None:
    # Both start at (2, 2), where ink is below. The left one can go neither down left, where ink
    # stands at its side, nor left; it rolls right to column 3 and falls from there. The right one
    # rolls right at once.
    assert [path.tolist() for path in drop_falls(CUP)] == [[2, 2, 3, 3, 3], [2, 2, 3, 3, 3]]


def test_a_drop_runs_down_a_slope() -> None:
    slope = inked(
        "#.....#",
        "#.....#",
        "##....#",
        "###...#",
        "####.##",
        "#######",
    )
    (left, right) = list(drop_falls(slope))
    # The outline is lowest in column 4, row 5: straight down and through.
    assert left.tolist() == right.tolist() == [4, 4, 4, 4, 4, 4]


def test_a_drop_from_above_and_one_from_below_cut_where_two_rings_touch() -> None:
    rings = inked(
        ".###.....###.",
        "#...#...#...#",
        "#...#...#...#",
        "#...#####...#",
        "#...#...#...#",
        "#...#...#...#",
        ".###.....###.",
    )
    paths = [path.tolist() for path in drop_falls(rings)]
    # From above the drop stands on the bar of row 3 in its middle column 6; the left one rolls to
    # column 5 and the right one to 7, where the rings hold them. Below the bar they fall free.
    assert paths[:2] == [[6, 6, 5, 5, 5, 5, 5], [6, 6, 7, 7, 7, 7, 7]]
    # From below the same, upside down.
    assert paths[2:] == [path[::-1] for path in paths[:2]]


def test_broken_parts_are_one_stroke_and_specks_are_none() -> None:
    # A 5: its bar apart from its body; beside it a bar, and a speck of 2 x 2 pixels.
    image = line(60, (10, 4, 22, 7), (9, 9, 21, 28), (30, 4, 34, 28), (45, 10, 47, 12))
    found = find_strokes(image, 24.0)
    assert found.count == 2
    assert set(np.unique(found.labels[:, 9:22])) == {0, 1}
    assert (found.labels[4:7, 10:22] == 1).all()
    assert (found.labels[:, 30:34].max(), found.labels[:, 40:].max()) == (2, 0)


def test_the_bar_of_a_5_is_joined_to_it_even_far_to_the_right() -> None:
    image = line(60, (9, 12, 19, 28), (17, 4, 30, 7), (40, 4, 44, 28))
    found = find_strokes(image, 24.0)
    assert found.count == 2
    assert found.labels[5, 25] == found.labels[20, 12] == 1
    # The same at the foot is no bar: it may be a comma, and stays apart.
    assert find_strokes(image[::-1].copy(), 24.0).count == 3


def test_tall_neighbours_that_share_columns_stay_apart() -> None:
    image = np.zeros((32, 60), np.float32)
    for row in range(4, 28):
        image[row, 30 - row // 2 : 34 - row // 2] = 1
        image[row, 39 - row // 2 : 43 - row // 2] = 1
    assert find_strokes(image, 24.0).count == 2


def test_two_bars_joined_by_a_thin_stroke_are_cut_between_them() -> None:
    image = line(40, (5, 4, 13, 28), (13, 15, 19, 17), (19, 4, 27, 28))
    pieces = cut_up(image, 24.0)
    assert pieces.count >= 2
    assert pieces.labels[20, 5] == 1
    assert pieces.labels[20, 26] == pieces.count
    # The bars are whole; the cuts go through the stroke alone, two rows of ink of 24.
    assert all(len(np.unique(pieces.labels[4:28, columns])) == 1 for columns in (
        slice(5, 13), slice(19, 27)))  # fmt: skip
    assert pieces.crossed[1:-1] == pytest.approx(2 / 24)
    assert pieces.lines.tolist() == [0] + [1] * (pieces.count - 1) + [0]


def test_a_cut_through_a_ring_goes_through_two_lines() -> None:
    image = line(40, (5, 4, 25, 28))
    image[7:25, 8:22] = 0
    image[4:6, 15] = 0  # a notch above and one below make the column the thinnest
    image[26:28, 15] = 0
    pieces = cut_up(image, 24.0)
    assert pieces.count == 2
    assert pieces.lines.tolist() == [0, 2, 0]
    # A row of ink is left above, and one below.
    assert pieces.crossed.tolist() == pytest.approx([0, 2 / 24, 0])


def test_a_narrow_stroke_is_one_piece() -> None:
    pieces = cut_up(line(30, (10, 4, 14, 28)), 24.0)
    assert (pieces.count, pieces.crossed.tolist()) == (1, [0.0, 0.0])


@given(
    arrays(np.bool_, st.tuples(st.integers(4, 16), st.integers(6, 50))),
    st.integers(0, 2**32 - 1),
)
def test_every_pixel_of_a_stroke_is_in_one_piece(mask: NDArray[np.bool_], seed: int) -> None:
    shade = np.random.default_rng(seed).uniform(0.4, 1, mask.shape)
    # Twice as large, so that strokes are wider than a pixel.
    image = np.repeat(np.repeat((mask * shade).astype(np.float32), 2, axis=0), 2, axis=1)
    pieces = cut_up(image, 24.0)
    strokes = find_strokes(image, 24.0)
    np.testing.assert_array_equal(pieces.labels > 0, strokes.labels > 0)
    assert sorted(set(np.unique(pieces.labels)) - {0}) == list(range(1, pieces.count + 1))
    assert len(pieces.crossed) == pieces.count + 1
    # A stroke's pieces follow each other, and free cuts lie between strokes alone.
    of = [int(strokes.labels[pieces.labels == piece][0]) for piece in range(1, pieces.count + 1)]
    assert of == sorted(of)


def test_nothing_has_no_pieces() -> None:
    pieces = cut_up(np.zeros((32, 20), np.float32), 24.0)
    assert (pieces.count, pieces.labels.any()) == (0, False)
