"""Formats of picture files: their label files read as the tools that own them document."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from seqdigits.data.labelled import open_labelled
from synth import Sample
from synth.errors import BadRequestError
from synth.formats import FORMATS, shard_name, write_shard

Numbered = list[tuple[int, Sample]]


def stored(name: str, numbered: Numbered, out: Path) -> Path:
    """The data set of two shards."""
    form = FORMATS[name]
    shards = [shard_name(form, "train", number, 2) for number in range(2)]
    (out / form.place).mkdir(parents=True)
    for shard, part in zip(shards, (numbered[:4], numbered[4:]), strict=True):
        write_shard(form, part, out / shard)
    assert [path.name for path in out.iterdir() if path.is_file()] == []
    assert sorted(form.join(out, shards)) == sorted(p.name for p in out.iterdir() if p.is_file())
    return out


def pixels(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path))


def test_folder_is_the_layout_our_own_tools_read(numbered: Numbered, tmp_path: Path) -> None:
    out = stored("folder", numbered, tmp_path / "set")
    labelled = open_labelled(out)
    assert [text for _, text in labelled.rows] == [sample.text for _, sample in numbered]
    assert labelled.rows[0] == ("images/train-00000-of-00002/000000040.png", "0042")
    for (content, _), (_, sample) in zip(labelled, numbered, strict=True):
        assert np.array_equal(np.asarray(Image.open(io.BytesIO(content))), sample.image)


def test_folder_keeps_texts_as_text_and_all_that_is_known(
    numbered: Numbered, tmp_path: Path
) -> None:
    out = stored("folder", numbered, tmp_path / "set")
    lines = (out / "labels.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == '"file","text","boxes","digit_height","keys","parameters"'
    assert ',"0042",' in lines[1]
    with (out / "labels.csv").open(encoding="utf-8", newline="") as file:
        for row, (_, sample) in zip(csv.DictReader(file), numbered, strict=True):
            assert [tuple(box) for box in json.loads(row["boxes"])] == list(sample.boxes)
            assert float(row["digit_height"]) == sample.digit_height
            assert json.loads(row["keys"]) == list(sample.keys)
            assert json.loads(row["parameters"]) == sample.parameters


def test_coco_loads_in_pycocotools(numbered: Numbered, tmp_path: Path) -> None:
    pycocotools = pytest.importorskip("pycocotools.coco")
    out = stored("coco", numbered, tmp_path / "set")
    with contextlib.redirect_stdout(io.StringIO()):
        coco = pycocotools.COCO(str(out / "annotations.json"))
    names = {category["id"]: category["name"] for category in coco.loadCats(coco.getCatIds())}
    written = sorted({char for _, sample in numbered for char in sample.text})
    assert [names[number] for number in sorted(names)] == written
    for index, sample in numbered:
        (image,) = coco.loadImgs([index])
        assert pixels(out / "images" / image["file_name"]).shape == sample.image.shape
        assert (image["height"], image["width"]) == sample.image.shape[:2]
        found = coco.loadAnns(coco.getAnnIds(imgIds=[index]))
        assert "".join(names[item["category_id"]] for item in found) == sample.text
        corners = [(x, y, x + w, y + h) for x, y, w, h in (item["bbox"] for item in found)]
        assert corners == list(sample.boxes)
        assert all(coco.annToMask(item).sum() == item["area"] for item in found)


def test_paddleocr_lines_are_path_tab_text(numbered: Numbered, tmp_path: Path) -> None:
    # As SimpleDataSet reads label_file_list: strip("\n"), split at the tab, join data_dir.
    out = stored("paddleocr", numbered, tmp_path / "set")
    lines = (out / "rec_gt.txt").read_bytes().decode("utf-8").splitlines(keepends=True)
    for line, (_, sample) in zip(lines, numbered, strict=True):
        file, text = line.strip("\n").split("\t")
        assert text == sample.text
        assert np.array_equal(pixels(Path(os.path.join(out, file))), sample.image)


def test_doctr_labels_name_files_under_images(numbered: Numbered, tmp_path: Path) -> None:
    # As RecognitionDataset(img_folder, labels_path) reads them.
    out = stored("doctr", numbered, tmp_path / "set")
    labels = json.loads((out / "labels.json").read_text(encoding="utf-8"))
    assert list(labels.values()) == [sample.text for _, sample in numbered]
    for file, (_, sample) in zip(labels, numbered, strict=True):
        assert np.array_equal(pixels(Path(os.path.join(out / "images", file))), sample.image)


def test_trdg_lines_are_file_space_text(numbered: Numbered, tmp_path: Path) -> None:
    # As `trdg --name_format 2` writes labels.txt.
    out = stored("trdg", numbered, tmp_path / "set")
    lines = (out / "labels.txt").read_text(encoding="utf-8").split("\n")
    assert lines.pop() == ""
    for line, (_, sample) in zip(lines, numbered, strict=True):
        file, _, text = line.partition(" ")
        assert text == sample.text
        assert np.array_equal(pixels(out / file), sample.image)


@pytest.mark.parametrize("name", ["folder", "coco", "paddleocr", "doctr", "trdg"])
def test_every_picture_keeps_its_boxes_beside_it(
    name: str, numbered: Numbered, tmp_path: Path
) -> None:
    out = stored(name, numbered, tmp_path / "set")
    lines = (out / "images" / "train-00001-of-00002" / "truth.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["index"] for row in rows] == [index for index, _ in numbered[4:]]
    assert [tuple(map(tuple, row["boxes"])) for row in rows] == [s.boxes for _, s in numbered[4:]]


@pytest.mark.parametrize("name", ["paddleocr", "trdg"])
@pytest.mark.parametrize("text", ["1\t2", "1\n2"])
def test_texts_that_break_a_line_are_refused(
    name: str, text: str, numbered: Numbered, tmp_path: Path
) -> None:
    index, sample = numbered[3]
    with pytest.raises(BadRequestError, match="line"):
        write_shard(FORMATS[name], [(index, replace(sample, text=text))], tmp_path / "shard")
    assert list(tmp_path.iterdir()) == []
