"""A leaning line image keeps the columns of its middle row, a broader one its middle."""

from __future__ import annotations

import numpy as np
import pytest

from seqdigits.images.leaning import lean, thicken


def stroke(column: int = 20) -> np.ndarray:
    """A line image (33, 40) with an upright stroke 20 pixels high."""
    image = np.zeros((33, 40), np.float32)
    image[6:27, column : column + 2] = 1
    return image


def test_nothing_changes_at_full_height_without_slant() -> None:
    image = np.random.default_rng(3).random((32, 50)).astype(np.float32)
    np.testing.assert_allclose(lean(image, 1.0, 0.0), image, atol=1e-6)


@pytest.mark.parametrize("slant", [-0.2, 0.2])
def test_rows_move_by_their_distance_from_the_middle(slant: float) -> None:
    leaning = lean(stroke(), 1.0, slant)
    columns = np.arange(40)
    for row in range(6, 27):
        centre = (leaning[row] * columns).sum() / leaning[row].sum()
        assert centre == pytest.approx(20.5 + slant * (row - 16), abs=0.05)


def test_ink_is_lower_about_the_middle_row() -> None:
    inked = np.flatnonzero(lean(stroke(), 0.5, 0.0).max(axis=1) > 0.4)
    assert inked.tolist() == list(range(11, 22))


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_strokes_are_broader_on_either_side(share: float) -> None:
    broad = thicken(stroke(), share)
    assert broad[16, 18:24] == pytest.approx([0, share, 1, 1, share, 0])
    assert broad[4:7, 20] == pytest.approx([0, share, 1])
