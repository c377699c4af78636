"""A user's own glyphs: names, modes, polarity, sizes, splits and what goes wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from synth import Synthesizer
from synth.errors import BadDataError, BadRequestError, DataNotFoundError
from synth.glyphs import open_sources
from synth.glyphs.folder import DIGIT_HEIGHT, character_of, load_folder
from synth.glyphs.proportions import drop_of, height_of
from synth.glyphs.scans import ink_of, read_grey, rim_darkness
from synth.style import STYLES

SPLITS = ("train", "val", "test")
HERE = Path("glyph.png")


def _bar(height: int = 30, width: int = 8, seed: int = 0) -> np.ndarray:
    """A picture (h, w): dark paper, a light bar, and a pixel pattern in the bar for its own."""
    picture = np.zeros((height + 12, width + 20), np.uint8)
    picture[6 : 6 + height, 10 : 10 + width] = 255
    rng = np.random.default_rng([seed, height, width])
    picture[7 : 5 + height, 11] = rng.integers(200, 256, height - 2)
    return picture


def _save(picture: np.ndarray, path: Path, mode: str = "L") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).convert(mode).save(path)


def _letters(root: Path, count: int, writers: int = 0) -> None:
    for char, height in (("a", 20), ("b", 30), ("c", 21)):
        for i in range(count):
            prefix = f"w{i % writers:03d}_" if writers else ""
            _save(_bar(height, seed=i), root / char / f"{prefix}{i}.png")


@pytest.mark.parametrize(
    ("folder", "char"),
    [
        ("7", "7"),
        ("q", "q"),
        ("U+002F", "/"),
        ("u+002e", "."),
        ("U+1F600", "\U0001f600"),
        ("\u00e9", "\u00e9"),
        ("e\u0301", "\u00e9"),
    ],
)
def test_folders_are_called_by_their_character(folder: str, char: str) -> None:
    assert character_of(folder) == char


@pytest.mark.parametrize("folder", ["seven", "U+002", "U+110000", " ", "", "U+0007"])
def test_other_folders_are_named(folder: str) -> None:
    with pytest.raises(BadDataError, match="U\\+002F") as caught:
        character_of(folder)
    assert repr(folder) in str(caught.value)


def test_signs_sit_where_they_are_written() -> None:
    # Lower edge below the baseline, digit heights: a dash of 0.1 floats at the middle.
    assert drop_of("-", 0.1) == pytest.approx(-0.45)
    assert drop_of("'", 0.3) == pytest.approx(-0.7)
    assert drop_of("/", 1.2) == pytest.approx(0.1)
    assert drop_of(",", 0.25) == pytest.approx(0.15)
    assert drop_of("7", 1.0) == drop_of(".", 0.1) == drop_of("A", 1.0) == 0.0
    assert drop_of("g", 0.9) > 0.2
    assert height_of("7") == height_of("B") == height_of("b") == 1.0
    assert height_of("-") is None and (height_of("a") or 1) < 0.8


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "F"])
@pytest.mark.parametrize("light_ink", [False, True])
def test_every_mode_and_either_polarity_give_the_same_ink(
    tmp_path: Path, mode: str, light_ink: bool
) -> None:
    picture = _bar()
    picture[picture > 0] = 255
    shown = picture if light_ink else 255 - picture
    path = tmp_path / ("glyph.tif" if mode in ("CMYK", "F") else "glyph.png")
    if mode == "I;16":
        Image.fromarray(shown.astype(np.uint16) * 257).save(path)
    else:
        Image.fromarray(shown).convert(mode).save(path)
    grey = read_grey(path)
    assert (rim_darkness(grey) > 0.5) is light_ink
    ink = ink_of(grey, light_ink, path)
    assert ink.shape == (30, 8) and ink.min() > 240


def test_ink_on_nothing_is_seen_whatever_its_colour(tmp_path: Path) -> None:
    for colour in (0, 255):
        rgba = np.full((42, 28, 4), colour, np.uint8)
        rgba[..., 3] = _bar()
        Image.fromarray(rgba).save(path := tmp_path / "ink.png")
        grey = read_grey(path)
        assert rim_darkness(grey) < 0.5
        assert ink_of(grey, False, path).shape == (30, 8)


def test_noise_and_specks_are_no_ink() -> None:
    rng = np.random.default_rng(0)
    grey = np.clip(_bar() * 0.6 + rng.normal(60, 4, (42, 28)), 0, 255).astype(np.uint8)
    grey[2, 2] = 230
    ink = ink_of(grey, True, HERE)
    assert abs(ink.shape[0] - 30) <= 1 and abs(ink.shape[1] - 8) <= 1


def test_digits_come_to_one_height_and_signs_stay_small(tmp_path: Path) -> None:
    for i in range(6):
        for digit in "17":
            _save(_bar(60, 16, i), tmp_path / digit / f"{i}.png")
        _save(_bar(6, 7, i), tmp_path / "U+002E" / f"{i}.png")
        _save(_bar(6, 24, i), tmp_path / "-" / f"{i}.png")
    bank = load_folder(tmp_path, "train")
    assert bank.characters == "-.17"
    glyphs = {c: bank.glyph(int(bank.by_character[c][0]), c) for c in bank.characters}
    assert len(glyphs["7"].image) == DIGIT_HEIGHT == glyphs["7"].height
    assert glyphs["."].image.shape == (3, 3) and glyphs["."].bottom == 0
    assert glyphs["-"].bottom == pytest.approx(-12.5)  # 28 high, 3 thick, in the middle


@pytest.mark.parametrize(("small", "fitted"), [(20, False), (30, True)])
def test_letters_blown_up_to_one_size_are_made_small_again(
    tmp_path: Path, small: int, fitted: bool
) -> None:
    for i in range(4):
        _save(_bar(30, seed=i), tmp_path / "B" / f"{i}.png")
        _save(_bar(small, seed=i), tmp_path / "a" / f"{i}.png")
        _save(_bar(30 if fitted else 4, seed=i), tmp_path / "," / f"{i}.png")
    bank = load_folder(tmp_path, "train")
    assert bank.fitted is fitted
    glyphs = {c: bank.glyph(int(bank.by_character[c][0]), c) for c in "Ba,"}
    tall = {char: len(glyph.image) / glyph.height for char, glyph in glyphs.items()}
    assert tall["B"] == 1 and tall["a"] == pytest.approx(0.67, abs=0.03) and tall[","] < 0.3


def test_a_tight_crop_follows_the_rest_of_the_folder(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    checks = np.kron(np.indices((4, 4)).sum(axis=0) % 2, np.ones((6, 6))).astype(np.uint8) * 255
    assert 0.35 < rim_darkness(checks) < 0.65  # a picture that does not tell
    for i in range(8):
        _save(255 - _bar(seed=i), tmp_path / "1" / f"{i}.png")
        tight = checks.copy()
        tight[:3, :6] = rng.integers(0, 4)
        tight[0:6, 12:15] = 0
        _save(tight, tmp_path / "x" / f"{i}.png")
    bank = load_folder(tmp_path, "train")
    glyph = bank.glyph(int(bank.by_character["x"][0]), "x")
    assert glyph.image[1, 1] > 200  # its upper left is dark, and dark is the folder's ink


@pytest.mark.parametrize("writers", [0, 2, 5])
def test_splits_share_no_glyph_nor_writer(tmp_path: Path, writers: int) -> None:
    _letters(tmp_path, 20, writers)
    _save(_bar(20, seed=3), tmp_path / "a" / "w003_again.png")  # the same bytes twice
    banks = {split: load_folder(tmp_path, split) for split in SPLITS}
    assert sum(map(len, banks.values())) == 60
    for bank in banks.values():
        assert bank.characters == "abc"
    keys = {split: set(bank.keys.tolist()) for split, bank in banks.items()}
    names = {split: set(bank.writers.tolist()) for split, bank in banks.items()}
    for one, other in (("train", "val"), ("train", "test"), ("val", "test")):
        assert not keys[one] & keys[other]
        if writers > 2:
            assert not names[one] & names[other]


def test_three_glyphs_fill_three_splits_and_two_do_not(tmp_path: Path) -> None:
    _letters(tmp_path, 3)
    assert [len(load_folder(tmp_path, split)) for split in SPLITS] == [3, 3, 3]
    (tmp_path / "b" / "0.png").unlink()
    with pytest.raises(BadRequestError, match="'b' for val"):
        load_folder(tmp_path, "val")


def test_errors_name_the_file_or_folder(tmp_path: Path) -> None:
    with pytest.raises(DataNotFoundError, match="missing"):
        load_folder(tmp_path / "missing", "train")
    with pytest.raises(DataNotFoundError, match="holds no folder"):
        load_folder(tmp_path, "train")
    (tmp_path / "7").mkdir()
    with pytest.raises(DataNotFoundError, match=f"{tmp_path / '7'}"):
        load_folder(tmp_path, "train")
    (tmp_path / "7" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    with pytest.raises(BadDataError, match=r"broken\.png"):
        load_folder(tmp_path, "train")
    (tmp_path / "7" / "broken.png").unlink()
    _save(np.full((20, 20), 255, np.uint8), tmp_path / "7" / "blank.png")
    with pytest.raises(BadDataError, match=r"blank\.png"):
        load_folder(tmp_path, "train")
    (tmp_path / "seven").mkdir()
    with pytest.raises(BadDataError, match="'seven'"):
        load_folder(tmp_path, "train")


class _Words:
    characters = "abc"
    longest = 5

    def sample(self, rng: np.random.Generator) -> str:
        return "".join("abc"[i] for i in rng.integers(0, 3, int(rng.integers(1, 6))))


def test_strings_of_letters_are_written_from_a_folder(tmp_path: Path) -> None:
    _letters(tmp_path, 9)
    keys = {}
    for split in SPLITS:
        source = open_sources({f"folder:{tmp_path}": 1.0}, split)
        style = replace(STYLES["everyday"], text=_Words())
        synthesizer = Synthesizer(source, style, seed=1, split=split)
        samples = [synthesizer.sample(i) for i in range(30)]
        assert all(set(sample.text) <= set("abc") for sample in samples)
        assert all(len(sample.boxes) == len(sample.text) for sample in samples)
        keys[split] = {key for sample in samples for key in sample.keys}
    assert not keys["train"] & keys["val"] and not keys["train"] & keys["test"]
