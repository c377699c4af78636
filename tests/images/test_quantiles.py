"""Quantiles against NumPy's."""

from __future__ import annotations

import numpy as np
import pytest

from seqdigits.images.quantiles import medians, quantile


@pytest.mark.parametrize("count", [1, 2, 3, 10, 101])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.82, 1.0])
def test_a_quantile_is_numpys(count: int, share: float) -> None:
    values = np.random.default_rng(count).random(count).astype(np.float32)
    assert quantile(values, share) == pytest.approx(float(np.quantile(values, share)), abs=1e-6)


@pytest.mark.parametrize("shape", [(1, 5), (4, 3), (7, 6)])
@pytest.mark.parametrize("axis", [0, 1])
def test_medians_are_numpys(shape: tuple[int, int], axis: int) -> None:
    values = np.random.default_rng(3).integers(0, 256, shape).astype(np.uint8)
    np.testing.assert_array_equal(medians(values, axis), np.median(values, axis=axis))
