"""Rows that cannot be used: the first is named with its file, or all are left out and counted."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from seqdigits.data.labelled import open_labelled
from seqdigits.data.labelled.opening import LAYOUTS
from seqdigits.errors import DataError


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (40, 20), 255).save(buffer, "PNG")
    return buffer.getvalue()


def folder(path: Path, labels: bytes | str, *pictures: str, name: str = "labels.csv") -> Path:
    """A set of good pictures."""
    path.mkdir(exist_ok=True)
    content = labels.encode() if isinstance(labels, str) else labels
    (path / name).write_bytes(content)
    for picture in pictures:
        (path / picture).parent.mkdir(exist_ok=True)
        (path / picture).write_bytes(png())
    return path


#: labels.csv -> what the error names, and the problem where such rows are left out.
ROWS = [
    ("file,text\na.png,1\nb.png\n", "b.png (labels.csv, line 3): the row ends before its text"),
    ("file,text\na.png,1\n,2\n", "labels.csv, line 3: no file is named"),
    ("file,text\na.png,1\ngone.png,2\n", "gone.png (labels.csv, line 3): there is no such file"),
    ("file,text\na.png,1\nbad.png,2\n", "bad.png (labels.csv, line 3): an image is"),
    ("file,text\na.png,1\ncut.png,2\n", "cut.png (labels.csv, line 3): an image is whole"),
    ("file,text\na.png,1\n.,2\n", ". (labels.csv, line 3): the file cannot be read"),
    ('text,file,note\n1,a.png,"x\ny"\n2,gone.png,z\n', "gone.png (labels.csv, line 4): there is"),
]


@pytest.mark.parametrize(("labels", "fault"), ROWS)
def test_a_bad_row_is_named_or_left_out(labels: str, fault: str, tmp_path: Path) -> None:
    path = folder(tmp_path / "set", labels, "a.png")
    (path / "bad.png").write_text("no picture")
    (path / "cut.png").write_bytes(png()[:-30])
    with pytest.raises(DataError) as raised:
        list(open_labelled(path))
    assert f"Received: {path}: {fault}" in str(raised.value)
    assert "--skip-bad" in str(raised.value) and "\n" not in str(raised.value)
    labelled = open_labelled(path, skip_bad=True)
    for _ in range(2):
        assert list(labelled) == [(png(), "1")]
    (problem,) = labelled.problems
    assert problem.startswith(fault) and "\n" not in problem
    assert (labelled.rows, len(labelled)) == ((("a.png", "1"),), 1)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (b"name,text\na.png,1\n", r"columns file and text.*with name, text"),
        (b"", "with no header"),
        (b"a.png,1\n", r"with a\.png, 1"),
        (b"file;text\na.png;1\n", "with file;text"),
        (b"file,text\n", "at least one row.*with none"),
        (b"file,text\na.png,1\nb.png,\xe9\n", r"labels\.csv, where byte 24 \(0xe9, line 3\)"),
        (b"\xef\xbb\xbffile,text\na.png,\xe9\n", r"byte 19 \(0xe9, line 2\)"),
        ("file,text\na.png,1\n".encode("utf-16"), r"byte 0 \(0xff, line 1\)"),
        (b'file,text\n"a.png,1\n' + b"x" * 200_000, r"labels\.csv, line \d.*field larger"),
    ],
)
def test_a_label_file_that_cannot_be_used_is_explained(
    labels: bytes, message: str, tmp_path: Path
) -> None:
    path = folder(tmp_path / "set", labels, "a.png")
    with pytest.raises(DataError, match=message) as raised:
        open_labelled(path)
    assert "\n" not in str(raised.value)


def test_a_byte_order_mark_is_no_part_of_a_column(tmp_path: Path) -> None:
    path = folder(tmp_path / "set", b"\xef\xbb\xbffile,text\r\na.png,0042\r\n", "a.png")
    assert list(open_labelled(path)) == [(png(), "0042")]


@pytest.mark.parametrize(("name", "separator"), [("rec_gt.txt", "\t"), ("labels.txt", " ")])
def test_the_ends_of_lines_are_no_part_of_a_text(name: str, separator: str, tmp_path: Path) -> None:
    lines = f"a.png{separator}1 2 \r\n\r\nb.png{separator}\nc.png{separator}3"
    path = folder(tmp_path, lines, "a.png", "b.png", "c.png", name=name)
    assert [text for _, text in open_labelled(path)] == ["1 2 ", "", "3"]


def test_rows_of_another_encoding_are_left_out(tmp_path: Path) -> None:
    labels = b"file,text\na.png,1\nb.png,\xe9\nc.png,\xc3\xa9\n"
    labelled = open_labelled(folder(tmp_path, labels, "a.png", "b.png", "c.png"), skip_bad=True)
    assert [text for _, text in labelled] == ["1", "é"]
    (problem,) = labelled.problems
    assert problem.startswith("b.png (labels.csv, line 3): ") and "UTF-8" in problem
    problem.encode()  # a line that can be printed


def test_utf16_is_refused_even_where_rows_are_left_out(tmp_path: Path) -> None:
    path = folder(tmp_path, "file,text\na.png,1\n".encode("utf-16"), "a.png")
    with pytest.raises(DataError, match="UTF-8"):
        open_labelled(path, skip_bad=True)
    (path / "labels.csv").write_bytes(b"file,text\na.png,\xe9\n")
    with pytest.raises(DataError, match=r"Save it as UTF-8, or leave such rows out: --skip-bad"):
        open_labelled(path)


def test_a_set_with_bad_rows_alone_is_refused(tmp_path: Path) -> None:
    path = folder(tmp_path, "file,text\n,1\n,2\n")
    with pytest.raises(DataError, match=r"with 2 bad alone, the first: labels\.csv, line 2"):
        open_labelled(path, skip_bad=True)
    path = folder(tmp_path, "file,text\ngone.png,1\n")
    labelled = open_labelled(path, skip_bad=True)
    with pytest.raises(DataError, match=r"with 1 bad alone, the first: gone\.png"):
        list(labelled)
    assert len(labelled) == 0


def test_characters_are_required(tmp_path: Path) -> None:
    labels = "file,text\na.png,12\nb.png,1x2y\nc.png,\nd.png,7é\n"
    path = folder(tmp_path, labels, "a.png", "b.png", "c.png", "d.png")
    labelled = open_labelled(path)
    labelled.require("0127xyé")
    with pytest.raises(DataError, match=r"b\.png \(labels\.csv, line 3\): text '1x2y' with 'x', '"):
        labelled.require("0127", "profile 'digits'")
    assert len(labelled) == 4
    labelled = open_labelled(path, skip_bad=True)
    labelled.require("0127", "profile 'digits'", "Choose another")
    assert [text for _, text in labelled] == ["12", ""]
    assert labelled.problems == (
        "b.png (labels.csv, line 3): text '1x2y' with 'x', 'y', which profile 'digits' lacks",
        "d.png (labels.csv, line 5): text '7é' with 'é', which profile 'digits' lacks",
    )
    open_labelled(path).require("0127xyé")
    with pytest.raises(DataError, match="2 bad alone"):
        one = open_labelled(folder(tmp_path, "file,text\nb.png,x\nd.png,y\n"), skip_bad=True)
        one.require("1")


@pytest.mark.parametrize(
    ("name", "labels", "fault"),
    [
        ("rec_gt.txt", "a.png\t1\nb.png 2\n", "rec_gt.txt, line 2: a line is a file, a tab and"),
        ("rec_gt.txt", "a.png\t1\n\n\t2\n", "rec_gt.txt, line 3: a line is a file"),
        ("labels.txt", "a.png 1\nb.png\n", "labels.txt, line 2: a line is a file, a space and"),
        ("labels.txt", "a.png 1\ngone.png 2\n", "gone.png (labels.txt, line 2): there is no"),
        ("2digit.txt", "a.png 1\n22\n", "2digit.txt, line 2: a line is a file, a blank and digits"),
        ("labels.json", '{"a.png": "1", "b.png": 2}', "images/b.png (labels.json, entry 2): the"),
    ],
)
def test_a_bad_line_is_named_or_left_out(
    name: str, labels: str, fault: str, tmp_path: Path
) -> None:
    path = folder(tmp_path / "set", labels, "a.png", "images/a.png", name=name)
    with pytest.raises(DataError) as raised:
        list(open_labelled(path))
    assert fault in str(raised.value)
    labelled = open_labelled(path, skip_bad=True)
    assert [text for _, text in labelled] == ["1"]
    assert labelled.problems[0].startswith(fault) and len(labelled.problems) == 1


@pytest.mark.parametrize(
    ("name", "labels", "message"),
    [
        ("labels.json", '{"a.png": "1"', r"labels\.json is JSON.*line 1"),
        ("labels.json", '["a.png"]', "an object.*with a list"),
        ("labels.json", "[" * 100_000, "is JSON"),
        ("annotations.json", "{}", "COCO's images.*KeyError"),
        ("annotations.json", "[]", "COCO's images.*TypeError"),
        ("annotations.json", '{"images": [], "annotations": [], "categories": []}', "with none"),
    ],
)
def test_json_of_another_kind_is_explained(
    name: str, labels: str, message: str, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match=message):
        open_labelled(folder(tmp_path / "set", labels, name=name))


def test_what_is_no_set_lists_what_was_looked_for(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("x")
    for path in (tmp_path, tmp_path / "absent", tmp_path / "notes.md", tmp_path / "a" / "b.zip"):
        with pytest.raises(DataError) as raised:
            open_labelled(path)
        assert all(layout.sign in str(raised.value) for layout in LAYOUTS)
        assert f"Received: {path}, " in str(raised.value)
    with pytest.raises(DataError, match="not there"):
        open_labelled(tmp_path, "val")


def test_two_layouts_at_once_are_refused(tmp_path: Path) -> None:
    path = folder(tmp_path, "file,text\na.png,1\n", "a.png")
    (path / "labels.txt").write_text("a.png 2\n")
    with pytest.raises(DataError, match=r"labels\.csv, labels\.txt\. Name the one to read"):
        open_labelled(path)
    assert [text for _, text in open_labelled(path / "labels.txt")] == ["2"]
    assert [text for _, text in open_labelled(path, "labels.csv")] == ["1"]


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@given(st.lists(texts, min_size=1, max_size=5), st.booleans())
def test_every_text_of_a_csv_comes_back(
    tmp_path_factory: pytest.TempPathFactory, stated: list[str], mark: bool
) -> None:
    path = tmp_path_factory.mktemp("set")
    with (path / "labels.csv").open(
        "w", newline="", encoding="utf-8-sig" if mark else "utf-8"
    ) as f:
        writer = csv.writer(f)
        writer.writerow(["file", "text"])
        writer.writerows([f"{number}.png", text] for number, text in enumerate(stated))
    assert [text for _, text in open_labelled(path).rows] == stated


@given(st.lists(st.sampled_from(["good", "gone", "bad"]), min_size=1, max_size=6))
def test_problems_and_rows_share_out_the_set(
    tmp_path_factory: pytest.TempPathFactory, kinds: list[str]
) -> None:
    path = tmp_path_factory.mktemp("set")
    for number, kind in enumerate(kinds):
        if kind != "gone":
            (path / f"{number}.png").write_bytes(png() if kind == "good" else b"none")
    table = "".join(f"{number}.png,{number}\n" for number in range(len(kinds)))
    labelled = open_labelled(folder(path, "file,text\n" + table), skip_bad=True)
    good = [str(number) for number, kind in enumerate(kinds) if kind == "good"]
    if good:
        assert [text for _, text in labelled] == good == [text for _, text in labelled.rows]
    else:
        with pytest.raises(DataError, match="bad alone"):
            list(labelled)
    assert len(labelled) + len(labelled.problems) == len(kinds)


def test_labels_json_of_numbers_as_texts_keep_their_zeros(tmp_path: Path) -> None:
    path = folder(tmp_path, json.dumps({"a.png": "007"}), "images/a.png", name="labels.json")
    ((source, text),) = open_labelled(path)
    assert text == "007" and np.frombuffer(source, np.uint8).size == len(png())
