"""What scanners and cameras do to a picture: blur, shake, few pixels, noise, compression.

Pictures are float32 (h, w) or (h, w, 3), 0 to 1; effects on stored pixels are uint8.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.effects.scene import Image, Values

Field = NDArray[np.float32]
#: The middles of 256 equally likely parts of a normal distribution.
_GAUSSIAN = np.array([NormalDist().inv_cdf((i + 0.5) / 256) for i in range(256)], np.float32)

Optic = Callable[[Field, float, Values, np.random.Generator], Field]
Pixels = Callable[[Image, Values], Image]


def focus(picture: Field, em: float, values: Values, rng: np.random.Generator) -> Field:
    """Out of focus."""
    blurred = cv2.GaussianBlur(picture, (0, 0), em * values["sigma"] + 0.2)
    return np.asarray(blurred, np.float32)


def shake(picture: Field, em: float, values: Values, rng: np.random.Generator) -> Field:
    """Blurred along a line, as by a hand that moved."""
    reach = em * values["length"] / 2
    size = 2 * int(np.ceil(reach)) + 1
    angle = np.deg2rad(values["angle"])
    across, down = reach * np.cos(angle), reach * np.sin(angle)
    kernel = np.zeros((size, size), np.uint8)
    ends = [
        (round(16 * (size // 2 + s * across)), round(16 * (size // 2 + s * down))) for s in (-1, 1)
    ]
    cv2.line(kernel, ends[0], ends[1], 255, 1, cv2.LINE_AA, shift=4)
    weights = kernel.astype(np.float32) / kernel.sum(dtype=np.float32)
    moved = cv2.filter2D(picture, -1, weights, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.float32)


def resample(picture: Field, em: float, values: Values, rng: np.random.Generator) -> Field:
    """Reduced to fewer pixels and enlarged again."""
    scale = values["height"] / em
    if scale >= 1:
        return picture
    height, width = picture.shape[:2]
    small = (max(1, round(width * scale)), max(1, round(height * scale)))
    reduced = cv2.resize(picture, small, interpolation=cv2.INTER_AREA)
    back = cv2.INTER_LINEAR if rng.random() < 0.7 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(reduced, (width, height), interpolation=back), np.float32)


def noise(picture: Field, em: float, values: Values, rng: np.random.Generator) -> Field:
    """Noise of the sensor, each pixel and channel its own."""
    ranks = np.frombuffer(rng.bytes(picture.size), np.uint8).reshape(picture.shape)
    grain = cv2.LUT(ranks, _GAUSSIAN * np.float32(values["deviation"]))
    return np.asarray(cv2.add(picture, grain), np.float32)


def bilevel(image: Image, values: Values) -> Image:
    """Black and white alone, parted where the histogram parts (Otsu 1979)."""
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    _, parted = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    parted = parted if image.ndim == 2 else cv2.cvtColor(parted, cv2.COLOR_GRAY2RGB)
    return np.asarray(parted, np.uint8)


def negative(image: Image, values: Values) -> Image:
    """Light on dark."""
    return np.asarray(255 - image, np.uint8)


def jpeg(image: Image, values: Values) -> Image:
    """Compressed and decompressed."""
    colours = image.ndim == 3
    stored = cv2.cvtColor(image, cv2.COLOR_RGB2BGR) if colours else image
    _, data = cv2.imencode(".jpg", stored, [cv2.IMWRITE_JPEG_QUALITY, round(values["quality"])])
    read = np.asarray(
        cv2.imdecode(data, cv2.IMREAD_COLOR if colours else cv2.IMREAD_GRAYSCALE), np.uint8
    )
    return np.asarray(cv2.cvtColor(read, cv2.COLOR_BGR2RGB), np.uint8) if colours else read


#: In the order in which they happen.
OPTICS: dict[str, Optic] = {"focus": focus, "shake": shake, "resample": resample, "noise": noise}
PIXELS: dict[str, Pixels] = {"bilevel": bilevel, "negative": negative, "jpeg": jpeg}
