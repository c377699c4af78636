"""EMNIST's containers, written small in their true layout: transposed once, labelled right."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from synth.errors import BadDataError, DataNotFoundError
from synth.glyphs import files
from synth.glyphs.emnist import CLASSES, load_emnist
from synth.glyphs.files import ENVIRONMENT_VARIABLE

SPLITS = ("train", "val", "test")


def _tile(seed: int) -> np.ndarray:
    """An upright L with a random pixel row, so that each tile has its own bytes."""
    tile = np.zeros((28, 28), np.uint8)
    tile[4:24, 8:11] = 255
    tile[21:24, 8:20] = 255
    tile[26] = np.random.default_rng(seed).integers(0, 256, 28)
    tile[26, 0] = 255
    return tile


def _stored(tiles: np.ndarray) -> np.ndarray:
    """Rows of 784 as EMNIST keeps them: each tile column by column."""
    return np.stack([tile.ravel(order="F") for tile in tiles])


def _idx_bytes(array: np.ndarray) -> bytes:
    header = bytes((0, 0, 8, array.ndim)) + np.array(array.shape, ">u4").tobytes()
    return header + array.astype(np.uint8).tobytes()


def _idx_files(name: str, part: str, tiles: np.ndarray, labels: np.ndarray) -> dict[str, bytes]:
    stem = f"emnist-{name}-{part}"
    return {
        f"{stem}-images-idx3-ubyte": _idx_bytes(_stored(tiles).reshape(-1, 28, 28)),
        f"{stem}-labels-idx1-ubyte": _idx_bytes(labels),
    }


def _mat_bytes(name: str, count: int, writers: int) -> bytes:
    """A .mat file as published: dataset.train and .test with images, labels, writers; mapping."""
    savemat = pytest.importorskip("scipy.io").savemat
    classes, first = CLASSES[name], 1 if name == "letters" else 0
    mapping = np.array([[i + first, ord(c)] for i, c in enumerate(classes)], np.uint8)
    if name == "letters":
        mapping = np.column_stack([mapping, mapping[:, 1] + 32]).astype(np.uint8)
    parts = {}
    for offset, part in ((0, "train"), (count, "test")):
        labels = np.arange(count) % len(classes) + first
        tiles = np.stack([_tile(offset + i) for i in range(count)])
        parts[part] = {
            "images": _stored(tiles),
            "labels": labels[:, None].astype(np.uint8),
            "writers": (np.arange(count) % writers)[:, None].astype(np.uint16),
        }
    file = io.BytesIO()
    savemat(file, {"dataset": {**parts, "mapping": mapping}})
    return file.getvalue()


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path))
    (tmp_path / "emnist").mkdir()
    return tmp_path / "emnist"


def _write_idx(root: Path, name: str, count: int, packed: bool = True) -> None:
    first = 1 if name == "letters" else 0
    labels = np.arange(count) % len(CLASSES[name]) + first
    for offset, part in ((0, "train"), (count, "test")):
        tiles = np.stack([_tile(offset + i) for i in range(count)])
        for file, data in _idx_files(name, part, tiles, labels).items():
            path = root / (f"{file}.gz" if packed else file)
            path.write_bytes(gzip.compress(data) if packed else data)


def test_the_47_classes_keep_eleven_small_letters_apart() -> None:
    assert CLASSES["balanced"] == "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt"
    assert len(CLASSES["balanced"]) == 47
    table = {0: "0", 9: "9", 10: "A", 35: "Z", 36: "a", 38: "d", 41: "g", 43: "n", 46: "t"}
    assert {i: CLASSES["balanced"][i] for i in table} == table


def test_the_62_classes_are_digits_capitals_small_letters() -> None:
    assert len(CLASSES["byclass"]) == 62
    table = {9: "9", 10: "A", 35: "Z", 36: "a", 61: "z"}
    assert {i: CLASSES["byclass"][i] for i in table} == table


@pytest.mark.parametrize("packed", [False, True])
def test_a_transposed_tile_stands_upright(root: Path, packed: bool) -> None:
    _write_idx(root, "digits", 10, packed)
    bank = load_emnist("digits", "test")
    assert "".join(bank.characters_of) == "0123456789"
    for i, tile in enumerate(bank.tiles):
        assert np.array_equal(tile, _tile(10 + i))


def test_mat_files_say_the_same_as_idx_files_and_name_writers(root: Path) -> None:
    (root / "emnist-digits.mat").write_bytes(_mat_bytes("digits", 60, writers=12))
    shown = {}
    for split in SPLITS:
        bank = load_emnist("digits", split)
        offset = 60 if split == "test" else 0
        known = {_tile(offset + i).tobytes(): i for i in range(60)}
        rows = [known[tile.tobytes()] for tile in bank.tiles]  # a sideways tile is not among them
        assert bank.characters_of.tolist() == [str(i % 10) for i in rows]
        assert bank.writers.tolist() == [i % 12 for i in rows]
        shown[split] = set(bank.writers.tolist())
    assert all(shown.values())
    assert not shown["train"] & shown["val"]
    assert not shown["train"] & shown["test"]
    assert not shown["val"] & shown["test"]


@pytest.mark.parametrize("name", sorted(CLASSES))
@pytest.mark.parametrize("kind", ["idx", "mat"])
def test_splits_share_no_glyph_and_letters_start_at_one(root: Path, name: str, kind: str) -> None:
    count = 4 * len(CLASSES[name])
    if kind == "idx":
        _write_idx(root, name, count)
    else:
        (root / f"emnist-{name}.mat").write_bytes(_mat_bytes(name, count, writers=30))
    banks = {split: load_emnist(name, split) for split in SPLITS}
    keys = {split: set(bank.keys.tolist()) for split, bank in banks.items()}
    assert not keys["train"] & keys["val"]
    assert not keys["train"] & keys["test"]
    assert not keys["val"] & keys["test"]
    offset = count
    known = {_tile(offset + i).tobytes(): i for i in range(count)}
    for tile, char in zip(banks["test"].tiles, banks["test"].characters_of, strict=True):
        assert char == CLASSES[name][known[tile.tobytes()] % len(CLASSES[name])]


@pytest.mark.parametrize("kind", ["idx", "mat"])
def test_the_published_zips_are_read_as_they_are(root: Path, kind: str) -> None:
    with zipfile.ZipFile(root / ("matlab.zip" if kind == "mat" else "gzip.zip"), "w") as archive:
        if kind == "mat":
            archive.writestr("matlab/emnist-digits.mat", _mat_bytes("digits", 40, writers=8))
        else:
            tiles = np.stack([_tile(i) for i in range(10)])
            for file, data in _idx_files("digits", "test", tiles, np.arange(10)).items():
                archive.writestr(f"gzip/{file}.gz", gzip.compress(data))
    assert set(load_emnist("digits", "test").characters) <= set("0123456789")


def test_small_letters_are_smaller_and_tails_hang(root: Path) -> None:
    _write_idx(root, "byclass", 62)
    bank = load_emnist("byclass", "test")
    glyphs = {c: bank.glyph(int(bank.by_character[c][0]), c) for c in "A0ag"}
    tall = {char: len(glyph.image) / glyph.height for char, glyph in glyphs.items()}
    assert tall["a"] < 0.75 * tall["A"] and tall["A"] == tall["0"]
    assert glyphs["A"].bottom == 0 and glyphs["g"].bottom > 0.2 * glyphs["g"].height


def test_damage_is_named(root: Path) -> None:
    tiles = np.stack([_tile(i) for i in range(3)])
    for file, data in _idx_files("digits", "test", tiles, np.array([0, 1, 10])).items():
        (root / file).write_bytes(data)
    with pytest.raises(BadDataError, match=r"0\.\.9"):
        load_emnist("digits", "test")
    (root / "emnist-digits-test-labels-idx1-ubyte").write_bytes(_idx_bytes(np.arange(2)))
    with pytest.raises(BadDataError, match="2 labels"):
        load_emnist("digits", "test")
    (root / "emnist-digits.mat").write_bytes(b"no matrix at all" * 20)
    with pytest.raises(BadDataError, match=r"emnist-digits\.mat"):
        load_emnist("digits", "test")
    (root / "emnist-letters.mat").write_bytes(_mat_bytes("digits", 10, writers=5))
    with pytest.raises(BadDataError, match="0123456789"):
        load_emnist("letters", "test")
    (root / "gzip.zip").write_bytes(b"cut short")
    with pytest.raises(BadDataError, match=r"gzip\.zip"):
        load_emnist("balanced", "train")


def test_offline_says_which_file_goes_where(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pooch = pytest.importorskip("pooch")
    asked = []

    def refuse(url: str, known_hash: str, fname: str, path: Path, downloader: object) -> str:
        asked.append((url, known_hash))
        raise OSError("no network")

    monkeypatch.setattr(pooch, "retrieve", refuse)
    with pytest.raises(DataNotFoundError, match=r"emnist/emnist-letters\.mat.*SEQDIGITS_DATA"):
        load_emnist("letters", "train")
    (url, known_hash) = asked[0]
    assert url.endswith(("/matlab.zip", "/gzip.zip")) and known_hash.startswith(("sha256:", "md5:"))


def test_progress_goes_to_a_terminals_standard_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    progress = files._Progress("mnist.npz", total=200)
    for _ in range(4):
        progress.update(50)
    progress.close()
    output = capsys.readouterr()
    assert output.out == "" and output.err.endswith("mnist.npz: 100 %\n")
