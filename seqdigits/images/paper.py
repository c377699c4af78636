"""Pixels -> how far each stands out of the paper around it, whatever colour ink and paper have."""

from __future__ import annotations

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from seqdigits.images.grain import grain
from seqdigits.images.quantiles import medians, quantile

CLEAR_SKEW = 1.0
"""A skew of the pixels that tells ink from paper by itself; thin strokes have 1.6 and more."""


def contrast_to_paper(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.float32], float]:
    """Contrast (H, W) float32 >= 0 of the ink to its local paper, and the paper's noise.

    Ink is what stands out to one side, dark or light, more than to the other. `pixels` are
    (H, W) or (H, W, 3); of a colour image each pixel counts by its clearest channel, so that
    coloured pens keep their full contrast. The noise is the spread of the paper's own pixels, or
    its grain if that is more: paper driven to white spreads to the ink's side alone.
    """
    window = _window_of(pixels.shape[0])
    if pixels.ndim == 2:
        planes = [_levelled(pixels)]
        grey = planes[0]
    else:
        grey = _levelled(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
        planes = [grey] if _is_grey(pixels) else [_levelled(plane) for plane in cv2.split(pixels)]
    sign = _ink_sign(grey, window)
    contrast, noise = _standing_out(planes[0] * sign, window)
    for plane in planes[1:]:
        other, other_noise = _standing_out(plane * sign, window)
        contrast, noise = np.maximum(contrast, other), max(noise, other_noise)
    return np.maximum(contrast, np.float32(0)), max(noise, grain(pixels))


def _window_of(height: int) -> tuple[int, int]:
    """Width and height of the neighbourhood that is the paper around a pixel, odd pixels."""
    side = max(15, height * 3 // 4) | 1
    return side, side


def _is_grey(pixels: NDArray[np.uint8]) -> bool:
    """True if the three channels of `pixels` differ by no more than compression's noise."""
    low, high = pixels.min(axis=2), pixels.max(axis=2)
    return float((high - low > 24).mean()) < 0.005


def _ink_sign(grey: NDArray[np.float32], window: tuple[int, int]) -> np.float32:
    """1 for dark ink on light paper, -1 for light on dark.

    Ink is the rarer and stronger deviation, which skews the pixels; where it covers so much that
    the skew says little, the edge is rather paper.
    """
    deviation = grey - cv2.blur(grey, window, borderType=cv2.BORDER_REFLECT)
    spread = float(np.sqrt(np.mean(deviation * deviation))) + 1e-6
    skew = float(np.mean(deviation * deviation * deviation)) / spread**3
    if abs(skew) < CLEAR_SKEW:
        rim = np.concatenate((grey[0], grey[-1], grey[:, 0], grey[:, -1]))
        skew -= float(rim.mean() - grey.mean()) / (float(grey.std()) + 1e-6)
    return np.float32(1 if skew <= 0 else -1)


def _standing_out(
    values: NDArray[np.float32], window: tuple[int, int]
) -> tuple[NDArray[np.float32], float]:
    """Signed contrast of dark ink in `values` (H, W) to its paper, and the paper's noise.

    The paper is the mean of the pixels around that are no ink: first those on the paper's side
    of the local mean, then those near the paper so found.
    """
    paper = cv2.blur(values, window, borderType=cv2.BORDER_REFLECT)
    paper = _mean_where(values, values >= paper, paper, window)
    deviation = values - paper
    noise = _spread(deviation)
    paper = _mean_where(values, deviation > -2.0 * noise - 2.0, paper, window)
    contrast: NDArray[np.float32] = paper - values
    return contrast, _spread(-contrast)


def _levelled(plane: MatLike) -> NDArray[np.float32]:
    """`plane` (H, W) without a steady slope of the paper across or down the image."""
    height, width = plane.shape
    step = max(1, height // 16)
    across = np.float32(_slope(medians(plane[::step], 0)))
    down = np.float32(_slope(medians(plane[:, :: max(1, width // 16)], 1)))
    tilt = np.arange(width, dtype=np.float32) * across
    levelled: NDArray[np.float32] = plane - tilt
    levelled -= (np.arange(height, dtype=np.float32) * down)[:, None]
    return levelled


def _slope(line: NDArray[np.floating]) -> float:
    """Change per pixel along `line`, from the medians of its first and last thirds."""
    third = len(line) // 3
    if third < 4:
        return 0.0
    change = quantile(line[-third:], 0.5) - quantile(line[:third], 0.5)
    return change / (len(line) - third)


def _mean_where(
    values: NDArray[np.float32],
    chosen: NDArray[np.bool_],
    fallback: MatLike,
    window: tuple[int, int],
) -> NDArray[np.float32]:
    """Local mean of the `chosen` pixels of `values`; `fallback` where there are hardly any."""
    weight = chosen.astype(np.float32)
    total = cv2.blur(values * weight, window, borderType=cv2.BORDER_REFLECT)
    share = cv2.blur(weight, window, borderType=cv2.BORDER_REFLECT)
    mean: NDArray[np.float32] = np.where(share > 0.02, total / np.maximum(share, 1e-6), fallback)
    return mean


def _spread(deviation: NDArray[np.float32]) -> float:
    """Spread of the paper's pixels: what the brighter side, free of ink, shows of it."""
    brighter = deviation[deviation > 0]
    if not brighter.size:
        return 0.0
    return float(np.sqrt(np.mean(np.minimum(brighter, 40.0) ** 2)))
