"""What a form has printed around a number: cells, a frame, lines under it, a ruled page."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np

from synth.effects.scene import Image, Print, Scene, Values, line

_TRAY = 0.2  # probability that a frame has no upper side
_TEETH = 2


def comb(scene: Scene, values: Values, rng: np.random.Generator) -> bool:
    """One printed cell per character, each moved into its own; False where boxes overlap."""
    boxes, em = scene.boxes, scene.em
    if any(before[2] > after[0] for before, after in pairwise(boxes)):
        return False
    width = max(1.0, em * values["width"])
    widest = max((x1 - x0 for x0, _, x1, _ in boxes), default=0)
    pitch = max(em * values["pitch"], widest + 0.12 * em + width)
    spare = round(values["spare"]) + (0 if boxes else 3)
    first = int(rng.integers(0, spare + 1))
    left = boxes[0][0] if boxes else round(0.2 * em)
    right = scene.shape[1] - boxes[-1][2] if boxes else left
    _set_in_cells(scene, pitch, first, left, right, len(boxes) + spare, rng)
    top = min((box[1] for box in scene.boxes), default=0)
    bottom = max((box[3] for box in scene.boxes), default=scene.shape[0])
    tall = max(em * values["height"], bottom - top + 0.1 * em)
    y0 = (top + bottom - tall) / 2 + em * rng.uniform(-0.05, 0.05)
    rim = em * rng.uniform(0.05, 0.3)
    scene.grow(0, round(rim - y0), 0, round(y0 + tall + rim - scene.shape[0]))
    y0 += max(0, round(rim - y0))
    cover = np.zeros_like(scene.ink)
    for i in range(len(boxes) + spare):
        _cell(cover, round(values["kind"]), left + i * pitch, y0, pitch, tall, width)
    scene.prints.append(Print(cover, values["level"]))
    return True


def _set_in_cells(
    scene: Scene,
    pitch: float,
    first: int,
    left: int,
    right: int,
    count: int,
    rng: np.random.Generator,
) -> None:
    """Move character i into cell `first` + i of `count`, `pitch` pixels wide."""
    ink = np.zeros((scene.shape[0], left + round(count * pitch) + right), np.uint8)
    moved = []
    for i, (x0, y0, x1, y1) in enumerate(scene.boxes):
        slack = (pitch - (x1 - x0)) / 2
        x = round(left + (first + i) * pitch + slack * (1 + rng.uniform(-0.6, 0.6)))
        ink[y0:y1, x : x + x1 - x0] = scene.ink[y0:y1, x0:x1]
        moved.append((x, y0, x + x1 - x0, y1))
    scene.ink, scene.boxes, scene.strokes = ink, moved, None


def _cell(
    cover: Image, kind: int, x: float, y: float, pitch: float, tall: float, width: float
) -> None:
    """A cell of a grid (kind 0), a box of its own (1), or a comb's foot with two teeth (2)."""
    inset = 0.07 * pitch if kind == 1 else 0.0
    tooth = 0.65 * tall if kind == _TEETH else 0.0
    x0, x1 = x + inset, x + pitch - inset
    line(cover, (x0, y + tall), (x1, y + tall), 255, width)
    line(cover, (x0, y + tooth), (x0, y + tall), 255, width)
    line(cover, (x1, y + tooth), (x1, y + tall), 255, width)
    if kind != _TEETH:
        line(cover, (x0, y), (x1, y), 255, width)


def frame(scene: Scene, values: Values, rng: np.random.Generator) -> bool:
    """A printed box around the whole text, perhaps open above."""
    em = scene.em
    x0, y0, x1, y1 = scene.extent()
    pads = em * (values["pad"] + rng.uniform(0.0, 0.25, 4))
    left, above, right, below = (round(pad) for pad in pads.tolist())
    rim = round(em * rng.uniform(0.02, 0.2))
    grown = (max(0, left + rim - x0), max(0, above + rim - y0))
    scene.grow(*grown, x1 + right + rim - scene.shape[1], y1 + below + rim - scene.shape[0])
    x0, x1 = x0 + grown[0] - left, x1 + grown[0] + right
    y0, y1 = y0 + grown[1] - above, y1 + grown[1] + below
    cover = np.zeros_like(scene.ink)
    corners = [(x0, y0), (x0, y1), (x1, y1), (x1, y0)]
    sides = list(pairwise(corners))
    if rng.random() >= _TRAY:
        sides.append((corners[3], corners[0]))
    for start, stop in sides:
        line(cover, start, stop, 255, em * values["width"])
    scene.prints.append(Print(cover, values["level"]))
    return True


def underline(scene: Scene, values: Values, rng: np.random.Generator) -> bool:
    """A printed line to write on, solid or dotted."""
    em = scene.em
    y = scene.baseline() + em * values["drop"]
    width = em * values["width"]
    scene.grow(0, 0, 0, round(y + width + 2) - scene.shape[0])
    x0, _, x1, _ = scene.extent()
    ends = rng.uniform(0.0, 0.8, 2) * em
    cover = np.zeros_like(scene.ink)
    line(cover, (x0 - ends[0], y), (x1 + ends[1], y), 255, width)
    if values["dots"] >= 1:
        period = max(2, round(0.16 * em))
        cover[:, np.arange(cover.shape[1]) % period >= max(1, period // 2)] = 0
    scene.prints.append(Print(cover, values["level"]))
    return True


def lines(scene: Scene, values: Values, rng: np.random.Generator) -> bool:
    """The lines of a ruled page."""
    height, width = scene.shape
    period = scene.em * values["period"]
    y = (scene.baseline() + scene.em * values["drop"]) % period
    cover = np.zeros_like(scene.ink)
    while y < height:
        line(cover, (-1, y), (width, y), 255, scene.em * values["width"])
        y += period
    if rng.random() < 0.3:  # worn ruling
        fade = rng.uniform(0.2, 1.0, (1, max(2, int(width / scene.em)))).astype(np.float32)
        cover = np.asarray(cover * cv2.resize(fade, (width, 1)), np.uint8)
    scene.prints.append(Print(cover, values["level"]))
    return True
