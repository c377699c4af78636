"""The pen's other strokes and its pressure: strike-outs, dots between thousands, fillers."""

from __future__ import annotations

import cv2
import numpy as np

from synth.effects.scene import Scene, Values, line

_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


def pressure(scene: Scene, values: Values, rng: np.random.Generator) -> bool:
    """Strokes thinner and paler where the pen is lifted a little."""
    height, width = scene.shape
    size = (3, max(2, int(width / (0.4 * scene.em))))
    lift = cv2.resize(
        rng.random(size, np.float32) * np.float32(values["depth"]),
        (width, height),
        interpolation=cv2.INTER_LINEAR,
    )
    full = scene.ink.astype(np.float32)
    thin = np.float32(0.75) * cv2.erode(scene.ink, _CROSS)
    scene.ink = np.asarray(full + (thin - full) * lift, np.uint8)
    return True


def strike(scene: Scene, values: Values, rng: np.random.Generator) -> bool:
    """One line through the whole text, which stays legible."""
    if not scene.boxes:
        return False
    em = scene.em
    x0, y0, x1, y1 = scene.extent()
    rise = np.tan(np.deg2rad(values["tilt"])) * (x1 - x0) / 2
    middle = (y0 + y1) / 2 + em * rng.uniform(-0.12, 0.12)
    count = max(2, round((x1 - x0) / em) + 1)
    ends = rng.uniform(0.0, 0.3, 2) * em
    across = np.linspace(x0 - ends[0], x1 + ends[1], count)
    down = middle + np.linspace(rise, -rise, count) + em * rng.normal(0.0, 0.02, count)
    points = np.round(8 * np.stack([across, down], axis=1)).astype(np.int32)
    width = max(1, round(em * values["width"]))
    cv2.polylines(scene.written(), [points], False, 230, width, cv2.LINE_AA, shift=3)
    return True


def thousands(scene: Scene, values: Values, rng: np.random.Generator) -> bool:
    """A dot, comma or apostrophe between groups of three digits; False below four."""
    boxes, em = scene.boxes, scene.em
    if len(boxes) < 4:
        return False
    for i in range(len(boxes) - 3, 0, -3):
        x = (boxes[i - 1][2] + boxes[i][0]) / 2 + em * rng.normal(0.0, 0.03)
        foot = (boxes[i - 1][3] + boxes[i][3]) / 2 + em * rng.uniform(-0.06, 0.08)
        if values["kind"] == 2:
            foot = min(boxes[i - 1][1], boxes[i][1]) + 0.1 * em
        _mark(scene, x, foot, values["size"] * em, values["kind"] != 0)
    return True


def filler(scene: Scene, values: Values, rng: np.random.Generator) -> bool:
    """What keeps others from writing on after an amount: a dot, dashes, both, or a comma."""
    if not scene.boxes:
        return False
    em, kind = scene.em, round(values["kind"])
    length = em * values["length"]
    scene.grow(0, 0, round(length + 0.6 * em) - (scene.shape[1] - scene.boxes[-1][2]), 0)
    _, y0, x1, y1 = scene.boxes[-1]
    x = x1 + em * rng.uniform(0.08, 0.25)
    if kind in (0, 1, 3):
        _mark(scene, x, y1 - em * rng.uniform(0.0, 0.1), 0.07 * em, kind == 1)
        x += em * rng.uniform(0.12, 0.3)
    if kind >= 2:
        y = (y0 + y1) / 2 + em * rng.uniform(-0.1, 0.2)
        for step in range(2 if kind == 4 else 1):
            height = y + step * em * 0.2
            tilt = em * rng.normal(0.0, 0.05)
            line(scene.written(), (x, height), (x + length, height - tilt), 235, 0.09 * em)
    return True


def _mark(scene: Scene, x: float, y: float, size: float, tailed: bool) -> None:
    """A dot, or with a tail down to the left a comma."""
    stop = (x - 1.2 * size, y + 2.5 * size) if tailed else (x + 0.3 * size, y)
    line(scene.written(), (x, y), stop, 245, 1.3 * size)
