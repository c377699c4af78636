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


def on_paper(ink: Canvas, paper: NDArray[np.floating] | float = 230, pen: float = 40) -> Canvas:
    """`ink` written on `paper`, greys of 0 to 255."""
    share = ink.astype(np.float64) / 255
    return np.clip(paper * (1 - share) + pen * share, 0, 255).astype(np.uint8)


def likeness(found: Canvas, drawn: Canvas) -> float:
    """Intersection over union of two inks, a pixel's leeway given."""
    leeway = np.ones((3, 3), np.uint8)
    a, b = found > 100, drawn > 100
    hit = (a & (cv2.dilate(drawn, leeway) > 100)).sum() + (
        b & (cv2.dilate(found, leeway) > 100)
    ).sum()
    return float(hit / max(a.sum() + b.sum(), 1))


@pytest.fixture
def draw() -> Draw:
    return draw_number
