"""Sets of labelled glyphs from .npz, IDX and a user's folder; splits; foreign layouts."""

from __future__ import annotations

import struct
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from seqdigits.data import open_glyphs
from seqdigits.errors import DataError

DIGITS = "0123456789"


def _idx(array: NDArray[np.uint8]) -> bytes:
    return (
        bytes((0, 0, 8, array.ndim))
        + struct.pack(f">{array.ndim}I", *array.shape)
        + (array.tobytes())
    )


def test_a_file_of_one_part_is_split_by_pixels(stroke_digits: Path) -> None:
    whole = open_glyphs(str(stroke_digits), "all")
    train, val = (open_glyphs(str(stroke_digits), split) for split in ("train", "val"))
    assert len(whole) == 400
    assert len(train) + len(val) == 400
    assert 10 <= len(val) <= 60
    assert not {i.tobytes() for i in train.images} & {i.tobytes() for i in val.images}
    assert whole.characters == DIGITS
    assert whole.writers is None
    assert whole.laid_out
    assert whole.tiles() is whole.images
    with pytest.raises(DataError, match="--split all"):
        open_glyphs(str(stroke_digits), "test")


def test_a_test_part_of_its_own_is_never_in_the_others(stroke_digits: Path, tmp_path: Path) -> None:
    whole = open_glyphs(str(stroke_digits), "all")
    labels = whole.labels(DIGITS)
    path = tmp_path / "two.npz"
    np.savez(
        path, x_train=whole.images[:300], y_train=labels[:300],
        x_test=whole.images[300:], y_test=labels[300:],
    )  # fmt: skip
    assert len(open_glyphs(str(path), "test")) == 100
    assert len(open_glyphs(str(path), "train")) + len(open_glyphs(str(path), "val")) == 300
    assert len(open_glyphs(str(path), "all")) == 400


def test_idx_files_give_what_they_hold(stroke_digits: Path, tmp_path: Path) -> None:
    whole = open_glyphs(str(stroke_digits), "all")
    images = tmp_path / "some-images-idx3-ubyte"
    images.write_bytes(_idx(whole.images))
    (tmp_path / "some-labels-idx1-ubyte").write_bytes(_idx(whole.labels(DIGITS).astype(np.uint8)))
    read = open_glyphs(str(images), "all")
    assert np.array_equal(read.images, whole.images)
    assert np.array_equal(read.characters_of, whole.characters_of)


def test_a_folder_brings_its_characters_and_writers(tmp_path: Path) -> None:
    for character in "ab":
        (tmp_path / character).mkdir()
        for writer in range(6):
            picture = np.full((40, 30), 250, np.uint8)
            cv2.line(picture, (5, 5), (20 + writer, 30), 20, 3)
            cv2.imwrite(str(tmp_path / character / f"w{writer:02}_{character}.png"), picture)
    whole = open_glyphs(f"folder:{tmp_path}", "all")
    assert (whole.characters, len(whole)) == ("ab", 12)
    assert whole.writers is not None and len(set(whole.writers.tolist())) == 6
    assert np.array_equal(np.sort(whole.labels("ab")), [0] * 6 + [1] * 6)
    with pytest.raises(DataError, match="'b' besides"):
        whole.labels("ac")


@pytest.mark.parametrize("invert", [False, True])
@pytest.mark.parametrize("binary", [False, True])
def test_pictures_of_any_size_and_polarity_are_laid_out(
    tmp_path: Path, invert: bool, binary: bool
) -> None:
    pictures = np.zeros((3, 16, 16), np.uint8)
    pictures[:, 1:15, 7:9] = 255
    if invert:
        pictures = 255 - pictures
    if binary:
        pictures //= 255
    np.savez(tmp_path / "bars.npz", x=pictures, y=np.array([1, 1, 1]))
    glyphs = open_glyphs(str(tmp_path / "bars.npz"), "all")
    assert not glyphs.laid_out
    for made in glyphs.tiles():
        rows, columns = np.nonzero(made > 100)
        assert rows.max() - rows.min() + 1 in (19, 20, 21)
        assert columns.max() - columns.min() + 1 <= 5


@pytest.mark.parametrize(
    ("arrays", "complaint"),
    [
        ({"a": np.zeros(3)}, "holds x and y"),
        ({"x": np.zeros((3, 4, 4), np.uint8), "y": np.zeros(2, int)}, "a label for each"),
        ({"x": np.zeros((3, 4, 4), np.uint8), "y": np.array([1, 2, 10])}, r"digits, 0\.\.9"),
        ({"x": np.full((1, 4, 4), 300.0), "y": np.zeros(1, int)}, "0..255"),
        ({"x": np.zeros((0, 4, 4), np.uint8), "y": np.zeros(0, int)}, "a label for each"),
    ],
)
def test_a_broken_file_is_refused(
    tmp_path: Path, arrays: dict[str, NDArray[np.generic]], complaint: str
) -> None:
    np.savez(tmp_path / "set.npz", **arrays)  # type: ignore[arg-type]
    with pytest.raises(DataError, match=complaint):
        open_glyphs(str(tmp_path / "set.npz"), "all")


def test_what_is_no_set_or_split_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="mnist"):
        open_glyphs("nothing")
    with pytest.raises(DataError, match="train, val, test, all"):
        open_glyphs("mnist", "dev")
    (tmp_path / "cut.npz").write_bytes(b"PK")
    with pytest.raises(DataError, match=r"cut\.npz"):
        open_glyphs(str(tmp_path / "cut.npz"))
