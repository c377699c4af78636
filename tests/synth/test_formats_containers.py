"""WebDataset and LMDB, read back by the libraries that read them."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from synth import Sample
from synth.formats import FORMATS, write_shard

Numbered = list[tuple[int, Sample]]


def decoded(content: bytes) -> NDArray[np.uint8]:
    """Pixels of an image file, RGB where it has colours."""
    return np.asarray(Image.open(io.BytesIO(content)))


# The library leaves closing the file to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_webdataset_reads_the_tar(numbered: Numbered, tmp_path: Path) -> None:
    webdataset = pytest.importorskip("webdataset")
    path = tmp_path / "train-00000-of-00001.tar"
    write_shard(FORMATS["webdataset"], numbered, path)
    read = list(webdataset.WebDataset(str(path), shardshuffle=False))
    assert [row["__key__"] for row in read] == [f"{index:09d}" for index, _ in numbered]
    for row, (index, sample) in zip(read, numbered, strict=True):
        assert np.array_equal(decoded(row["png"]), sample.image)
        assert row["txt"].decode() == sample.text
        known = json.loads(row["json"])
        assert known["index"] == index
        assert [tuple(box) for box in known["boxes"]] == list(sample.boxes)
        assert known["parameters"] == sample.parameters


def test_the_tar_tells_no_times_and_owners(numbered: Numbered, tmp_path: Path) -> None:
    write_shard(FORMATS["webdataset"], numbered[:2], tmp_path / "shard.tar")
    with tarfile.open(tmp_path / "shard.tar") as archive:
        members = archive.getmembers()
    assert [member.name for member in members] == [
        f"{index:09d}.{suffix}" for index in (40, 41) for suffix in ("png", "txt", "json")
    ]
    assert {(m.mtime, m.uid, m.gid, m.uname, m.gname) for m in members} == {(0, 0, 0, "", "")}


def test_lmdb_has_the_layout_of_text_recognizers(numbered: Numbered, tmp_path: Path) -> None:
    lmdb = pytest.importorskip("lmdb")
    write_shard(FORMATS["lmdb"], numbered, tmp_path / "shard")
    assert [path.name for path in (tmp_path / "shard").iterdir()] == ["data.mdb"]
    options = {"readonly": True, "lock": False, "readahead": False, "meminit": False}
    with lmdb.open(str(tmp_path / "shard"), **options) as store, store.begin() as entries:
        assert int(entries.get(b"num-samples")) == len(numbered)
        assert entries.stat()["entries"] == 3 * len(numbered) + 1
        for place, (index, sample) in enumerate(numbered, start=1):
            assert entries.get(b"label-%09d" % place).decode() == sample.text
            assert np.array_equal(decoded(entries.get(b"image-%09d" % place)), sample.image)
            known = json.loads(entries.get(b"truth-%09d" % place))
            assert (known["index"], known["text"]) == (index, sample.text)


def test_lmdb_grows_beyond_its_first_map(tmp_path: Path) -> None:
    lmdb = pytest.importorskip("lmdb")
    noise = np.random.default_rng(0).integers(0, 256, (700, 700), np.uint8)
    large = [(index, Sample(noise, "1", ((0, 0, 1, 1),), 9.0, ("k",), {})) for index in range(4)]
    write_shard(FORMATS["lmdb"], large, tmp_path / "shard")
    options = {"readonly": True, "lock": False}
    with lmdb.open(str(tmp_path / "shard"), **options) as store, store.begin() as entries:
        assert np.array_equal(decoded(entries.get(b"image-000000004")), noise)


def test_png_keeps_the_order_of_colours(numbered: Numbered, tmp_path: Path) -> None:
    write_shard(FORMATS["folder"], numbered, tmp_path / "shard")
    sample = numbered[2][1]
    stored = cv2.imread(str(tmp_path / "shard" / "000000042.png"), cv2.IMREAD_COLOR_RGB)
    assert sample.image.ndim == 3
    assert np.array_equal(np.asarray(stored), sample.image)
