"""Banks of tiles: containers, checks, writers kept apart. Real data only where it is at hand."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from synth.errors import BadDataError, BadRequestError, DataNotFoundError
from synth.glyphs import mnist
from synth.glyphs.bank import GlyphBank
from synth.glyphs.files import ENVIRONMENT_VARIABLE, find
from synth.glyphs.idx import read_idx
from synth.glyphs.mnist import load_mnist
from synth.glyphs.pen_ink import load_pen_ink
from synth.glyphs.splits import held_out

needs_mnist = pytest.mark.skipif(
    find(["mnist/mnist.npz", "mnist.npz"]) is None, reason="MNIST is not under SEQDIGITS_DATA"
)
needs_pen_ink = pytest.mark.skipif(
    find(["glyphs/unipen_digits_strokes.npz"]) is None, reason="pen ink is not at hand"
)


def _bank(count: int = 40) -> GlyphBank:
    tiles = np.zeros((count, 28, 28), np.uint8)
    tiles[:, 4:24, 10:18] = 255
    digits = np.array([str(i % 10) for i in range(count)])
    return GlyphBank(tiles, digits, np.arange(count) // 20, np.arange(count), "made")


def _idx_bytes(array: np.ndarray) -> bytes:
    header = bytes((0, 0, 8, array.ndim)) + np.array(array.shape, ">u4").tobytes()
    return header + array.astype(np.uint8).tobytes()


def test_a_hand_of_one_writer_uses_only_that_writers_tiles() -> None:
    bank = _bank()
    bank = GlyphBank(bank.tiles, bank.characters_of, bank.writers, bank.keys, "made", same_writer=1)
    rng = np.random.default_rng(0)
    for _ in range(20):
        hand = bank.hand(rng)
        writers = {int(hand.glyph(c, rng).key.split(":")[1]) // 20 for c in "0123456789"}
        assert len(writers) == 1


def test_glyphs_are_cropped_to_their_ink() -> None:
    glyph = _bank().glyph(3, "3")
    assert glyph.image.shape == (20, 8)
    assert glyph.key == "made:3"


def test_an_unknown_character_is_refused_with_the_known_ones() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(BadRequestError, match="'x'"):
        _bank().hand(rng).glyph("x", rng)


def test_writers_are_held_out_by_name_whatever_the_company() -> None:
    names = np.array([f"w{i}" for i in range(500)])
    out = held_out(names, 0.1)
    assert 20 < out.sum() < 90
    assert np.array_equal(held_out(names[100:200], 0.1), out[100:200])


@pytest.mark.parametrize("packed", [False, True])
def test_idx_files_give_their_array(tmp_path: Path, packed: bool) -> None:
    array = np.arange(24).reshape(2, 3, 4)
    path = tmp_path / "file"
    data = _idx_bytes(array)
    path.write_bytes(gzip.compress(data) if packed else data)
    assert np.array_equal(read_idx(path), array)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04xxxx", _idx_bytes(np.zeros((2, 3)))[:-1]])
def test_damaged_idx_files_are_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    with pytest.raises(BadDataError, match="Received"):
        read_idx(path)


def test_wrong_pixels_are_refused_in_either_container(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path))
    images, labels = np.zeros((3, 28, 28), np.uint8), np.zeros(3, np.uint8)
    arrays = {"x_train": images, "y_train": labels, "x_test": images, "y_test": labels}
    np.savez(tmp_path / "mnist.npz", **arrays)
    with pytest.raises(BadDataError, match="sha256"):
        mnist.read_arrays()
    (tmp_path / "mnist.npz").unlink()
    names = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")
    for name, array in zip(names, arrays.values(), strict=True):
        (tmp_path / f"{name}-ubyte.gz").write_bytes(gzip.compress(_idx_bytes(array)))
    with pytest.raises(BadDataError, match="sha256"):
        mnist.read_arrays()


def test_a_missing_file_is_named_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path))
    with pytest.raises(DataNotFoundError, match="unipen_digits_strokes"):
        load_pen_ink("train")


def test_mnist_downloads_are_checked_and_a_dead_mirror_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pooch = pytest.importorskip("pooch")
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path))
    asked = []

    def refuse(url: str, known_hash: str, fname: str, path: Path, downloader: object) -> str:
        asked.append((known_hash[:7], fname))
        raise OSError("no network")

    monkeypatch.setattr(pooch, "retrieve", refuse)
    with pytest.raises(DataNotFoundError, match=r"no mirror gave mnist\.npz.*OSError"):
        mnist.read_arrays()
    assert asked == [("sha256:", "mnist.npz")]


@needs_mnist
def test_mnist_splits_share_no_glyph_and_no_writer() -> None:
    train, val = load_mnist("train"), load_mnist("val")
    assert len(train) + len(val) == 60000
    assert not set(train.keys.tolist()) & set(val.keys.tolist())
    if find(["mnist/mnist_writers.npz", "mnist_writers.npz"]):
        assert not set(train.writers.tolist()) & set(val.writers.tolist())
    assert len(load_mnist("test")) == 10000


@needs_pen_ink
def test_pen_ink_splits_share_no_writer_and_draw() -> None:
    train, val = load_pen_ink("train"), load_pen_ink("val")
    assert not set(train.writers.tolist()) & set(val.writers.tolist())
    rng = np.random.default_rng(0)
    glyph = val.hand(rng).glyph("7", rng)
    assert glyph.image.max() > 200 and abs(glyph.bottom) < 6
    with pytest.raises(BadRequestError, match="test"):
        load_pen_ink("test")
