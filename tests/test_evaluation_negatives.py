"""Sets of images without a number repeat, hold what they say, and need their data by name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from seqdigits.alphabet import DIGITS
from seqdigits.errors import DataError
from seqdigits.evaluation import REAL_SETS
from seqdigits.evaluation.negatives import (
    LOOK_ALIKES,
    NON_DIGITS,
    WORDS,
    Negative,
    negative_sets,
    non_digits,
    page_words,
    photograph_crops,
    photographs,
    printed_words,
    words_of_non_digits,
)
from seqdigits.evaluation.turned import turned, upside_down

#: Classes of the made glyphs; A, K and M are no look-alikes.
CLASSES = ("A", "K", "M", "O", "l", "Z", "\\@", "-")


def _png(ink: int) -> bytes:
    """White with one dark pixel, column `ink` of the top row."""
    pixels = np.full((4, 9), 255, np.uint8)
    pixels[0, ink] = 0
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of data sets: glyphs whose ink says their class, and two strings in each set."""
    tiles = np.zeros((3 * len(CLASSES), 28, 28), np.uint8)
    for row in range(len(tiles)):
        tiles[row, 4:24, 8 : 12 + row % 3] = 10 + row % len(CLASSES)
    (tmp_path / "glyphs").mkdir()
    np.savez(tmp_path / NON_DIGITS, x=tiles, y=np.array(CLASSES * 3))
    (tmp_path / "strings").mkdir()
    for file, _ in REAL_SETS.values():
        with zipfile.ZipFile(tmp_path / "strings" / f"{file}.zip", "w") as archive:
            archive.writestr("val/labels.csv", "file,text\na.png,13\nb.png,68\nc.png,\n")
            for name, ink in (("a", 1), ("b", 2), ("c", 3)):
                archive.writestr(f"val/{name}.png", _png(ink))
    return tmp_path


def drawers(data: Path) -> dict[str, Callable[[int, int], Iterator[Negative]]]:
    """Every set that is drawn by chance, by count and seed."""
    return {
        "non-digits": lambda count, seed: non_digits(data, count, seed),
        "words": lambda count, seed: words_of_non_digits(data, count, seed),
        "crops": photograph_crops,
        "printed": printed_words,
    }


@pytest.mark.parametrize("name", ["non-digits", "words", "crops", "printed"])
def test_fewer_images_are_the_first_of_more(name: str, data: Path) -> None:
    draw = drawers(data)[name]
    few, many, other = (list(draw(count, seed)) for count, seed in ((5, 1), (12, 1), (12, 2)))
    assert (len(few), len(many)) == (5, 12)
    for (shown, image), (same, again) in zip(few, many[:5], strict=True):
        assert shown == same and image.dtype == np.uint8
        np.testing.assert_array_equal(image, again)
    assert [shown for shown, _ in other] != [shown for shown, _ in many]


def test_look_alikes_are_left_out_when_asked(data: Path) -> None:
    every = list(non_digits(data, 100, 0))
    assert sorted(name for name, _ in every) == sorted(CLASSES * 3)
    for name, image in every:
        assert image.max() == 10 + CLASSES.index(name)
    others = list(non_digits(data, 100, 0, look_alikes=False))
    assert sorted(name for name, _ in others) == sorted("AKM" * 3)


def test_no_class_is_a_digit_or_twice_a_look_alike() -> None:
    classes = [name for names in LOOK_ALIKES.values() for name in names]
    assert len(set(classes)) == len(classes) and not set(classes) & set(DIGITS)


def test_words_hold_their_glyphs_side_by_side(data: Path) -> None:
    lengths = set()
    for name, image in words_of_non_digits(data, 40, 3, look_alikes=False):
        glyphs = name.split(" ")
        lengths.add(len(glyphs))
        columns = image.max(axis=0)
        starts = np.flatnonzero((columns[1:] > 0) & (columns[:-1] == 0)) + 1
        # Left to right each run of inked columns is the glyph named there, apart from the next.
        assert columns[starts].tolist() == [10 + CLASSES.index(glyph) for glyph in glyphs]
    assert lengths == {3, 4, 5, 6}


def test_crops_are_parts_of_photographs_shaped_like_fields() -> None:
    whole = dict(photographs())
    for name, image in photograph_crops(30, 4):
        shown, corner = name.split(" ")
        left, top = map(int, corner.split(","))
        height, width = image.shape[:2]
        assert 24 <= height < 97 and (1.4 * height < width < 6.1 * height or shown[0] == "m")
        part = whole[shown][top : top + height, left : left + width]
        np.testing.assert_array_equal(image, part)


def test_printed_words_are_whole_and_no_numbers() -> None:
    assert not set("".join(WORDS)) & set(DIGITS)
    for name, image in printed_words(30, 5):
        assert name.casefold() in WORDS
        edge = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
        assert len(np.unique(edge)) == 1 and edge[0] >= 215 and image.min() <= 110


def test_words_of_the_page_are_apart() -> None:
    words = list(page_words())
    assert len({name for name, _ in words}) == len(words) > 40
    for _, image in words:
        height, width = image.shape
        assert 9 <= height < 30 and 15 <= width < 10 * height


@pytest.mark.parametrize(
    ("text", "upside"),
    [("1", "1"), ("68", "89"), ("120", "021"), ("695", "569"), ("13", None), ("4", None),
     ("7", None), ("0006", "9000")],
)  # fmt: skip
def test_turned_texts(text: str, upside: str | None) -> None:
    assert turned(text) == upside


@given(st.text("0125689"))
def test_turning_twice_gives_the_text(text: str) -> None:
    once = turned(text)
    assert once is not None and turned(once) == text


@pytest.mark.parametrize(("readable", "name", "ink"), [(False, "a", 1), (True, "b", 2)])
def test_strings_are_turned_and_told_apart(readable: bool, name: str, ink: int, data: Path) -> None:
    found = list(upside_down(data, 700, 1, readable=readable))
    assert [shown for shown, _ in found] == [f"{file}/{name}.png" for file, _ in REAL_SETS.values()]
    for _, image in found:
        # Row 0, column c of a 4 x 9 image comes to row 3, column 8 - c.
        assert np.argwhere(image < 128).tolist() == [[3, 8 - ink]]


def test_counts_are_shared_among_the_sets(data: Path) -> None:
    assert len(list(upside_down(data, 3, 1))) == 3


def test_every_set_draws(data: Path) -> None:
    sets = negative_sets(data, 6, 2)
    assert [len(list(draw())) for draw in sets.values()] == [6] * len(sets)
    names = {name: [shown for shown, _ in draw()] for name, draw in sets.items()}
    assert set(names["non-digits, no look-alikes"]) <= set("AKM")
    assert all(shown.endswith("b.png") for shown in names["upside down, perhaps a number"])


def test_missing_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="unipen_nondigits"):
        list(non_digits(tmp_path, 1, 0))
    with pytest.raises(DataError, match="labels"):
        list(islice(upside_down(tmp_path, 7, 0), 1))
