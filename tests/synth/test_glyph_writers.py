"""One writer per string where writers are known, one style where they are not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from synth.errors import BadDataError
from synth.glyphs import mnist, open_sources
from synth.glyphs.bank import GlyphBank
from synth.glyphs.files import ENVIRONMENT_VARIABLE, find
from synth.glyphs.matching import Matcher, measure_strokes, measure_tiles
from synth.glyphs.pen import Pen, draw
from synth.glyphs.pen_ink import PenInk
from synth.glyphs.splits import SPLITS, held_out, shared_out
from synth.glyphs.strokes import StrokeSource
from synth.glyphs.writers import SameWriter, keep_to_writers

HANDS = 60
DIGITS = "0123456789"


def _line(slant: float, width: int) -> np.ndarray:
    """A tile (64, 64) with one line 40 pixels high; its slant is its shift per unit of height."""
    image, _ = draw([np.array([[slant, -1.0], [0.0, 0.0]])], Pen(width / 40), 40.0)
    tile = np.zeros((64, 64), np.uint8)
    tile[: image.shape[0], : image.shape[1]] = image
    return tile


@pytest.fixture(scope="module")
def written() -> tuple[GlyphBank, np.ndarray]:
    """Digits of 60 stroke hands as tiles, and each one's true slant; writers as written."""
    rng = np.random.default_rng(5)
    tiles, slants = [], []
    for _ in range(HANDS):
        hand = StrokeSource(em=(24.0, 24.0)).hand(rng)
        for char in DIGITS:
            image = hand.glyph(char, rng).image[:48, :64]
            tile = np.zeros((48, 64), np.uint8)
            tile[: image.shape[0], : image.shape[1]] = image
            tiles.append(tile)
            slants.append(hand.manner.slant)
    count = len(tiles)
    characters = np.array(list(DIGITS) * HANDS)
    bank = GlyphBank(
        np.stack(tiles), characters, np.arange(count) // 10, np.arange(count), "written", 24.0
    )
    return bank, np.array(slants)


def _rows(source: object, rng: np.random.Generator) -> list[int]:
    hand = source.hand(rng)  # type: ignore[attr-defined]
    return [int(hand.glyph(char, rng).key.split(":")[1]) for char in DIGITS]


@pytest.mark.parametrize(("slant", "width"), [(0.0, 4), (0.5, 4), (-0.3, 6), (0.2, 10)])
def test_a_line_is_measured_as_drawn(slant: float, width: int) -> None:
    measured = measure_tiles(np.stack([_line(slant, width)]))[0]
    # Round ends add half a width above and below, and some edge.
    assert measured[0] == pytest.approx(slant, abs=0.05)
    assert measured[1] == pytest.approx(width, rel=0.25)
    assert measured[2] == pytest.approx(40 + width, abs=2)


def test_strokes_are_measured_like_tiles() -> None:
    y = -np.linspace(0, 1, 30)
    leaning = np.stack([-0.4 * y, y], axis=1)
    assert measure_strokes([[leaning], [leaning * (-1, 1)]])[:, 0] == pytest.approx([0.4, -0.4])


def test_a_matched_style_narrows_the_slants_of_a_string(
    written: tuple[GlyphBank, np.ndarray],
) -> None:
    bank, slants = written
    nameless = replace(bank, writers=np.zeros_like(bank.writers))

    def spread(source: object) -> float:
        rng = np.random.default_rng(0)
        return float(np.mean([slants[_rows(source, rng)].var() for _ in range(200)]))

    mixed = spread(keep_to_writers(nameless, False))
    matched = spread(keep_to_writers(nameless, True))
    # The slants are those the hands were drawn with, not those measured on the tiles.
    assert matched < 0.6 * mixed


def test_a_style_lists_the_nearest_glyphs_of_every_character() -> None:
    characters = np.array(["1", "7"] * 40)
    features = np.repeat(np.arange(40.0), 2)[:, None]
    matcher = Matcher(characters, features)
    for number in (0, 17, 39, 79):
        row = number * len(features) // matcher.styles
        near = matcher.style(number)
        assert set(near) == {"1", "7"}
        for char, rows in near.items():
            assert set(characters[rows]) == {char}
            others = np.setdiff1d(matcher.rows[char], rows)
            here = matcher.deviations[row]
            assert np.abs(matcher.deviations[rows] - here).max() <= (
                np.abs(matcher.deviations[others] - here).min()
            )


def test_same_writer_keeps_to_one_and_mixing_does_not(
    written: tuple[GlyphBank, np.ndarray],
) -> None:
    bank, _ = written
    rng = np.random.default_rng(0)
    same, mixed = keep_to_writers(bank, True), keep_to_writers(bank, False)
    assert keep_to_writers(bank, None) is bank
    seen = set()
    for _ in range(100):
        writers = {row // 10 for row in _rows(same, rng)}
        assert len(writers) == 1
        seen |= writers
        assert len({row // 10 for row in _rows(mixed, rng)}) > 3
    assert len(seen) > 30


def test_only_writers_of_every_digit_are_kept_to(written: tuple[GlyphBank, np.ndarray]) -> None:
    bank, _ = written
    kept = np.flatnonzero((bank.writers < 5) | (bank.characters_of != "4"))
    part = GlyphBank(
        bank.tiles[kept], bank.characters_of[kept], bank.writers[kept], bank.keys[kept], "part"
    )
    source = keep_to_writers(part, True)
    rng = np.random.default_rng(1)
    assert {row // 10 for _ in range(60) for row in _rows(source, rng)} == set(range(5))


def test_a_letter_that_a_writer_lacks_comes_from_a_like_hand(
    written: tuple[GlyphBank, np.ndarray],
) -> None:
    bank, slants = written
    letters = np.where(bank.characters_of == "9", "q", bank.characters_of)
    kept = np.flatnonzero((letters != "q") | (bank.writers % 2 == 0))
    part = GlyphBank(bank.tiles[kept], letters[kept], bank.writers[kept], bank.keys[kept], "part")
    source = keep_to_writers(part, True)
    assert isinstance(source, SameWriter)
    rng = np.random.default_rng(1)
    apart, anyone = [], []
    for _ in range(300):
        hand = source.hand(rng)
        own = int(hand.glyph("1", rng).key.split(":")[1])
        other = int(hand.glyph("q", rng).key.split(":")[1])
        if own // 10 % 2:
            apart.append(abs(slants[own] - slants[other]))
            anyone.append(np.abs(slants[own] - slants[::20]).mean())
        else:
            assert own // 10 == other // 10
    assert np.mean(apart) < 0.8 * np.mean(anyone)


def test_pen_ink_keeps_to_writers_too() -> None:
    rng = np.random.default_rng(3)
    items, writers = [], []
    for writer in range(8):
        for _ in DIGITS:
            items.append((np.cumsum(rng.normal(0, 0.2, (12, 2)), axis=0),))
            writers.append(f"w{writer}")
    ink = PenInk(tuple(items), np.array(list(DIGITS) * 8), np.array(writers), np.arange(80))
    source = keep_to_writers(ink, True)
    nameless = keep_to_writers(replace(ink, writers=np.array([""] * 80)), True)
    for _ in range(20):
        assert len({row // 10 for row in _rows(source, rng)}) == 1
        assert len(_rows(nameless, rng)) == 10


def test_without_writers_every_split_of_three_is_filled() -> None:
    for count in (3, 4, 7, 50, 400):
        parts = shared_out([f"w{i}" for i in range(count)])
        assert set(parts.tolist()) == set(SPLITS.values())
        assert np.count_nonzero(parts == 0) >= count / 3
    assert set(shared_out(["a", "b", "b"]).tolist()) == {SPLITS["train"]}
    names = [f"w{i}" for i in range(400)]
    assert np.array_equal(shared_out(names) == SPLITS["val"], held_out(names, 0.08))


def _label_file(path: Path, digits: np.ndarray, writers: np.ndarray) -> None:
    """QMNIST's extended labels: eight big-endian 32-bit columns, digit first, writer third."""
    table = np.zeros((len(digits), 8), ">i4")
    table[:, 0], table[:, 2] = digits, writers
    header = bytes((0, 0, 12, 2)) + np.array(table.shape, ">u4").tobytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header + table.tobytes())


def test_writers_are_read_from_qmnists_labels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path))
    digits = (np.arange(400) % 10).astype(np.uint8)
    tiles = np.full((400, 28, 28), 9, np.uint8)
    arrays = {"x_train": tiles, "y_train": digits, "x_test": tiles[:50], "y_test": digits[:50]}
    monkeypatch.setattr(mnist, "read_arrays", lambda: arrays)
    path = tmp_path / "mnist" / "qmnist-train-labels-idx2-int"
    writers = np.arange(400) // 8
    _label_file(path, digits, writers)
    banks = {split: mnist.load_mnist(split) for split in ("train", "val")}
    for bank in banks.values():
        assert np.array_equal(bank.writers, writers[bank.keys])
    assert not set(banks["train"].writers.tolist()) & set(banks["val"].writers.tolist())
    # QMNIST's test part is longer: its first rows are MNIST's.
    longer = tmp_path / "qmnist" / "qmnist-test-labels-idx2-int"
    _label_file(longer, np.arange(90) % 10, np.arange(90) + 1000)
    assert mnist.load_mnist("test").writers.tolist() == list(range(1000, 1050))
    _label_file(path, digits[::-1], writers)
    with pytest.raises(BadDataError, match="differ"):
        mnist.load_mnist("train")
    _label_file(path, digits[:300], writers[:300])
    with pytest.raises(BadDataError, match="row per digit"):
        mnist.load_mnist("train")


@pytest.mark.skipif(
    find(["mnist/mnist_writers.npz", "mnist_writers.npz"]) is None,
    reason="MNIST's writers are not under SEQDIGITS_DATA",
)
def test_mnist_strings_keep_to_one_writer() -> None:
    bank = mnist.load_mnist("val")
    writer = dict(zip(bank.keys.tolist(), bank.writers.tolist(), strict=True))
    source = open_sources({"mnist": 1.0}, "val", same_writer=True)
    rng = np.random.default_rng(0)
    for _ in range(30):
        assert len({writer[row] for row in _rows(source, rng)}) == 1
