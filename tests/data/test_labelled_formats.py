"""What `synth` writes is read back: the same texts and pixels, format by format, shard by shard."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqdigits.data.labelled import open_labelled
from seqdigits.data.labelled.example import byte_features
from seqdigits.data.labelled.opening import LAYOUTS
from seqdigits.errors import DataError
from seqdigits.images import load
from synth import Sample
from synth.errors import DataNotFoundError
from synth.formats import FORMATS, shard_name, write_shard
from synth.formats.example import encode_example

PICTURES = ["folder", "coco", "paddleocr", "doctr", "trdg"]
SHARDED = ["tfrecord", "webdataset", "lmdb", "hdf5"]


def stored(name: str, samples: Sequence[Sample], out: Path, shards: int = 2) -> Path:
    """The data set `out` of `samples`; its name sorts as `seqdigits synth make` sorts it."""
    if name in ("lmdb", "hdf5"):
        pytest.importorskip("lmdb" if name == "lmdb" else "h5py")
    form = FORMATS[name]
    (out / form.place).mkdir(parents=True)
    names = [shard_name(form, "train", number, shards) for number in range(shards)]
    edges = [number * len(samples) // shards for number in range(shards + 1)]
    for shard, start, end in zip(names, edges, edges[1:], strict=False):
        write_shard(form, enumerate(samples[start:end], start), out / shard)
    form.join(out, names)
    for beside in ("CARD.md", "sheet.png", "manifest.json"):
        (out / beside).write_bytes(b"{}")
    return out


def shard(out: Path, name: str, number: int = 1) -> Path:
    path = out / shard_name(FORMATS[name], "train", number, 2)
    return path / "data.mdb" if name == "lmdb" else path


def test_every_format_has_a_reader() -> None:
    assert [layout.name for layout in LAYOUTS][: len(FORMATS)] == list(FORMATS)
    assert sorted(PICTURES + SHARDED) == sorted(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_texts_and_pixels_come_back(name: str, samples: list[Sample], tmp_path: Path) -> None:
    labelled = open_labelled(stored(name, samples, tmp_path / "set"))
    assert (labelled.layout, labelled.name) == (name, "set")
    assert [text for _, text in labelled.rows] == [sample.text for sample in samples]
    assert len({row for row, _ in labelled.rows}) == len(labelled) == len(samples)
    for _ in range(2):
        for (source, text), sample in zip(labelled, samples, strict=True):
            assert text == sample.text
            assert np.array_equal(load(source), sample.image)
            if isinstance(source, np.ndarray):
                assert source.shape == sample.image.shape
    assert labelled.problems == ()


@pytest.mark.parametrize("name", FORMATS)
def test_two_may_iterate_at_once(name: str, samples: list[Sample], tmp_path: Path) -> None:
    labelled = open_labelled(stored(name, samples, tmp_path / "set"))
    for (one, _), (other, _) in zip(labelled, labelled, strict=True):
        assert np.array_equal(load(one), load(other))


@pytest.mark.parametrize("name", PICTURES)
def test_a_zip_of_a_folder_is_read_as_the_folder(
    name: str, samples: list[Sample], tmp_path: Path
) -> None:
    out = stored(name, samples, tmp_path / "set")
    archive = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", tmp_path, "set"))
    flat = Path(shutil.make_archive(str(tmp_path / "flat"), "zip", out))
    for labelled in (open_labelled(archive), open_labelled(archive, "set"), open_labelled(flat)):
        assert labelled.layout == name
        assert [load(source).tobytes() for source, _ in labelled] == [
            sample.image.tobytes() for sample in samples
        ]


@pytest.mark.parametrize("name", SHARDED)
def test_shards_in_a_zip_are_refused(name: str, samples: list[Sample], tmp_path: Path) -> None:
    out = stored(name, samples, tmp_path / "set")
    archive = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", out))
    with pytest.raises(DataError, match="Unpack it"):
        open_labelled(archive)


@pytest.mark.parametrize("name", SHARDED)
def test_one_shard_is_a_set(name: str, samples: list[Sample], tmp_path: Path) -> None:
    out = stored(name, samples, tmp_path / "set")
    path = out / shard_name(FORMATS[name], "train", 1, 2)
    for labelled in (open_labelled(path), open_labelled(out, path.name)):
        assert [text for _, text in labelled] == [sample.text for sample in samples[3:]]


@pytest.mark.parametrize("name", SHARDED)
def test_a_missing_shard_is_named(name: str, samples: list[Sample], tmp_path: Path) -> None:
    out = stored(name, samples, tmp_path / "set")
    gone = out / shard_name(FORMATS[name], "train", 0, 2)
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    with pytest.raises(DataError, match=f"{gone.name}: the shard is missing"):
        open_labelled(out)
    labelled = open_labelled(out, skip_bad=True)
    assert labelled.problems == (f"{gone.name}: the shard is missing",)
    assert [text for _, text in labelled] == [sample.text for sample in samples[3:]]


@pytest.mark.parametrize("name", SHARDED)
@pytest.mark.parametrize("keep", [0.0, 0.3, 0.7])
def test_a_shard_cut_short_is_named_and_what_is_whole_is_read(
    name: str, keep: float, samples: list[Sample], tmp_path: Path
) -> None:
    out = stored(name, samples, tmp_path / "set")
    damaged = shard(out, name)
    content = damaged.read_bytes().rstrip(b"\0")  # a tar ends in zeros that nobody misses
    damaged.write_bytes(content[: int(keep * len(content))])
    named = "train-00001-of-00002"
    with pytest.raises(DataError, match=named):
        list(open_labelled(out))
    labelled = open_labelled(out, skip_bad=True)
    texts = [text for _, text in labelled]
    assert 3 <= len(texts) < len(samples)
    assert texts == [sample.text for sample in samples[: len(texts)]]
    assert labelled.problems and all(named in problem for problem in labelled.problems)


def test_every_changed_byte_of_a_tfrecord_is_noticed(samples: list[Sample], tmp_path: Path) -> None:
    out = stored("tfrecord", samples, tmp_path / "set")
    path = shard(out, "tfrecord")
    whole = path.read_bytes()
    for place in np.random.default_rng(5).choice(len(whole), 25, replace=False).tolist():
        changed = bytearray(whole)
        changed[place] ^= 1 << place % 8
        path.write_bytes(changed)
        labelled = open_labelled(out, skip_bad=True)
        assert len(labelled.problems) == 1
        assert "record" in labelled.problems[0]
        assert len(labelled) < len(samples)


def test_a_damaged_header_of_a_tar_does_not_end_it_silently(
    samples: list[Sample], tmp_path: Path
) -> None:
    out = stored("webdataset", samples, tmp_path / "set")
    path = shard(out, "webdataset")
    with tarfile.open(path) as archive:
        offsets = [member.offset for member in archive if member.name.endswith("5.png")]
    content = bytearray(path.read_bytes())
    content[offsets[0] + 3] ^= 1
    path.write_bytes(content)
    with pytest.raises(DataError, match=f"damaged at byte {offsets[0]}"):
        open_labelled(out)


def test_a_sample_without_its_text_or_picture_is_named(
    samples: list[Sample], tmp_path: Path
) -> None:
    out = stored("webdataset", samples, tmp_path / "set", 1)
    path = out / "train-00000-of-00001.tar"
    with tarfile.open(path) as old, tarfile.open(tmp_path / "new.tar", "w") as new:
        for member in old:
            if member.name not in ("000000001.txt", "000000002.png"):
                new.addfile(member, old.extractfile(member))
    (tmp_path / "new.tar").replace(path)
    labelled = open_labelled(out, skip_bad=True)
    assert [problem.split(":")[0] for problem in labelled.problems] == [
        "train-00000-of-00001.tar, 000000001",
        "train-00000-of-00001.tar, 000000002",
    ]
    assert len(labelled) == len(samples) - 2


def test_a_sample_missing_from_a_store_is_named(samples: list[Sample], tmp_path: Path) -> None:
    lmdb = pytest.importorskip("lmdb")
    out = stored("lmdb", samples, tmp_path / "set", 1)
    folder = out / "train-00000-of-00001"
    with lmdb.open(str(folder)) as store, store.begin(write=True) as entries:
        entries.delete(b"image-000000002")
        entries.delete(b"label-000000004")
        entries.put(b"label-000000005", b"\xff")
    labelled = open_labelled(out, skip_bad=True)
    assert len(list(labelled)) == len(samples) - 3
    assert labelled.problems == (
        "train-00000-of-00001, sample 4: there is no label-000000004",
        "train-00000-of-00001, sample 5: its text is not UTF-8",
        "train-00000-of-00001, sample 2: there is no image-000000002",
    )


@pytest.mark.parametrize("name", ["lmdb", "hdf5"])
def test_a_missing_library_names_the_extra(
    name: str, samples: list[Sample], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = stored(name, samples, tmp_path / "set")
    monkeypatch.setitem(__import__("sys").modules, "h5py" if name == "hdf5" else "lmdb", None)
    with pytest.raises(DataNotFoundError, match=r"seqdigits\[data\]"):
        open_labelled(out)


def test_coco_without_texts_reads_categories_from_left_to_right(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    cv2.imwrite(str(tmp_path / "images" / "a.png"), np.zeros((9, 9), np.uint8))
    (tmp_path / "annotations.json").write_text(
        '{"images": [{"id": 5, "file_name": "a.png"}, {"id": 6, "file_name": "b.png"}],'
        '"categories": [{"id": 1, "name": "8"}, {"id": 2, "name": "0"}],'
        '"annotations": [{"image_id": 5, "category_id": 1, "bbox": [40, 0, 5, 5]},'
        '{"image_id": 5, "category_id": 2, "bbox": [7.5, 0, 5, 5]}]}'
    )
    labelled = open_labelled(tmp_path, skip_bad=True)
    assert labelled.rows == (("images/a.png", "08"),)
    assert labelled.problems == (
        "images/b.png (annotations.json, image 2): neither a text nor annotations",
    )


names = st.text(st.characters(codec="utf-8"), max_size=5)
features = st.dictionaries(
    names,
    st.lists(st.binary(max_size=300), max_size=3)
    | st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=3)
    | st.lists(st.floats(width=32, allow_nan=False), min_size=1, max_size=3),
    max_size=4,
)


@given(features)
def test_features_of_bytes_are_found_where_they_were_encoded(
    values: dict[str, list[bytes] | list[int] | list[float]],
) -> None:
    message = encode_example(values)
    found = byte_features(message)
    assert set(found) == set(values)
    for name, stated in values.items():
        if all(isinstance(value, bytes) for value in stated):
            assert [message[s.start : s.start + s.size] for s in found[name]] == stated


@given(st.binary(max_size=60))
def test_what_is_no_example_raises_a_value_error_or_has_whole_slices(message: bytes) -> None:
    try:
        found = byte_features(message)
    except ValueError:
        return
    slices = [part for parts in found.values() for part in parts]
    assert all(0 <= part.start <= part.start + part.size <= len(message) for part in slices)


def test_a_zip_that_is_damaged_is_said(tmp_path: Path) -> None:
    path = tmp_path / "set.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("labels.csv", "file,text\na.png,1\n")
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(DataError, match="whole zip"):
        open_labelled(path)
