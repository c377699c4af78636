"""Pixels without the grain of a camera or scanner short of light."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from seqdigits.images.quantiles import quantile

FINE, COARSE = 8.0, 20.0
"""Up to `FINE` (of 255) grain stays, from `COARSE` on it is smoothed in full, by `SMOOTHING`."""

SMOOTHING = 0.8
"""Standard deviation of the smoothing, pixels; more of it closes the loops of small digits."""

_ROUGH = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
_USUAL = 6 * 0.6745
"""Median of what `_ROUGH` makes of normal noise of spread 1, signs left out."""

_ROWS = 24
"""About so many rows are enough to tell the grain from."""


def without_grain(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`pixels` (H, W) or (H, W, 3), smoothed as far as they differ from pixel to pixel at random.

    Speck by speck, grain may stand out of the paper farther than faint ink does.
    """
    share = min(max((grain(pixels) - FINE) / (COARSE - FINE), 0.0), 1.0)
    if share * SMOOTHING < 0.2:
        return pixels
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), share * SMOOTHING), np.uint8)


def grain(pixels: NDArray[np.uint8]) -> float:
    """Spread of what differs from pixel to pixel, of 255 (Immerkaer 1996).

    Taken from the median, so that strokes, edges and the texture of paper hardly count.
    """
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    rough = np.abs(cv2.filter2D(grey, cv2.CV_32F, _ROUGH))
    some = rough[:: max(1, len(rough) // _ROWS)]
    return quantile(some.ravel(), 0.5) / _USUAL
