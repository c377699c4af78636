"""Images without a number: what is written, how often, and that samples are pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth import Sample, Synthesizer
from synth.errors import BadRequestError
from synth.glyphs import open_sources
from synth.glyphs.bank import GlyphBank
from synth.glyphs.strokes.letter_source import LOOP, SCRATCH
from synth.glyphs.strokes.letters import LETTERS
from synth.negatives import (
    KINDS,
    LOOKALIKES,
    PLAIN_SHARE,
    TURNED,
    TURNED_SHARE,
    UNMISTAKABLE,
    UPSIDE_DOWN,
    Negatives,
)
from synth.style import STYLES, Style

SOURCE = open_sources({"strokes": 1.0}, "train")
BARE = Style("bare")
DIGITS = set("0123456789")
SEEDS = st.integers(0, 2**32)


def _same(a: Sample, b: Sample) -> bool:
    return np.array_equal(a.image, b.image) and a.keys == b.keys and a.parameters == b.parameters


def _drawn(kind: str, seed: int) -> str:
    return KINDS[kind][1](np.random.default_rng(seed))


@pytest.mark.parametrize("name", sorted(STYLES))
def test_samples_are_pure_and_show_something_without_a_text(name: str) -> None:
    forwards, backwards = (Negatives(SOURCE, STYLES[name], seed=3) for _ in range(2))
    later = {index: backwards.sample(index) for index in reversed(range(25))}
    for index in range(25):
        sample = forwards.sample(index)
        assert _same(sample, later[index])
        assert sample.text == "" and sample.boxes == () and sample.keys
        assert sample.image.dtype == np.uint8 and np.ptp(sample.image) > 20


def test_seed_split_and_index_each_change_the_sample() -> None:
    base = Negatives(SOURCE, BARE, seed=1)
    others = [replace(base, seed=2).sample(0), replace(base, split="val").sample(0), base.sample(1)]
    assert not any(_same(base.sample(0), other) for other in others)


def test_no_glyph_of_one_split_is_in_another() -> None:
    keys = {
        split: {key for i in range(60) for key in Negatives(SOURCE, BARE, 1, split).sample(i).keys}
        for split in ("train", "val", "test")
    }
    assert not keys["train"] & keys["val"]
    assert not keys["train"] & keys["test"]
    assert not keys["val"] & keys["test"]


def test_every_kind_comes_at_its_share() -> None:
    """Within four standard deviations of a binomial count."""
    assert sum(share for share, _ in KINDS.values()) == pytest.approx(1.0)
    negatives, count = Negatives(SOURCE, BARE, seed=5), 800
    came = Counter(negatives.sample(i).parameters["negative"] for i in range(count))
    assert set(came) == set(KINDS)
    for kind, (share, _) in KINDS.items():
        assert abs(came[kind] - count * share) < 4 * (count * share * (1 - share)) ** 0.5


def test_the_parameters_tell_what_was_written() -> None:
    """One key for each character, in the order of the text."""
    for kind in KINDS:
        sample = Negatives(SOURCE, BARE).write(kind, np.random.default_rng(8))
        assert sample.parameters["negative"] == kind
        written = str(sample.parameters["written"])
        assert [key.split(":")[1] for key in sample.keys] == list(written)


def test_lookalikes_and_unmistakable_letters_share_out_the_alphabet() -> None:
    assert set(UNMISTAKABLE) | LOOKALIKES == set(LETTERS)
    assert not set(UNMISTAKABLE) & LOOKALIKES
    assert set("oODQlIiZzSsbqgB") <= LOOKALIKES


@settings(max_examples=400)
@given(seed=SEEDS)
def test_words_hold_letters_that_are_no_digits(seed: int) -> None:
    word = _drawn("word", seed)
    plain = sum(char in UNMISTAKABLE for char in word)
    assert 1 <= len(word) <= 9 and set(word) <= set(LETTERS)
    assert plain >= max(1, PLAIN_SHARE * len(word))


@settings(max_examples=400)
@given(seed=SEEDS)
def test_letters_among_digits_are_both(seed: int) -> None:
    text = _drawn("letters among digits", seed)
    plain = sum(char in UNMISTAKABLE for char in text)
    assert 2 <= len(text) <= 8 and set(text) <= DIGITS | set(LETTERS)
    assert plain >= max(1, PLAIN_SHARE * len(text))
    assert DIGITS & set(text)


@settings(max_examples=400)
@given(seed=SEEDS)
def test_numbers_to_turn_hold_digits_that_do_not_survive_it(seed: int) -> None:
    text = _drawn(UPSIDE_DOWN, seed)
    assert 2 <= len(text) <= 8 and set(text) <= DIGITS
    assert sum(char in TURNED for char in text) >= max(1, TURNED_SHARE * len(text))


def test_texts_vary() -> None:
    """All letters, lengths and cases come up, and digits other than those that must."""
    words = [_drawn("word", seed) for seed in range(1500)]
    assert {len(word) for word in words} == set(range(1, 10))
    assert set("".join(words)) == set(LETTERS)
    assert any(w.islower() for w in words) and any(w.isupper() and len(w) > 3 for w in words)
    assert set("".join(_drawn(UPSIDE_DOWN, seed) for seed in range(200))) == DIGITS
    assert {_drawn("loops", s) for s in range(50)} == {LOOP, LOOP * 2, LOOP * 3}
    assert {_drawn("scratches", s) for s in range(50)} == {SCRATCH, SCRATCH * 2, SCRATCH * 3}


@pytest.mark.parametrize("name", ["clean", "photo", "hostile"])
def test_numbers_upside_down_are_a_synthesizers_images_turned_whole(name: str) -> None:
    style = STYLES[name]
    for seed in range(6):
        one, other = np.random.default_rng(seed), np.random.default_rng(seed)
        turned = Negatives(SOURCE, style).write(UPSIDE_DOWN, one)
        upright = Synthesizer(SOURCE, style).write(KINDS[UPSIDE_DOWN][1](other), other)
        assert turned.parameters["written"] == upright.text
        assert turned.keys == upright.keys
        assert np.array_equal(turned.image, np.rot90(upright.image, 2))


def test_the_digits_source_writes_the_digits() -> None:
    """Upside down always, among letters at times; words and scribbles never."""
    tiles = np.zeros((10, 28, 28), np.uint8)
    tiles[:, 4:24, 9:19] = 255
    numbers = np.arange(10)
    bank = GlyphBank(tiles, numbers.astype(str), np.zeros(10, int), numbers, "bank")
    negatives = Negatives(bank, BARE)
    came: dict[str, set[bool]] = {kind: set() for kind in KINDS}
    for kind in KINDS:
        for seed in range(60):
            sample = negatives.write(kind, np.random.default_rng(seed))
            for char, key in zip(str(sample.parameters["written"]), sample.keys, strict=True):
                assert char in DIGITS or not key.startswith("bank:")
                if char in DIGITS or kind != "letters among digits":
                    came[kind].add(key.startswith("bank:"))
    assert came[UPSIDE_DOWN] == {True}
    assert came["letters among digits"] == {True, False}
    assert came["word"] == came["loops"] == came["scratches"] == {False}


def test_bad_requests_say_what_was_received() -> None:
    with pytest.raises(BadRequestError, match="'dev'"):
        Negatives(SOURCE, BARE, split="dev")
    with pytest.raises(BadRequestError, match="-1"):
        Negatives(SOURCE, BARE, seed=-1)
