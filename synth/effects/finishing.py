"""From a canvas of ink to the finished picture: pen, form, turn, marks, wear, paper, camera."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synth.effects import ink, marks, paper, rim
from synth.effects.optics import OPTICS, PIXELS
from synth.effects.scene import Box, Image, Scene, Values
from synth.style import Style

Drawn = dict[str, float | int | str | bool]


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished string.

    Attributes:
        image: (h, w) uint8, or (h, w, 3) RGB for a coloured style; ink high unless the style has
            paper.
        boxes: [x0, y0, x1, y1) pixels of each character's ink, in the image.
    """

    image: NDArray[np.uint8]
    boxes: list[Box]


def finish(
    canvas: Image,
    boxes: list[Box],
    em: float,
    style: Style,
    rng: np.random.Generator,
    drawn: Drawn,
    characters: str = "0123456789",
) -> Picture:
    """The picture that `style` makes of a canvas.

    Args:
        canvas: (h, w) uint8, ink high; it may be drawn on.
        boxes: [x0, y0, x1, y1) of each character's ink.
        em: digit height in pixels.
        style: which effects, how often and how strong.
        rng: for every choice.
        drawn: gets a line for each mark, wear and effect that came up: "name.parameter" -> number,
            "name" -> True where it has none.
        characters: all that a text can hold; marks that look like one of them are left out.
    """
    count = len(marks.MARKS) + len(ink.WEAR)
    draws = rng.random(count + 1 + len(style.effects)).tolist()
    scene = Scene(canvas, boxes, em)
    came = {
        name: setting.sample(rng)
        for draw, (name, setting) in zip(draws[count + 1 :], style.effects.items(), strict=True)
        if draw < setting.chance
    }
    marks.draw(scene.ink, scene.boxes, em, style.marks, draws[: len(marks.MARKS)], rng, drawn)
    scene.ink = ink.worn(scene.ink, em, style.wear, draws[len(marks.MARKS) : count], rng, drawn)
    if scene.boxes and draws[count] < style.cut:
        scene.crop(*rim.cut(scene.shape, scene.boxes, em, rng))
        drawn["cut"] = True
    for name, values in came.items():
        _note(drawn, name, values)
    if not came:
        return Picture(scene.ink, scene.boxes)
    return Picture(_shown(scene, came, style, rng), scene.boxes)


def _shown(
    scene: Scene, came: Mapping[str, Values], style: Style, rng: np.random.Generator
) -> Image:
    """The scene on its paper, if it has one, through the camera."""
    image = scene.ink
    if style.paper or not came.keys().isdisjoint(OPTICS):
        if style.paper:
            picture = paper.show(scene, came, style.coloured, rng)
        else:
            picture = scene.ink * np.float32(1 / 255)
        for name, optic in OPTICS.items():
            if name in came:
                picture = optic(picture, scene.em, came[name], rng)
        image = np.clip(picture * np.float32(255), 0, 255).astype(np.uint8)
    for name, change in PIXELS.items():
        if name in came:
            image = change(image, came[name])
    return image


def _note(drawn: Drawn, name: str, values: Values) -> None:
    """Write down an effect that came up."""
    if not values:
        drawn[name] = True
    for parameter, value in values.items():
        drawn[f"{name}.{parameter}"] = value
