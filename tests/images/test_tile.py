"""Tiles laid out as MNIST's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqdigits.images.tile import BOX, TILE, tile


def test_a_bar_fills_twenty_pixels_and_is_centred() -> None:
    ink = np.zeros((60, 40), np.uint8)
    ink[5:55, 3:8] = 255  # 50 high, 5 wide
    made = tile(ink)
    rows, columns = np.nonzero(made > 127)
    assert (rows.min(), rows.max()) == (4, 23)
    assert columns.max() - columns.min() + 1 == 2
    assert abs(columns.mean() - 13.5) <= 0.5


def test_the_centre_of_mass_is_centred_not_the_box() -> None:
    ink = np.zeros((20, 20), np.uint8)
    ink[:, :2] = 255
    ink[-2:, :] = 255  # an L: most of its ink is at the left and below
    made = tile(ink).astype(float)
    assert (made.sum(axis=0) @ np.arange(TILE)) / made.sum() == pytest.approx(13.5, abs=0.6)
    assert (made.sum(axis=1) @ np.arange(TILE)) / made.sum() == pytest.approx(13.5, abs=0.6)


def test_nothing_gives_an_empty_tile() -> None:
    assert not tile(np.zeros((9, 5), np.uint8), 32).any()


@given(st.integers(1, 90), st.integers(1, 90), st.sampled_from([28, 32]))
def test_the_longer_side_is_the_box_and_no_ink_falls_off(h: int, w: int, size: int) -> None:
    made = tile(np.full((h, w), 200, np.uint8), size)
    rows, columns = np.nonzero(made)
    longer = max(rows.max() - rows.min(), columns.max() - columns.min()) + 1
    assert longer == round(BOX * size / TILE)
    assert made.shape == (size, size)
