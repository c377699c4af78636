"""Vertical lines beside a number: longer than a 1 could be, or not there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.effects.marks import MARKS

EM = 20.0


@pytest.mark.parametrize("mark", ["bar", "edge"])
@given(seed=st.integers(0, 2**32 - 1), height=st.integers(20, 60), glyph=st.integers(14, 40))
def test_a_vertical_line_shows_more_than_any_1_would(
    mark: str, seed: int, height: int, glyph: int
) -> None:
    image = np.zeros((height, 80), np.uint8)
    top = max(0, (height - glyph) // 2)
    boxes = [(20, top, 60, min(height, top + glyph))]
    MARKS[mark](image, boxes, EM, np.random.default_rng(seed))
    rows = np.flatnonzero(image.max(axis=1))
    if rows.size and not image[:, [0, -1]].any():  # else it may lean out of the image
        assert np.ptp(rows) + 2 >= 1.6 * (boxes[0][3] - boxes[0][1])


@pytest.mark.parametrize("mark", ["bar", "edge"])
def test_a_vertical_line_is_drawn_where_there_is_room(mark: str) -> None:
    image = np.zeros((60, 80), np.uint8)
    for seed in range(20):
        MARKS[mark](image, [(20, 20, 60, 40)], EM, np.random.default_rng(seed))
    assert image.any()
