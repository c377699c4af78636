"""What scanners and cameras do to a picture: blur, shake, few pixels, noise, compression."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist

import cv2
import numpy as np

from synth.effects.scene import Image, Values

#: (h, w) or (h, w, 3) uint8, digit height in pixels, parameters -> the same shape.
Optic = Callable[[Image, float, Values, np.random.Generator], Image]

#: The middles of 256 equally likely parts of a normal distribution.
_GAUSSIAN = np.array([NormalDist().inv_cdf((i + 0.5) / 256) for i in range(256)])

#: Grey levels by which ink is darker than its surroundings.
_DARKER = 18


def focus(image: Image, em: float, values: Values, rng: np.random.Generator) -> Image:
    """Out of focus."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), em * values["sigma"] + 0.2), np.uint8)


def shake(image: Image, em: float, values: Values, rng: np.random.Generator) -> Image:
    """Blurred along a line, as by a hand that moved."""
    reach = em * values["length"] / 2
    size = 2 * int(np.ceil(reach)) + 1
    angle = np.deg2rad(values["angle"])
    across, down = reach * np.cos(angle), reach * np.sin(angle)
    kernel = np.zeros((size, size), np.uint8)
    ends = [
        (round(16 * (size // 2 + sign * across)), round(16 * (size // 2 + sign * down)))
        for sign in (-1, 1)
    ]
    cv2.line(kernel, ends[0], ends[1], 255, 1, cv2.LINE_AA, shift=4)
    weights = kernel.astype(np.float32) / kernel.sum(dtype=np.float32)
    moved = cv2.filter2D(image, -1, weights, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)


def resample(image: Image, em: float, values: Values, rng: np.random.Generator) -> Image:
    """Reduced to fewer pixels and enlarged again."""
    scale = values["height"] / em
    if scale >= 1:
        return image
    height, width = image.shape[:2]
    small = (max(1, round(width * scale)), max(1, round(height * scale)))
    reduced = cv2.resize(image, small, interpolation=cv2.INTER_AREA)
    back = cv2.INTER_LINEAR if rng.random() < 0.7 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(reduced, (width, height), interpolation=back), np.uint8)


def noise(image: Image, em: float, values: Values, rng: np.random.Generator) -> Image:
    """Noise of the sensor; the channels have the same, a third of the picture apart."""
    steps = np.rint(_GAUSSIAN * (255 * values["deviation"])).astype(np.int16)
    height, width = image.shape[:2]
    size, third = height * width, height * width // 3
    ranks = np.frombuffer(rng.bytes(size), np.uint8)
    for table, change in ((steps, cv2.add), (-steps, cv2.subtract)):
        amount = cv2.LUT(ranks, np.maximum(table, 0).astype(np.uint8)).reshape(height, width)
        if image.ndim == 3:
            twice = np.concatenate([amount, amount]).ravel()
            starts = (0, third, 2 * third)
            amount = cv2.merge([twice[i : i + size].reshape(height, width) for i in starts])
        image = np.asarray(change(image, amount), np.uint8)
    return image


def bilevel(image: Image, em: float, values: Values, rng: np.random.Generator) -> Image:
    """Black and white alone: black is what is darker than its surroundings by some."""
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    window = 2 * round(1.5 * em) + 1
    parted = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, window, _DARKER
    )
    parted = parted if image.ndim == 2 else cv2.cvtColor(parted, cv2.COLOR_GRAY2RGB)
    return np.asarray(parted, np.uint8)


def negative(image: Image, em: float, values: Values, rng: np.random.Generator) -> Image:
    """Light on dark."""
    return np.asarray(cv2.bitwise_not(image), np.uint8)


def jpeg(image: Image, em: float, values: Values, rng: np.random.Generator) -> Image:
    """Compressed and decompressed."""
    colours = image.ndim == 3
    stored = cv2.cvtColor(image, cv2.COLOR_RGB2BGR) if colours else image
    _, data = cv2.imencode(".jpg", stored, [cv2.IMWRITE_JPEG_QUALITY, round(values["quality"])])
    read = np.asarray(
        cv2.imdecode(data, cv2.IMREAD_COLOR if colours else cv2.IMREAD_GRAYSCALE), np.uint8
    )
    return np.asarray(cv2.cvtColor(read, cv2.COLOR_BGR2RGB), np.uint8) if colours else read


#: In the order in which they happen.
OPTICS: dict[str, Optic] = {
    "focus": focus,
    "shake": shake,
    "resample": resample,
    "noise": noise,
    "bilevel": bilevel,
    "negative": negative,
    "jpeg": jpeg,
}
