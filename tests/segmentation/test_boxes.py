"""Boxes and seams: which ink of a line image belongs to which character."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from seqdigits.segmentation.boxes import find_boxes
from seqdigits.segmentation.seams import seams

Floats = NDArray[np.float32]


def test_digits_that_touch_part_at_their_thinnest() -> None:
    image = np.zeros((32, 60), np.float32)
    image[6:26, 5:25] = 1
    image[14:16, 25:31] = 1  # a thin stroke joins them; half way between the spikes is column 26
    image[8:28, 31:50] = 1
    left, right = find_boxes(image, [(3, 4), (9, 10)], stride=4, reach=24)
    assert left == (5, 6, 26, 26)
    assert right == (26, 8, 50, 28)


def test_leaning_digits_that_touch_part_along_their_slant() -> None:
    image = np.zeros((32, 80), np.float32)
    for step in range(20):
        image[25 - step, 14 + step : 19 + step] = 1
        image[25 - step, 28 + step : 33 + step] = 1
    image[15, 24:38] = 1  # a thin stroke joins them
    left, right = find_boxes(image, [(6, 7), (9, 10)], stride=4, reach=24)
    assert (left[0], right[2]) == (14, 52)
    assert left[2] == 38 and right[0] == 28  # no column parts them


def test_a_forms_cells_and_lines_are_no_part_of_a_digit() -> None:
    image = np.zeros((32, 90), np.float32)
    image[1:31, 2:34] = 1  # a frame
    image[2:30, 3:33] = 0
    image[6:26, 12:24] = 1  # a digit in it
    image[8:24, 50:60] = 1  # a digit between a cell's line and a ruling
    image[2:30, 68:70] = 1
    image[27, 40:88] = 1
    framed, ruled = find_boxes(image, [(4, 5), (13, 14)], stride=4, reach=24)
    assert framed == (12, 6, 24, 26)
    assert ruled == (50, 8, 60, 24)


def test_seams_cross_the_least_ink() -> None:
    """By hand: 3 rows of the columns 1 to 3; the free pixels are (0, 3), (1, 3) and (2, 2)."""
    image = np.zeros((3, 5), np.float32)
    image[:, 1:4] = [[1, 1, 0], [1, 1, 0], [1, 0, 1]]
    (way,) = seams(image, [1, 3])
    assert way.tolist() == [3, 3, 2]


def test_a_box_does_not_reach_for_far_ink() -> None:
    image = np.zeros((32, 200), np.float32)
    image[6:26, 10:20] = 1
    image[6:26, 150:160] = 1
    assert find_boxes(image, [(3, 4)], stride=4, reach=24) == [(10, 6, 20, 26)]


def test_leaning_characters_keep_their_own_ink() -> None:
    image = np.zeros((32, 80), np.float32)
    for step in range(20):
        image[25 - step, 14 + step : 17 + step] = 1
        image[25 - step, 26 + step : 29 + step] = 1
    image[28:30, 44:47] = 1  # a speck goes to the nearer character
    left, right = find_boxes(image, [(6, 7), (9, 10)], stride=4, reach=24)
    assert left == (14, 6, 36, 26)
    assert right == (26, 6, 48, 30)


def test_a_span_without_ink_keeps_its_columns() -> None:
    assert find_boxes(np.zeros((32, 30), np.float32), [(2, 4)], 4, 10) == [(8, 0, 16, 32)]
    assert find_boxes(np.zeros((32, 30), np.float32), [(7, 9)], 4, 10) == [(28, 0, 30, 32)]
    assert find_boxes(np.zeros((32, 30), np.float32), [], 4, 10) == []
