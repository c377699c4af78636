"""Marks that are no characters: rulings, specks, rims, neighbours' ink. Ink high."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Box = tuple[int, int, int, int]
Mark = Callable[[Image, list[Box], float, np.random.Generator], None]

#: A vertical line is drawn if it shows at least this often the tallest glyph's height; a 1 may
#: stand half as tall again as its neighbours and still be one.
_LONGER_THAN_A_1 = 1.6


def rule(image: Image, boxes: list[Box], em: float, rng: np.random.Generator) -> None:
    """A ruled line under, through the feet of, or above the text, perhaps interrupted."""
    height, width = image.shape
    bottom = max((box[3] for box in boxes), default=height * 0.8)
    top = min((box[1] for box in boxes), default=height * 0.2)
    anchor = bottom if rng.random() < 0.75 else top
    y = anchor + em * rng.normal(0.02, 0.12)
    tilt = rng.normal(0.0, 0.02) * width
    x0, x1 = (0.0, float(width)) if rng.random() < 0.7 else np.sort(rng.uniform(0, width, 2))
    thickness = max(1, round(em * rng.uniform(0.02, 0.07)))
    value = int(rng.integers(60, 256))
    line = np.zeros_like(image)
    _line(line, (x0, y - tilt / 2), (x1, y + tilt / 2), value, thickness)
    if rng.random() < 0.3:
        keep = rng.random(max(2, int(width / em * 3))) < rng.uniform(0.2, 0.9)
        gaps = cv2.resize(keep.astype(np.uint8)[None], (width, 1), interpolation=cv2.INTER_NEAREST)
        line *= np.asarray(gaps, np.uint8)
    cv2.max(image, line, dst=image)


def remains(image: Image, boxes: list[Box], em: float, rng: np.random.Generator) -> None:
    """What stays of a ruling taken out of a scan: nubs beside the strokes, short dashes."""
    height, width = image.shape
    bottom = max((box[3] for box in boxes), default=height * 0.8)
    y = bottom - em * (rng.uniform(-0.12, 0.3) if rng.random() < 0.7 else rng.uniform(0.0, 1.0))
    line = np.zeros_like(image)
    lean = em * rng.normal(0.0, 0.05)
    thickness = max(1, round(em * rng.uniform(0.03, 0.07)))
    _line(line, (0, y), (width, y + lean), int(rng.integers(120, 256)), thickness)
    reach = max(1, round(em * rng.uniform(0.05, 0.25)))
    near = cv2.dilate(image, np.ones((1, 2 * reach + 1), np.uint8)) > 96
    dashes = rng.random(max(2, int(width / em * 4))) < rng.uniform(0.0, 0.3)
    kept = cv2.resize(dashes.astype(np.uint8)[None], (width, 1), interpolation=cv2.INTER_NEAREST)
    line[~(near | (np.asarray(kept) > 0))] = 0
    cv2.max(image, line, dst=image)


def bar(image: Image, boxes: list[Box], em: float, rng: np.random.Generator) -> None:
    """A piece of a table's vertical line close to the text, much taller than a written 1.

    Where the image is hardly higher than its digits there is none: it could not be told from one.
    """
    height, width = image.shape
    gap = em * rng.uniform(0.06, 0.5)
    if boxes and rng.random() < 0.9:
        x = boxes[0][0] - gap if rng.random() < 0.6 else boxes[-1][2] + gap
        middle = (min(box[1] for box in boxes) + max(box[3] for box in boxes)) / 2
    else:
        x, middle = rng.uniform(0, width), height / 2
    half = em * rng.uniform(0.78, 1.2)
    lean = em * rng.normal(0.0, 0.03)
    thickness = max(1, round(em * rng.uniform(0.03, 0.16)))
    value = int(rng.integers(110, 256))
    x = min(max(x, thickness / 2), width - 1 - thickness / 2)
    seen = min(middle + half, height) - max(middle - half, 0.0)
    if seen >= _LONGER_THAN_A_1 * _tallest(boxes, em):
        _line(image, (x - lean, middle - half), (x + lean, middle + half), value, thickness)


def accent(image: Image, boxes: list[Box], em: float, rng: np.random.Generator) -> None:
    """A dot or a short stroke of the pen above a digit."""
    if not boxes:
        return
    x0, top, x1, _ = boxes[int(rng.integers(len(boxes)))]
    x, y = rng.uniform(x0, x1), top - em * rng.uniform(0.05, 0.25)
    size, angle = em * rng.uniform(0.0, 0.2), rng.uniform(-1.0, 1.0)
    end = (x + size * np.cos(angle), y - size * np.sin(angle))
    _line(image, (x, y), end, int(rng.integers(150, 256)), max(1, round(em * 0.08)))


def specks(image: Image, boxes: list[Box], em: float, rng: np.random.Generator) -> None:
    """Up to six specks, each smaller than a written dot."""
    height, width = image.shape
    for _ in range(int(rng.integers(1, 7))):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        radius = max(1, round(8 * em * rng.uniform(0.01, 0.035)))
        cv2.circle(
            image, (round(8 * x), round(8 * y)), radius, int(rng.integers(60, 256)), -1,
            cv2.LINE_AA, shift=3,
        )  # fmt: skip


def edge(image: Image, boxes: list[Box], em: float, rng: np.random.Generator) -> None:
    """A form's vertical rim at the left or right edge, longer than a written 1.

    Where the image is hardly higher than its digits there is none: it could not be told from one.
    """
    height, width = image.shape
    inside = em * rng.uniform(-0.02, 0.12)
    x = inside if rng.random() < 0.6 else width - 1 - inside
    y0, y1 = -1.0, height + 1.0
    if rng.random() < 0.3:
        y1 = max(rng.uniform(0, height), 1.5 * em)
    thickness = max(1, round(em * rng.uniform(0.03, 0.2)))
    lean = em * rng.normal(0.0, 0.04)
    value = int(rng.integers(90, 256))
    if min(y1, height) >= _LONGER_THAN_A_1 * _tallest(boxes, em):
        _line(image, (x, y0), (x + lean, y1), value, thickness)


def neighbour(image: Image, boxes: list[Box], em: float, rng: np.random.Generator) -> None:
    """A curl of another line's ink that reaches in over the upper or lower edge."""
    height, width = image.shape
    x = rng.uniform(0, width)
    depth = em * rng.uniform(0.02, 0.16)
    from_above = rng.random() < 0.5
    y = (depth if from_above else height - depth) + (-1 if from_above else 1) * em * 0.3
    axes = (em * rng.uniform(0.08, 0.3), em * 0.3)
    cv2.ellipse(
        image, (round(x), round(y)), (round(axes[0]) + 1, round(axes[1])), 0, 0, 360,
        int(rng.integers(120, 256)), max(1, round(em * rng.uniform(0.04, 0.1))), cv2.LINE_AA,
    )  # fmt: skip


def stray(image: Image, boxes: list[Box], em: float, rng: np.random.Generator) -> None:
    """A long dash before or after the text, or a flourish below it, as on cheques."""
    height, width = image.shape
    thickness = max(1, round(em * rng.uniform(0.04, 0.12)))
    value = int(rng.integers(150, 256))
    if boxes and rng.random() < 0.6:
        room_left, room_right = boxes[0][0], width - boxes[-1][2]
        x0, x1 = (0, room_left) if room_left > room_right else (width - room_right, width)
        y = rng.uniform(0.35, 0.75) * height
        if x1 - x0 > 0.35 * em:
            tilt = em * rng.normal(0, 0.08)
            _line(image, (x0 + 0.1 * em, y), (x1, y + tilt), value, thickness)
            if rng.random() < 0.4:
                y += em * rng.uniform(0.15, 0.35)
                _line(image, (x0 + 0.1 * em, y), (x1, y + tilt), value, thickness)
        return
    y = height - thickness
    _line(image, (width * rng.random() * 0.5, y), (width, y - em * 0.1), value, thickness)


def _tallest(boxes: list[Box], em: float) -> float:
    """Height of the tallest glyph, pixels; of an empty text a digit's."""
    return max((bottom - top for _, top, _, bottom in boxes), default=em)


def _line(
    image: Image, start: tuple[float, float], stop: tuple[float, float], value: int, width: int
) -> None:
    points = [(round(8 * x), round(8 * y)) for x, y in (start, stop)]
    cv2.line(image, points[0], points[1], value, width, cv2.LINE_AA, shift=3)


MARKS: dict[str, Mark] = {
    "rule": rule,
    "remains": remains,
    "bar": bar,
    "accent": accent,
    "specks": specks,
    "edge": edge,
    "neighbour": neighbour,
    "stray": stray,
}


def draw(
    image: Image,
    boxes: list[Box],
    em: float,
    chances: Mapping[str, float],
    draws: Sequence[float],
    rng: np.random.Generator,
    drawn: dict[str, float | int | str | bool],
) -> None:
    """Draw each mark that its probability brings up; an empty text gets them more often.

    Args:
        image: (h, w) uint8, ink high, drawn on.
        boxes: of the characters.
        em: digit height in pixels.
        chances: probability of each kind of mark.
        draws: a number of [0, 1) for each kind.
        rng: for the marks themselves.
        drawn: gets True for each mark.
    """
    if not chances:
        return
    often = 1.0 if boxes else 0.35
    for draw, (name, mark) in zip(draws, MARKS.items(), strict=True):
        if draw * often < chances.get(name, 0.0):
            mark(image, boxes, em, rng)
            drawn[name] = True
