"""What happens to ink: pen width, blur, fading, grain, dry strokes, coarse scans. Ink high."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Effect = Callable[[Image, float, np.random.Generator], Image]

_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


def thicken(image: Image, pixels: float) -> Image:
    """`image` with strokes wider (or, below 0, thinner) by about `pixels`; never thinned away."""
    if abs(pixels) < 0.05 or not image.size:
        return image
    remaining = min(pixels, 4.0) / 2
    while remaining > 0:
        share = min(1.0, remaining)
        grown = cv2.dilate(image, _CROSS)
        image = np.asarray(cv2.addWeighted(grown, share, image, 1 - share, 0), np.uint8)
        remaining -= 1
    if pixels > 0:
        return image
    share = min(-pixels / 2, 0.6)
    thin = cv2.addWeighted(cv2.erode(image, _CROSS), share, image, 1 - share, 0)
    return np.asarray(thin, np.uint8)


def blur(image: Image, em: float, rng: np.random.Generator) -> Image:
    """Out of focus by up to 0.05 digit heights."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), em * rng.uniform(0.01, 0.05)), np.uint8)


def fade(image: Image, em: float, rng: np.random.Generator) -> Image:
    """Ink paler in places, down to 35 %."""
    height, width = image.shape
    coarse = rng.uniform(0.35, 1.0, (3, max(2, int(width / em)))).astype(np.float32)
    field = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(image * field, np.uint8)


def grain(image: Image, em: float, rng: np.random.Generator) -> Image:
    """Noise on ink and paper, up to 12 % of full ink."""
    noise = rng.integers(0, 256, image.shape, np.uint8).astype(np.float32) - 128.0
    noisy = image + noise * (rng.uniform(0.02, 0.12) * 2)
    return np.asarray(np.clip(noisy, 0, 255), np.uint8)


def breaks(image: Image, em: float, rng: np.random.Generator) -> Image:
    """Strokes broken by a dry pen: small patches without ink."""
    height, width = image.shape
    coarse = rng.random((max(2, int(8 * height / em)), max(2, int(8 * width / em))))
    patches = cv2.resize(coarse.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    kept = np.clip((patches - rng.uniform(0.08, 0.2)) * 8, 0.0, 1.0)
    return np.asarray(image * kept, np.uint8)


def coarse(image: Image, em: float, rng: np.random.Generator) -> Image:
    """As if scanned with digits only 9 to 18 pixels high, then enlarged."""
    scale = min(1.0, rng.uniform(9.0, 18.0) / em)
    height, width = image.shape
    small = (max(1, round(width * scale)), max(1, round(height * scale)))
    reduced = cv2.resize(image, small, interpolation=cv2.INTER_AREA)
    enlarged = cv2.resize(reduced, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(enlarged, np.uint8)


def erased(image: Image, em: float, rng: np.random.Generator) -> Image:
    """Ink gone along a thin line right across, as where a ruling was taken out of a scan."""
    width = image.shape[1]
    inked = np.flatnonzero(image.max(axis=1) > 96)
    if not len(inked):
        return image
    y = rng.uniform(inked[0], inked[-1] + 1)
    gap = np.zeros_like(image)
    ends = (round(8 * (y + em * rng.normal(0, 0.04))) for _ in range(2))
    thickness = max(1, round(em * rng.uniform(0.03, 0.09)))
    cv2.line(gap, (0, next(ends)), (8 * width, next(ends)), 255, thickness, cv2.LINE_AA, shift=3)
    kept = rng.random(max(2, int(width / em * 2))) < rng.uniform(0.2, 0.8)
    spans = cv2.resize(kept.astype(np.uint8)[None], (width, 1), interpolation=cv2.INTER_NEAREST)
    return np.asarray(cv2.subtract(image, gap * np.asarray(spans, np.uint8)), np.uint8)


WEAR: dict[str, Effect] = {
    "breaks": breaks,
    "erased": erased,
    "fade": fade,
    "blur": blur,
    "coarse": coarse,
    "grain": grain,
}


def wear(
    image: Image,
    em: float,
    chances: Mapping[str, float],
    draws: Sequence[float],
    rng: np.random.Generator,
    drawn: dict[str, float | int | str | bool],
) -> Image:
    """`image` after each effect of `WEAR` that its probability in `chances` brings up.

    Args:
        image: (h, w) uint8, ink high.
        em: digit height in pixels.
        chances: probability of each kind of wear.
        draws: a number of [0, 1) for each kind.
        rng: for the effects themselves.
        drawn: gets True for each effect.
    """
    if not chances:
        return image
    for draw, (name, effect) in zip(draws, WEAR.items(), strict=True):
        if draw < chances.get(name, 0.0):
            image = effect(image, em, rng)
            drawn[name] = True
    return image
