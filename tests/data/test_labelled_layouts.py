"""Layouts of public sets, written small as their owners and readers describe them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from seqdigits.data.labelled import open_labelled
from seqdigits.data.labelled.svhn import crop
from seqdigits.errors import DataError
from seqdigits.images import load


def picture(path: Path, shade: int, size: tuple[int, int] = (20, 50)) -> NDArray[np.uint8]:
    """Pixels of the picture written at `path`."""
    pixels = np.full(size, 255, np.uint8)
    pixels[5:15, 10:40] = shade
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), pixels)
    return pixels


def orand(root: Path) -> Path:
    """CAR-A of two training pictures and one to test on."""
    folder = root / "ORAND-CAR-2014" / "CAR-A"
    for part, names in (("train", ("a_car_000001", "a_car_000002")), ("test", ("a_car_007000",))):
        for shade, name in enumerate(names):
            picture(folder / f"a_{part}_images" / f"{name}.png", shade)
    folder.joinpath("a_train_gt.txt").write_text("a_car_000001.png\t00200\na_car_000002.png\t7\n")
    folder.joinpath("a_test_gt.txt").write_bytes(b"a_car_007000.png\t1 50\r\n")
    return folder


def test_each_part_of_orand_car_is_a_set(tmp_path: Path) -> None:
    folder = orand(tmp_path)
    labelled = open_labelled(folder / "a_train_gt.txt")
    assert labelled.layout == "ORAND-CAR"
    assert labelled.rows == (
        ("a_train_images/a_car_000001.png", "00200"),
        ("a_train_images/a_car_000002.png", "7"),
    )
    assert [load(source)[7, 20] for source, _ in labelled] == [0, 1]
    for test in (
        open_labelled(folder, "a_test_gt.txt"),
        open_labelled(folder.parent, "CAR-A/a_test_gt.txt"),
    ):
        assert [text for _, text in test] == ["150"]
    archive = Path(shutil.make_archive(str(tmp_path / "orand"), "zip", tmp_path / "ORAND-CAR-2014"))
    assert [text for _, text in open_labelled(archive, "CAR-A/a_test_gt.txt")] == ["150"]
    assert [text for _, text in open_labelled(archive, "a_test_gt.txt")] == ["150"]


def test_two_parts_at_once_are_refused_by_name(tmp_path: Path) -> None:
    folder = orand(tmp_path)
    with pytest.raises(DataError, match=r"a_test_gt\.txt, a_train_gt\.txt\. Name the one"):
        open_labelled(folder)


def test_a_folder_of_sets_names_them(tmp_path: Path) -> None:
    folder = orand(tmp_path)
    with pytest.raises(DataError, match="Name a set in it, by its path or as part: CAR-A"):
        open_labelled(folder.parent)


def test_cvl_strings_say_their_text_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "cvl-strings-eval"
    for shade, name in enumerate(("25000-0164-08.png", "0012345-0001-02.png", "31-0200-10.png")):
        picture(folder / name, shade)
    (folder / "readme.txt").write_text("about")
    labelled = open_labelled(folder)
    assert labelled.layout == "CVL HDS"
    assert [(load(source)[7, 20], text) for source, text in labelled] == [
        (1, "0012345"),
        (0, "25000"),
        (2, "31"),
    ]
    picture(folder / "scan.png", 9)
    with pytest.raises(DataError, match=r"scan\.png: a name is text-writer-number\.png"):
        open_labelled(folder)
    (folder / "labels.csv").write_text("file,text\nscan.png,5\n")
    assert open_labelled(folder).rows == (("scan.png", "5"),)


def test_a_list_of_nist_finds_its_pictures_under_its_folder(tmp_path: Path) -> None:
    far = "/home/someone/Bases/NIST_SD_19/HSF_7/numeral_strings/images"
    near = tmp_path / "HSF_7" / "numeral_strings" / "images"
    picture(near / "cdf3600_46_6.png", 3)
    picture(near / "cdf3601_49_6.png", 4)
    lines = f"{far}/cdf3600_46_6.png 52\n{far}/cdf3601_49_6.png 05\n{far}/cdf3602_12_6.png 54\n"
    (tmp_path / "2digit.txt").write_text(lines)
    labelled = open_labelled(tmp_path, skip_bad=True)
    assert labelled.layout == "NIST SD19"
    assert [(load(source)[7, 20], text) for source, text in labelled] == [(3, "52"), (4, "05")]
    (problem,) = labelled.problems
    assert problem.endswith("cdf3602_12_6.png (2digit.txt, line 3): there is no such file")
    (tmp_path / "3digit.txt").write_text(lines)
    with pytest.raises(DataError, match="Name the one to read"):
        open_labelled(tmp_path)
    assert len(open_labelled(tmp_path / "3digit.txt")) == 3


def test_a_list_of_nist_may_lie_far_from_its_pictures(tmp_path: Path) -> None:
    pixels = picture(tmp_path / "pictures" / "a b.png", 3)
    (tmp_path / "lists").mkdir()
    listed = tmp_path / "lists" / "all_digit.txt"
    listed.write_text(f"{tmp_path}/pictures/a b.png 314\n")
    ((source, text),) = open_labelled(listed)
    assert text == "314"
    assert np.array_equal(load(source), pixels)


Digit = tuple[float, float, float, float, float]


def svhn(folder: Path, numbers: Sequence[Sequence[Digit]]) -> None:
    """digitStruct.mat as MATLAB 7.3 stores it, of digits (left, top, width, height, label)."""
    h5py = pytest.importorskip("h5py")
    with h5py.File(folder / "digitStruct.mat", "w") as file:
        group, hidden = file.create_group("digitStruct"), file.create_group("#refs#")

        def kept(name: str, value: Any) -> Any:
            return hidden.create_dataset(name, data=value).ref

        names, boxes = [], []
        for number, digits in enumerate(numbers):
            units = np.array([[ord(char)] for char in f"{number + 1}.png"], np.uint16)
            names.append([kept(f"name{number}", units)])
            struct = hidden.create_group(f"bbox{number}")
            for place, key in enumerate(("left", "top", "width", "height", "label")):
                values = [digit[place] for digit in digits]
                if len(values) == 1:
                    struct[key] = np.array([values])
                else:
                    cells = [
                        [kept(f"{key}{number}_{i}", [[value]])] for i, value in enumerate(values)
                    ]
                    struct.create_dataset(key, data=cells, dtype=h5py.ref_dtype)
            boxes.append([struct.ref])
        group.create_dataset("name", data=names, dtype=h5py.ref_dtype)
        group.create_dataset("bbox", data=boxes, dtype=h5py.ref_dtype)


def test_svhn_numbers_are_cropped_around_their_digits(tmp_path: Path) -> None:
    numbers = [
        [(20, 10, 10, 20, 1), (30, 14, 10, 20, 9), (42, 12, 8, 20, 10)],
        [(5, 5, 20, 20, 5)],
        [(5, 5, 20, 20, 11)],
    ]
    svhn(tmp_path, numbers)
    pixels = np.random.default_rng(2).integers(0, 255, (60, 90, 3), np.uint8)
    for number in range(3):
        cv2.imwrite(str(tmp_path / f"{number + 1}.png"), pixels[..., ::-1])
    labelled = open_labelled(tmp_path, skip_bad=True)
    assert labelled.layout == "SVHN"
    assert labelled.rows == (("1.png", "190"), ("2.png", "5"))
    assert "3.png (digitStruct.mat, picture 3): labels are 1 to 10" in labelled.problems[0]
    (first, _), (second, _) = labelled
    # The digits span 20..50 by 10..34; 15 % of 30 and of 24 on each side: 15.5..54.5, 6.4..37.6.
    assert np.array_equal(first, pixels[6:38, 16:54])
    assert np.array_equal(second, pixels[2:28, 2:28])


@pytest.mark.parametrize(
    ("box", "shape"),
    [((-3.0, -2.0, 5.0, 9.0), (11, 6)), ((80.0, 50.0, 95.0, 70.0), (13, 12))],
)
def test_a_crop_ends_where_the_picture_does(
    box: tuple[float, float, float, float], shape: tuple[int, int]
) -> None:
    assert crop(np.zeros((60, 90), np.uint8), box).shape == shape


def test_a_box_beside_the_picture_is_a_row_without_an_image(tmp_path: Path) -> None:
    svhn(tmp_path, [[(500, 500, 20, 20, 5)], [(5, 5, 20, 20, 5)]])
    for name in ("1.png", "2.png"):
        picture(tmp_path / name, 0, (40, 60))
    labelled = open_labelled(tmp_path, skip_bad=True)
    assert [picture.name for picture in labelled.pictures()] == ["2.png"]
    assert labelled.problems[0].startswith("1.png (digitStruct.mat, picture 1): an image has")


def test_another_matlab_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "digitStruct.mat").write_bytes(b"MATLAB 5.0 MAT-file")
    with pytest.raises(DataError, match=r"digitStruct\.mat is SVHN's"):
        open_labelled(tmp_path)
