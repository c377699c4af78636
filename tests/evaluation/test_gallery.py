"""Pictures of mistakes: as wide as they should be, boxes and marks in their colours."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import ImageColor

from seqdigits.evaluation.gallery import (
    BOX,
    CELL,
    GAP,
    LEAST,
    MARK,
    WIDTH,
    WRONG,
    caption,
    draw_mistake,
)
from seqdigits.evaluation.reading_strings import Mistaken, Read
from seqdigits.reading import ReadDigit, Status

LINE = 2 * CELL[1] + GAP


def _mistake(text: str, reading: str, width: int, height: int = 30) -> Mistaken:
    step = width // max(1, len(reading))
    digits = tuple(
        ReadDigit(character, 0.9, (place * step + 2, 4, (place + 1) * step - 2, height - 4))
        for place, character in enumerate(reading)
    )
    picture = np.full((height, width), 255, np.uint8)
    return Mistaken(Read("a.png", text, reading, 0.987), picture, digits)


def _has(picture: np.ndarray, colour: str) -> bool:
    return bool((picture == ImageColor.getrgb(colour)).all(axis=2).any())


def test_boxes_and_marks() -> None:
    picture = draw_mistake(_mistake("127", "17", 60))
    assert picture.shape[1:] == (300, 3) and picture.dtype == np.uint8
    # Both characters read are right, and one that is written is not read.
    assert _has(picture, BOX) and _has(picture, MARK) and not _has(picture, WRONG)
    assert _has(draw_mistake(_mistake("12", "17", 60)), WRONG)


def test_long_strings_go_on_in_further_strips() -> None:
    short, long = (draw_mistake(_mistake("1" * n, "2" * n, 24 * n)) for n in (12, 60))
    assert long.shape[1] <= short.shape[1] == WIDTH
    assert short.shape[0] == 39 + GAP + LINE
    # 60 characters are four lines of pairs; 1440 x 30 pixels, 44 high, are six strips.
    assert long.shape[0] == 6 * (44 + GAP) + 4 * LINE
    assert _has(long[-60:], MARK)


def test_what_was_rejected_is_drawn_too() -> None:
    shown = _mistake("12", "12", 60)
    read = Read("a.png", "12", "", 0.9, Status.REJECTED)
    picture = draw_mistake(Mistaken(read, shown.source, shown.digits))
    assert _has(picture, WRONG) and not _has(picture, BOX)
    said = caption(Mistaken(read, shown.source))
    assert said == "a.png\nwritten 12\nread (nothing)  90.0%  rejected"


@pytest.mark.parametrize(("text", "reading"), [("", "7"), ("7", "")])
def test_one_side_empty(text: str, reading: str) -> None:
    assert draw_mistake(_mistake(text, reading, 20)).shape[1] == LEAST


@pytest.mark.parametrize("shape", [(1, 400), (400, 1), (1, 1), (28, 28, 3)])
def test_odd_pictures(shape: tuple[int, ...]) -> None:
    mistake = Mistaken(Read("a", "1", "", 0.5), np.zeros(shape, np.uint8))
    assert LEAST <= draw_mistake(mistake).shape[1] <= WIDTH
