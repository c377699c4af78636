from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

Canvas = NDArray[np.uint8]
Draw = Callable[..., Canvas]

STROKES: dict[str, list[list[tuple[float, float]]]] = {
    "0": [[(0.5, 0), (0.1, 0.3), (0.1, 0.7), (0.5, 1), (0.9, 0.7), (0.9, 0.3), (0.5, 0)]],
    "1": [[(0.2, 0.3), (0.6, 0), (0.55, 1)]],
    "2": [[(0.1, 0.2), (0.5, 0), (0.8, 0.3), (0.1, 1), (0.9, 0.95)]],
    "4": [[(0.6, 0), (0.05, 0.7), (0.95, 0.65)], [(0.7, 0.35), (0.65, 1)]],
    "7": [[(0.05, 0.05), (0.9, 0), (0.4, 1)]],
    "8": [[(0.5, 0.5), (0.2, 0.2), (0.5, 0), (0.8, 0.2), (0.1, 0.8), (0.5, 1), (0.9, 0.8)],
          [(0.9, 0.8), (0.5, 0.5)]],
    ".": [[(0.1, 0.97), (0.14, 0.98)]],
    "-": [[(0.15, 0.5), (0.8, 0.52)]],
}  # fmt: skip


def draw_number(
    text: str,
    *,
    height: int = 30,
    pen: int = 3,
    margin: tuple[int, int, int, int] = (12, 12, 12, 12),
    gap: int = 8,
) -> Canvas:
    """Ink high (h, w): `text` in polylines `height` high; margins left, top, right, bottom."""
    step = int(0.6 * height) + gap
    left, top, right, bottom = margin
    canvas = np.zeros((top + height + bottom, left + step * len(text) - gap + right), np.uint8)
    for k, char in enumerate(text):
        for stroke in STROKES[char]:
            points = np.array(stroke) * (0.6 * height, height - 1) + (left + k * step, top)
            fixed = np.rint(points * 16).astype(np.int32)
            cv2.polylines(canvas, [fixed], False, 255, pen, cv2.LINE_AA, shift=4)
    return canvas


@pytest.fixture
def draw() -> Draw:
    return draw_number
