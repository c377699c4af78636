"""Sources by name: parsed, opened, mixed, and refused with the names there are."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.errors import BadRequestError, DataNotFoundError
from synth.glyphs import PATH_SOURCES, SOURCES, open_sources, parse_glyphs


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        ("mnist:0.5,strokes:0.5", {"mnist": 0.5, "strokes": 0.5}),
        ("mnist,strokes", {"mnist": 1.0, "strokes": 1.0}),
        (" strokes : 2 , ", {"strokes": 2.0}),
        ("strokes:2, pen_ink", {"strokes": 2.0, "pen_ink": 1.0}),
        ("emnist-byclass:1e-1", {"emnist-byclass": 0.1}),
        ("folder:/p/with:colon:0.3", {"folder:/p/with:colon": 0.3}),
        ("folder:/p/with:colon", {"folder:/p/with:colon": 1.0}),
        ("folder:2024", {"folder:2024": 1.0}),
        ("folder:2024:3", {"folder:2024": 3.0}),
        ("folder:C:\\own,inkml:pages:2", {"folder:C:\\own": 1.0, "inkml:pages": 2.0}),
    ],
)
def test_glyphs_are_parsed(text: str, weights: dict[str, float]) -> None:
    assert parse_glyphs(text) == weights


@pytest.mark.parametrize(
    "text",
    [
        *("", ",", "ink", "mnist:0", "mnist:-1", "mnist:nan", "mnist:inf"),
        *("mnist,mnist", "folder:", "folder", "strokes:x"),
    ],
)
def test_bad_glyphs_are_refused(text: str) -> None:
    with pytest.raises(BadRequestError, match="Received"):
        parse_glyphs(text)


def test_an_unknown_name_is_answered_with_the_known() -> None:
    with pytest.raises(BadRequestError) as caught:
        parse_glyphs("mnits")
    for name in (*SOURCES, *PATH_SOURCES):
        assert name in str(caught.value)


@given(
    st.dictionaries(
        st.sampled_from(["mnist", "strokes", "emnist-letters", "folder:a:b", "inkml:/c"]),
        st.floats(1e-6, 1e6),
        min_size=1,
    )
)
def test_what_is_written_out_is_parsed_back(weights: dict[str, float]) -> None:
    assert parse_glyphs(",".join(f"{n}:{w!r}" for n, w in weights.items())) == weights


@pytest.mark.parametrize("weights", [{}, {"strokes": 0.0}, {"strokes": float("nan")}])
def test_weights_are_above_zero(weights: dict[str, float]) -> None:
    with pytest.raises(BadRequestError, match="weight > 0"):
        open_sources(weights, "train")


def _folder(root: Path, characters: str) -> None:
    for char in characters:
        (root / char).mkdir(parents=True)
        for i in range(4):
            picture = np.zeros((40, 40), np.uint8)
            picture[5 : 30 + ord(char) % 5, 15 : 22 + i] = 255
            cv2.imwrite(str(root / char / f"{i}.png"), picture)


def test_what_one_source_lacks_another_writes(tmp_path: Path) -> None:
    _folder(tmp_path / "one", "ab")
    _folder(tmp_path / "two", "bc7")
    names = {f"folder:{tmp_path / name}": weight for name, weight in (("one", 3.0), ("two", 1.0))}
    source = open_sources(names, "train")
    assert set("abc0123456789.,-/+") == set(source.characters)
    rng = np.random.default_rng(0)
    wrote: dict[str, set[str]] = {char: set() for char in "abc71"}
    for _ in range(60):
        hand = source.hand(rng)
        for char in wrote:
            wrote[char].add(hand.glyph(char, rng).key.split(":")[0])
    assert wrote == {
        "a": {"one"},
        "b": {"one", "two"},
        "c": {"two"},
        "7": {"two"},
        "1": {"strokes"},
    }
    with pytest.raises(BadRequestError, match="'x'"):
        source.hand(rng).glyph("x", rng)


@pytest.mark.parametrize("name", ["folder", "inkml"])
def test_a_missing_path_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataNotFoundError, match="nowhere"):
        open_sources({f"{name}:{tmp_path / 'nowhere'}": 1.0}, "train")


@pytest.mark.parametrize("same_writer", [None, True, False])
def test_strokes_are_always_of_one_writer(same_writer: bool | None) -> None:
    source = open_sources({"strokes": 1.0}, "train", same_writer)
    rng = np.random.default_rng(0)
    hand = source.hand(rng)
    heights = {hand.glyph(char, rng).height for char in "0123456789"}
    assert len(heights) == 1
