"""Glyphs that are written for several characters."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict

import numpy as np

from synth.glyphs.bank import GlyphBank
from synth.glyphs.mnist import load_mnist
from synth.glyphs.opening import open_sources
from synth.glyphs.soft_labels import _FILE, PARTS, SoftBank, load_soft_mnist
from tests.synth.test_glyph_banks import needs_mnist


def _bank(same_writer: float) -> SoftBank:
    """Writer 0 wrote a 4 and a 9, writer 1 the same; the first 4 is more of a 9."""
    tiles = np.zeros((4, 28, 28), np.uint8)
    tiles[:, 4:24, 10:18] = 255
    digits, writers = np.array(list("4949")), np.array([0, 0, 1, 1])
    shares = {0: {"4": 3, "9": 7}}
    return SoftBank(tiles, digits, writers, np.arange(4), "made", 20.0, same_writer, shares=shares)


def _drawn(bank: GlyphBank, char: str, count: int = 4000) -> Counter[str]:
    rng = np.random.default_rng(0)
    return Counter(bank.hand(rng).glyph(char, rng).key for _ in range(count))


def test_a_glyph_is_drawn_for_each_character_by_its_share() -> None:
    fours, nines = _drawn(_bank(0.0), "4"), _drawn(_bank(0.0), "9")
    assert set(fours) == {"made:0", "made:2"}
    assert set(nines) == {"made:0", "made:1", "made:3"}
    assert abs(fours["made:0"] / 4000 - 3 / 13) < 0.03
    assert abs(nines["made:0"] / 4000 - 7 / 27) < 0.03


def test_a_writer_keeps_their_doubtful_glyphs() -> None:
    rng = np.random.default_rng(1)
    bank = _bank(1.0)
    for _ in range(50):
        hand = bank.hand(rng)
        keys = {int(hand.glyph(char, rng).key[-1]) for char in "4949"}
        assert keys <= {0, 1} or keys <= {2, 3}


def test_without_shares_it_draws_as_any_bank() -> None:
    soft = _bank(0.5)
    plain = GlyphBank(soft.tiles, soft.characters_of, soft.writers, soft.keys, "made")
    none = SoftBank(soft.tiles, soft.characters_of, soft.writers, soft.keys, "made")
    assert _drawn(none, "4") == _drawn(plain, "4")


def test_shares_in_the_file_add_up_and_none_is_all() -> None:
    shares: defaultdict[str, dict[str, int]] = defaultdict(dict)
    with _FILE.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            shares[line["key"]][line["character"]] = int(line["parts"])
    assert all(sum(share.values()) == PARTS for share in shares.values())
    assert all(0 < n < PARTS for share in shares.values() for n in share.values())


@needs_mnist
def test_only_training_digits_have_soft_labels() -> None:
    train, val = load_soft_mnist("train"), load_soft_mnist("val")
    assert isinstance(train, SoftBank)
    assert not isinstance(val, SoftBank)
    assert np.array_equal(train.keys, load_mnist("train").keys)
    assert 0 < len(train.shares) < 0.03 * len(train)
    rng = np.random.default_rng(0)
    assert open_sources({"mnist_soft": 1.0}, "train").hand(rng).glyph("7", rng).char == "7"
