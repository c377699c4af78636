"""Labelled sets are opened with clear errors and measured with their intervals."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from seqdigits.bundle import Bundle
from seqdigits.errors import DataError
from seqdigits.evaluation import measure, open_labelled
from seqdigits.reading import Reader
from synth.benchmark import LAYOUTS
from synth.glyphs.bank import GlyphBank


def _png() -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (40, 20), 255).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(params=["folder", "zip"])
def labelled_path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Two blank pictures under val/, as a folder and as a zip."""
    files = {"val/labels.csv": b"file,text\na.png,\nb.png,12\n", "val/a.png": _png()}
    files["val/b.png"] = _png()
    if request.param == "zip":
        path = tmp_path / "set.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return path
    for name, data in files.items():
        (tmp_path / "set" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "set" / name).write_bytes(data)
    return tmp_path / "set"


def test_folders_and_zips_give_the_same_pictures(labelled_path: Path) -> None:
    labelled = open_labelled(labelled_path, "val")
    assert len(labelled) == 2
    assert list(labelled) == [(_png(), ""), (_png(), "12")]


def test_measuring_counts_right_readings(labelled_path: Path, tiny_bundle: Bundle) -> None:
    pictures = open_labelled(labelled_path, "val")
    result, mistakes = measure(Reader(tiny_bundle), pictures, "blank", "real")
    assert (result.n, result.exact_match, result.cer) == (2, 0.5, 1.0)
    assert result.interval[0] < 0.5 < result.interval[1]
    assert [(m.index, m.text, m.reading) for m in mistakes] == [(1, "12", "")]


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (None, "labels"),
        (b"name,text\na,1\n", "columns file and text"),
        (b"file,text\n", "at least one row"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_unusable_labels_are_explained(labels: bytes | None, message: str, tmp_path: Path) -> None:
    if labels is not None:
        (tmp_path / "labels.csv").write_bytes(labels)
    with pytest.raises(DataError, match=message):
        open_labelled(tmp_path)


def test_a_missing_picture_is_named(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("file,text\ngone.png,1\n")
    with pytest.raises(DataError, match=r"gone\.png"):
        list(open_labelled(tmp_path))


def test_nothing_to_measure_is_refused(tiny_bundle: Bundle) -> None:
    with pytest.raises(DataError, match="at least one"):
        measure(Reader(tiny_bundle), [], "none", "real")


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_benchmark_layouts_repeat_and_hold_their_text(layout) -> None:  # type: ignore[no-untyped-def]
    tiles = np.zeros((20, 28, 28), np.uint8)
    tiles[:, 4:24, 10:18] = 255
    digits = np.array([str(i % 10) for i in range(20)])
    bank = GlyphBank(tiles, digits, np.zeros(20, int), np.arange(20), "made")
    first = list(layout.pictures(bank, 5, seed=1))
    again = list(layout.pictures(bank, 5, seed=1))
    for (image, text), (other, same) in zip(first, again, strict=True):
        assert text == same and np.array_equal(image, other)
        assert image.dtype == np.uint8 and (text == "" or image.any())
