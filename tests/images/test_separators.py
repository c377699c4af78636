"""Printed lines between digits go, 1s stay."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from seqdigits.images import find_ink

from .conftest import Canvas, draw_number, on_paper


def lined(ink: Canvas, column: int, strength: int, width: int = 1, lean: int = 0) -> Canvas:
    """`ink` with a line of 26 rows, its top moved to the left by `lean` columns."""
    drawn = np.zeros_like(ink)
    top, bottom = (column - lean, 22), (column, 47)
    cv2.line(drawn, top, bottom, 255, width)
    return np.maximum(ink, (drawn * (strength / 255)).astype(np.uint8))


def share_found(pixels: Canvas, drawn: Canvas) -> float:
    """Share of `drawn` that is found as ink in `pixels`."""
    return float((find_ink(pixels)[drawn > 100] > 100).mean())


def test_a_comb_between_digits_goes() -> None:
    ink = draw_number("2847", margin=(20, 20, 20, 20))
    comb = ink
    for column in (42, 68, 94):
        comb = lined(comb, column, 160)
    found = find_ink(on_paper(comb))
    assert not found[:, [42, 68, 94]].any()
    assert share_found(on_paper(comb), ink) == pytest.approx(
        share_found(on_paper(ink), ink), abs=0.02
    )


@pytest.mark.parametrize(
    ("strength", "width", "lean"),
    [(255, 1, 0), (160, 3, 0), (160, 1, 4)],
    ids=["as dark as the digits", "as thick", "leaning"],
)
def test_a_1_between_digits_stays(strength: int, width: int, lean: int) -> None:
    ink = draw_number("2047", margin=(20, 20, 20, 20))
    ink[:, 44:64] = 0  # room for it
    one = lined(np.zeros_like(ink), 55, strength, width, lean)
    assert share_found(on_paper(np.maximum(ink, one)), one) > 0.9


def test_where_there_are_only_1s_all_stay() -> None:
    ink = np.zeros((70, 120), np.uint8)
    for column, strength in ((30, 255), (60, 150), (90, 255)):
        ink = lined(ink, column, strength, 2)
    assert share_found(on_paper(ink), (ink > 100).astype(np.uint8) * 255) > 0.9
