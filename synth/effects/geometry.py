"""A picture turned and seen from the side, and where its boxes go.

Points are (x, y) of pixel centres, x right, y down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, cos, floor, radians, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.effects.scene import Box, Image, Scene, Values

Matrix = NDArray[np.float64]
Points = NDArray[np.float64]


def turned(degrees: float) -> Matrix:
    """(3, 3) turn about the origin, clockwise as seen."""
    cosine, sine = cos(radians(degrees)), sin(radians(degrees))
    return np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])


def seen(pitch: float, yaw: float, distance: float) -> Matrix:
    """(3, 3) view of a plane tilted about its x axis by `pitch`, then about its y axis by `yaw`.

    Degrees; a positive pitch takes the upper side away, a positive yaw the right side. The eye is
    `distance` pixels before the origin, which stays where it is, at scale 1.
    """
    cos_pitch, sin_pitch = cos(radians(pitch)), sin(radians(pitch))
    cos_yaw, sin_yaw = cos(radians(yaw)), sin(radians(yaw))
    # (x, y, 0) tilted: y' = y cos p, z' = -y sin p; then x'' = x cos w - z' sin w,
    # z'' = x sin w + z' cos w; seen at x'' / (1 + z'' / d), y' / (1 + z'' / d).
    return np.array(
        [
            [cos_yaw, sin_pitch * sin_yaw, 0.0],
            [0.0, cos_pitch, 0.0],
            [sin_yaw / distance, -sin_pitch * cos_yaw / distance, 1.0],
        ]
    )


def moved(points: Points, matrix: Matrix) -> Points:
    """(N, 2) `points` under the homography `matrix`."""
    return np.asarray(cv2.perspectiveTransform(points[None], matrix)[0], np.float64)


def shift(x: float, y: float) -> Matrix:
    """(3, 3) move by x and y."""
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])


@dataclass(frozen=True, slots=True)
class View:
    """How a scene is going to be seen.

    Attributes:
        matrix: (3, 3) from points of the scene, grown by `pads`, to points of the picture.
        size: (width, height) of the picture.
        pads: pixels on the left, above, right, below, so that the picture is covered.
        regions: [x0, y0, x1, y1) in the picture that hold the ink of each character.
    """

    matrix: Matrix
    size: tuple[int, int]
    pads: tuple[int, int, int, int]
    regions: list[Box]


def view(scene: Scene, drawn: Mapping[str, Values]) -> View:
    """The view that the effects "turn" and "perspective" in `drawn` give, with the same margins."""
    height, width = scene.shape
    x0, y0, x1, y1 = scene.extent()
    matrix = shift(-(x0 + x1 - 1) / 2, -(y0 + y1 - 1) / 2)
    if "turn" in drawn:
        matrix = turned(drawn["turn"]["angle"]) @ matrix
    if "perspective" in drawn:
        values = drawn["perspective"]
        distance = values["distance"] * max(x1 - x0, y1 - y0, 2 * scene.em)
        matrix = seen(values["pitch"], values["yaw"], distance) @ matrix
    lows, highs = _reach(scene, (x0, y0, x1, y1), matrix)
    # The margins stay: those of the canvas, about what the ink reaches now.
    left, top = floor(min(x for x, _ in lows)) - x0, floor(min(y for _, y in lows)) - y0
    right = ceil(max(x for x, _ in highs)) + width - x1
    bottom = ceil(max(y for _, y in highs)) + height - y1
    size = (right - left + 1, bottom - top + 1)
    regions = [
        (floor(a) - left, floor(b) - top, ceil(c) - left + 1, ceil(d) - top + 1)
        for (a, b), (c, d) in zip(lows, highs, strict=True)
    ][: len(scene.boxes)]
    matrix = shift(-left, -top) @ matrix
    pads = _pads(matrix, size, (width, height))
    return View(matrix @ shift(-pads[0], -pads[1]), size, pads, regions)


def _reach(
    scene: Scene, extent: Box, matrix: Matrix
) -> tuple[list[list[float]], list[list[float]]]:
    """(N, 2) least and greatest x and y of each character's ink under `matrix`.

    Where there is no ink or ink of other strokes, the corners of `extent` are the last row.
    """
    points, corners = [], []
    for tile, box in zip(scene.alone(), scene.boxes, strict=True):
        found = cv2.findNonZero(tile if tile.any() else np.ones_like(tile))
        points.append(found.reshape(-1, 2))
        corners.append(box[:2])
    if scene.strokes is not None or not points:
        x0, y0, x1, y1 = extent
        right, bottom = x1 - x0 - 1, y1 - y0 - 1
        points.append(np.array([[0, 0], [right, 0], [right, bottom], [0, bottom]], np.int32))
        corners.append(extent[:2])
    counts = [len(found) for found in points]
    starts = [0, *accumulate(counts[:-1])]
    offsets = np.repeat(np.array(corners, np.float64), counts, axis=0)
    placed = moved(np.asarray(np.concatenate(points) + offsets, np.float64), matrix)
    lows, highs = np.minimum.reduceat(placed, starts), np.maximum.reduceat(placed, starts)
    return lows.tolist(), highs.tolist()


def apply(scene: Scene, how: View) -> None:
    """Turn all layers of `scene`, which has grown by `how.pads`, and find the boxes anew.

    A box is the smallest that holds the turned ink within its character's region.
    """

    def change(layer: Image) -> Image:
        if not how.matrix[2, :2].any():
            return np.asarray(cv2.warpAffine(layer, how.matrix[:2], how.size), np.uint8)
        return np.asarray(cv2.warpPerspective(layer, how.matrix, how.size), np.uint8)

    scene.warp(change)
    boxes = []
    for x0, y0, x1, y1 in how.regions:
        x, y, width, height = cv2.boundingRect(scene.ink[y0:y1, x0:x1])
        found = (x0 + x, y0 + y, x0 + x + width, y0 + y + height)
        boxes.append(found if width else (x0, y0, x1, y1))
    scene.boxes = boxes


def _pads(
    matrix: Matrix, size: tuple[int, int], canvas: tuple[int, int]
) -> tuple[int, int, int, int]:
    """Blank the canvas lacks so that every pixel of the picture shows some of it."""
    width, height = size
    corners = np.array([[-1, -1], [width, -1], [width, height], [-1, height]], np.float64)
    behind = moved(corners, np.asarray(np.linalg.inv(matrix), np.float64)).tolist()
    across, down = [x for x, _ in behind], [y for _, y in behind]
    return (
        max(0, ceil(-min(across))),
        max(0, ceil(-min(down))),
        max(0, ceil(max(across)) - canvas[0] + 1),
        max(0, ceil(max(down)) - canvas[1] + 1),
    )
