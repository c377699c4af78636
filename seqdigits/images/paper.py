"""Pixels -> how far each stands out of the paper around it, whatever colour ink and paper have."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

CLEAREST = 255.0


def contrast_to_paper(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.float32], float]:
    """Contrast (H, W) float32 >= 0 of the ink to its local paper, and the paper's noise.

    Ink is what stands out to one side, dark or light, more than to the other. `pixels` are
    (H, W) or (H, W, 3); of a colour image each pixel counts by its clearest channel, so that
    coloured pens keep their full contrast. The noise is the spread of the paper's own pixels.
    """
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    window = _window_of(grey.shape[0])
    sign = _ink_sign(grey, window)
    planes = [pixels] if pixels.ndim == 2 or _is_grey(pixels) else list(cv2.split(pixels))
    if len(planes) == 1:
        planes = [grey]
    contrast, noise = _standing_out(np.asarray(planes[0]), sign, window)
    for plane in planes[1:]:
        other, other_noise = _standing_out(np.asarray(plane), sign, window)
        contrast, noise = np.maximum(contrast, other), max(noise, other_noise)
    return np.maximum(contrast, np.float32(0)), noise


def _window_of(height: int) -> tuple[int, int]:
    """Width and height of the neighbourhood that is the paper around a pixel, odd pixels."""
    side = max(15, height * 3 // 4) | 1
    return side, side


def _is_grey(pixels: NDArray[np.uint8]) -> bool:
    """True if the three channels of `pixels` differ by no more than compression's noise."""
    low, high = pixels.min(axis=2), pixels.max(axis=2)
    return float((high - low > 24).mean()) < 0.005


def _ink_sign(grey: NDArray[np.uint8], window: tuple[int, int]) -> int:
    """1 for dark ink on light paper, -1 for light on dark: ink is the rarer, stronger deviation."""
    values = grey.astype(np.float32)
    deviation = values - cv2.blur(values, window, borderType=cv2.BORDER_REFLECT)
    return 1 if float(np.mean(deviation * deviation * deviation)) <= 0 else -1


def _standing_out(
    plane: NDArray[np.uint8], sign: int, window: tuple[int, int]
) -> tuple[NDArray[np.float32], float]:
    """Signed contrast of `plane` to its paper, and the paper's noise.

    The paper is the mean of the pixels around that are no ink: first those on the paper's side
    of the local mean, then those near the paper so found.
    """
    values = plane.astype(np.float32)
    if sign < 0:
        values = np.float32(CLEAREST) - values
    paper = cv2.blur(values, window, borderType=cv2.BORDER_REFLECT)
    paper = _mean_where(values, values >= paper, paper, window)
    deviation = values - paper
    noise = _spread(deviation)
    paper = _mean_where(values, deviation > -2.0 * noise - 2.0, paper, window)
    contrast: NDArray[np.float32] = paper - values
    return contrast, _spread(-contrast)


def _mean_where(
    values: NDArray[np.float32],
    chosen: NDArray[np.bool_],
    fallback: NDArray[np.float32],
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
