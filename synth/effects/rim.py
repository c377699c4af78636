"""What the image's rim does: it cuts into the outer ink, and shows ink of other lines."""

from __future__ import annotations

import cv2
import numpy as np

from synth.effects.scene import Box, Scene, Values

#: The rim cuts off at most this much of the outer ink, digit heights and glyph widths.
_DEEPEST_CUT = 0.25
#: Blank kept between the text and the ink of other lines, digit heights.
_APART = 0.06


def cut(shape: tuple[int, int], boxes: list[Box], em: float, rng: np.random.Generator) -> Box:
    """The window that leaves out a strip at one rim, so deep that it reaches into the ink."""
    height, width = shape
    depth = round(em * rng.uniform(0.02, _DEEPEST_CUT))
    narrow = min(boxes[0][2] - boxes[0][0], boxes[-1][2] - boxes[-1][0])
    across = min(depth, int(_DEEPEST_CUT * narrow))
    side = int(rng.integers(4))
    return (
        boxes[0][0] + across if side == 0 else 0,
        min(box[1] for box in boxes) + depth if side == 2 else 0,
        boxes[-1][2] - across if side == 1 else width,
        max(box[3] for box in boxes) - depth if side == 3 else height,
    )


def rows(scene: Scene, values: Values, rng: np.random.Generator) -> bool:
    """Feet of a line above, or heads of one below, by the same hand; False if there is no room."""
    if not scene.boxes:
        return False
    height, width = scene.shape
    above = rng.random() < 0.5
    top, bottom = min(b[1] for b in scene.boxes), max(b[3] for b in scene.boxes)
    room = top if above else height - bottom
    reach = min(round(scene.em * values["reach"]), room - round(scene.em * _APART))
    if reach < 2:
        return False
    start, stop = sorted(rng.integers(0, len(scene.boxes), 2).tolist())
    x0, x1 = scene.boxes[start][0], scene.boxes[stop][2]
    low, high = (
        min(b[1] for b in scene.boxes[start : stop + 1]),
        max(b[3] for b in scene.boxes[start : stop + 1]),
    )
    reach = min(reach, high - low)
    piece = scene.ink[high - reach : high, x0:x1] if above else scene.ink[low : low + reach, x0:x1]
    left = int(rng.integers(0, max(1, width - piece.shape[1] + 1)))
    place = scene.ink[:reach] if above else scene.ink[height - reach :]
    region = place[:, left : left + piece.shape[1]]
    cv2.max(region, piece[:, : region.shape[1]].copy(), dst=region)
    return True
