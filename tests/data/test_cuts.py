"""Digits cut out of drawn strings: those that stand apart, as they are, under their own names."""

from __future__ import annotations

import numpy as np
import pytest

from seqdigits.config import InputConfig, TrainConfig
from seqdigits.data import StringStream, cut_glyphs, open_stream


@pytest.fixture(scope="module")
def stream() -> StringStream:
    """Clean and touching strings of strokes."""
    config = TrainConfig(
        glyphs={"strokes": 1.0},
        styles={"clean": 0.5, "touching": 0.5},
        input=InputConfig(smoothing=0.85),
    )
    return open_stream(config, "train")


def test_digits_apart_are_cut_and_touching_ones_are_not(stream: StringStream) -> None:
    found = {0: 0, 1: 0}
    written = {0: 0, 1: 0}
    for index in range(40):
        style = stream.style_of(index)
        text = stream.synthesizers[style].sample(index).text
        cuts = list(cut_glyphs(stream, index))
        remaining = iter(text)
        assert all(digit in remaining for _, digit in cuts), "digits come in reading order"
        found[style] += len(cuts)
        written[style] += sum(character.isdigit() for character in text)
    shares = {style: found[style] / written[style] for style in found}
    by_name = {stream.synthesizers[style].style.name: share for style, share in shares.items()}
    assert by_name["clean"] > by_name["touching"]
    assert by_name["clean"] > 0.5


def test_a_cut_is_a_tile_laid_out_as_mnist(stream: StringStream) -> None:
    tiles = np.stack([tile for index in range(40) for tile, _ in cut_glyphs(stream, index)])
    assert tiles.dtype == np.uint8
    assert tiles.shape[1:] == (28, 28)
    for tile in tiles:
        rows, columns = np.nonzero(tile)
        assert 16 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 20
        weights = tile / tile.sum()
        assert abs((weights.sum(1) * np.arange(28)).sum() - 13.5) < 1
        assert abs((weights.sum(0) * np.arange(28)).sum() - 13.5) < 1


def test_a_string_is_cut_the_same_every_time(stream: StringStream) -> None:
    for index in range(10):
        once, again = (list(cut_glyphs(stream, index)) for _ in range(2))
        assert [digit for _, digit in once] == [digit for _, digit in again]
        for (tile, _), (other, _) in zip(once, again, strict=True):
            np.testing.assert_array_equal(tile, other)
