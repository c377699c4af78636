"""The straightest line of a mask, counted pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest

from seqdigits.images.rulings import SLOPES, _strongest_line


def count(mask: np.ndarray, slope: float, row: int) -> int:
    """Pixels of `mask` whose distance down from the line rounds to nothing."""
    ys, xs = mask.nonzero()
    middle = row + slope * (xs - 0.5 * mask.shape[1])
    return int((np.floor(ys - middle + 0.5) == 0).sum())


@pytest.mark.parametrize("shape", [(9, 1), (12, 40), (30, 90), (20, 201)])
def test_no_line_holds_more_pixels(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(shape[1])
    mask = rng.random(shape) < 0.2
    found = _strongest_line(mask, 0.5)
    assert found is not None
    rows = range(-12, shape[0] + 12)
    most = max(count(mask, slope, row) for slope in SLOPES for row in rows)
    assert count(mask, *found) == most


def test_a_line_is_found_at_its_slope_and_row() -> None:
    mask = np.zeros((30, 101), np.bool_)
    columns = np.arange(101)
    mask[np.rint(12 + 0.05 * (columns - 50.5)).astype(int), columns] = True
    slope, row = _strongest_line(mask, 50.0) or (0.0, 0)
    assert (round(slope, 2), row) == (0.05, 12)
    assert _strongest_line(mask, 101.0) is None
    assert _strongest_line(np.zeros((5, 8), np.bool_), 1.0) is None
