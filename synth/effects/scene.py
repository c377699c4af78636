"""What effects work on: the ink of a string, what is printed around it, its boxes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Box = tuple[int, int, int, int]
Values = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Print:
    """Something printed or stamped in one colour.

    Attributes:
        cover: (h, w) uint8, 255 where it hides the paper.
        level: its brightness, 0 to 1.
        hue: degrees; None for the colour of the form's print.
    """

    cover: Image
    level: float
    hue: float | None = None


@dataclass(slots=True)
class Scene:
    """A string on its way to a picture. All images have one shape.

    Attributes:
        ink: (h, w) uint8, ink high: the text, once `merge` is called other strokes too.
        boxes: [x0, y0, x1, y1) of each character's ink.
        em: digit height in pixels.
        tiles: each character's own ink, the size of its box; None if it is not known apart.
        strokes: (h, w) uint8, other strokes of the same pen; None if there are none.
        prints: what is printed, the lowest first.
    """

    ink: Image
    boxes: list[Box]
    em: float
    tiles: Sequence[Image] | None = None
    strokes: Image | None = None
    prints: list[Print] = field(default_factory=list)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width."""
        height, width = self.ink.shape
        return height, width

    def written(self) -> Image:
        """The layer of other strokes, to draw on."""
        if self.strokes is None:
            self.strokes = np.zeros_like(self.ink)
        return self.strokes

    def alone(self) -> Sequence[Image]:
        """Each character's ink, with what its neighbours have in its box if tiles are missing."""
        if self.tiles is not None:
            return self.tiles
        return [self.ink[y0:y1, x0:x1] for x0, y0, x1, y1 in self.boxes]

    def penned(self) -> Image:
        """The text and the other strokes together."""
        return self.ink if self.strokes is None else np.asarray(cv2.max(self.ink, self.strokes))

    def extent(self) -> Box:
        """The smallest box around all strokes; the middle of the canvas if there are none."""
        x, y, width, height = cv2.boundingRect(self.penned())
        if width:
            return x, y, x + width, y + height
        rows, columns = self.shape
        return int(columns * 0.2), int(rows * 0.2), int(columns * 0.8) + 1, int(rows * 0.8) + 1

    def baseline(self) -> float:
        """Where digits stand, in pixels from the top."""
        bottoms = sorted(box[3] for box in self.boxes)
        return float(bottoms[len(bottoms) // 2]) if bottoms else self.shape[0] * 0.8

    def grow(self, left: int, above: int, right: int, below: int) -> None:
        """Add blank on the four sides, pixels; those below 0 count as 0."""
        left, above, right, below = (max(0, side) for side in (left, above, right, below))
        if left or above or right or below:
            self._each(
                lambda layer: cv2.copyMakeBorder(
                    layer, above, below, left, right, cv2.BORDER_CONSTANT, value=0
                )
            )
            self.boxes = [
                (x0 + left, y0 + above, x1 + left, y1 + above) for x0, y0, x1, y1 in self.boxes
            ]

    def crop(self, x0: int, y0: int, x1: int, y1: int) -> None:
        """Keep the window [x0, y0, x1, y1), and of each box what lies in it."""
        self._each(lambda layer: layer[y0:y1, x0:x1])
        self.boxes = [
            (
                min(max(a, x0), x1) - x0,
                min(max(b, y0), y1) - y0,
                min(max(c, x0), x1) - x0,
                min(max(d, y0), y1) - y0,
            )
            for a, b, c, d in self.boxes
        ]

    def warp(self, change: Callable[[Image], Image]) -> None:
        """Put `change` of each layer in its place; boxes stay as they are."""
        self._each(change)

    def merge(self) -> None:
        """Let the other strokes become ink."""
        self.ink, self.strokes = self.penned(), None

    def _each(self, change: Callable[[Image], object]) -> None:
        def changed(layer: Image) -> Image:
            return np.asarray(change(layer), np.uint8)

        self.ink = changed(self.ink)
        if self.strokes is not None:
            self.strokes = changed(self.strokes)
        self.prints = [Print(changed(item.cover), item.level, item.hue) for item in self.prints]


def line(
    image: Image,
    start: tuple[float, float],
    stop: tuple[float, float],
    value: int,
    width: float,
) -> None:
    """Draw a straight line, `width` pixels wide but at least one; paler if that is too wide."""
    if width < 1:
        value = round(value * max(width, 0.4))
    points = [(round(8 * x), round(8 * y)) for x, y in (start, stop)]
    cv2.line(image, points[0], points[1], value, max(1, round(width)), cv2.LINE_AA, shift=3)
