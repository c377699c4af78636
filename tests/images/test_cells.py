"""Printed cells and combs go, what is written in them stays."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from seqdigits.images import find_ink

from .conftest import Canvas, draw_number, likeness, on_paper

Printed = Callable[[Canvas, int], Canvas]
STEP, LEFT, TOP, BOTTOM = 30, 12, 12, 62
"""Columns from digit to digit, the first cell's left wall, and the rows of cells."""


def number(text: str) -> Canvas:
    """`text`, 30 rows high, a digit every STEP columns; a blank leaves its place empty."""
    canvas = np.zeros((76, 2 * LEFT + STEP * len(text)), np.uint8)
    for place, char in enumerate(text):
        if char != " ":
            digit = draw_number(char, margin=(0, 0, 2, 0))
            x = LEFT + 6 + place * STEP
            canvas[24 : 24 + digit.shape[0], x : x + digit.shape[1]] |= digit
    return canvas


def joined(ink: Canvas, thick: int) -> Canvas:
    """`ink` in a row of cells that share their walls."""
    drawn = ink.copy()
    last = ink.shape[1] - LEFT
    cv2.rectangle(drawn, (LEFT, TOP), (last, BOTTOM), 255, thick)
    for x in range(LEFT + STEP, last, STEP):
        cv2.line(drawn, (x, TOP), (x, BOTTOM), 255, thick)
    return drawn


def apart(ink: Canvas, thick: int) -> Canvas:
    """`ink` in cells with room between them."""
    drawn = ink.copy()
    for x in range(LEFT, ink.shape[1] - LEFT, STEP):
        cv2.rectangle(drawn, (x + 2, TOP), (x + STEP - 3, BOTTOM), 255, thick)
    return drawn


def comb(ink: Canvas, thick: int) -> Canvas:
    """`ink` over a line with ticks."""
    drawn = ink.copy()
    last = ink.shape[1] - LEFT
    cv2.line(drawn, (LEFT, BOTTOM), (last, BOTTOM), 255, thick)
    for x in range(LEFT, last + 1, STEP):
        cv2.line(drawn, (x, BOTTOM - 12), (x, BOTTOM), 255, thick)
    return drawn


@pytest.mark.parametrize("printed", [joined, apart, comb])
@pytest.mark.parametrize("thick", [1, 2])
@pytest.mark.parametrize("text", ["2047", "47 2", "2   ", "118042"])
def test_what_is_printed_goes(printed: Printed, thick: int, text: str) -> None:
    ink = number(text)
    found = find_ink(on_paper(printed(ink, thick)))
    assert likeness(found, ink) > 0.9


@pytest.mark.parametrize("printed", [joined, apart])
def test_empty_cells_are_empty(printed: Printed) -> None:
    assert not find_ink(on_paper(printed(number("    "), 1))).any()


def test_a_digit_that_crosses_its_cell_stays_whole() -> None:
    ink = number("2047")
    long = ink.copy()
    cv2.line(long, (LEFT + 20, 20), (LEFT + 40, 56), 255, 3)
    found = find_ink(on_paper(joined(long, 1)))
    assert likeness(found, long) > 0.85


def test_a_square_0_is_no_cell() -> None:
    ink = draw_number("4", margin=(20, 12, 40, 12))
    cv2.rectangle(ink, (50, 14), (68, 40), 255, 3)
    assert likeness(find_ink(on_paper(ink)), ink) > 0.95


def test_small_marks_on_a_line_are_no_comb_unless_alike() -> None:
    ink = number("2047")
    lined = ink.copy()
    cv2.line(lined, (LEFT, BOTTOM), (ink.shape[1] - LEFT, BOTTOM), 255, 1)
    mark = np.zeros_like(ink)
    cv2.line(mark, (LEFT + 2 * STEP, BOTTOM - 12), (LEFT + 2 * STEP, BOTTOM), 255, 2)
    assert (find_ink(on_paper(np.maximum(lined, mark)))[mark > 100] > 100).mean() > 0.5
