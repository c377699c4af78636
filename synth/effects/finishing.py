"""From a canvas of ink to the finished picture: pen, form, turn, marks, wear, paper, camera."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synth.effects import form, geometry, ink, marks, paper, pen, rim
from synth.effects.optics import OPTICS
from synth.effects.scene import Box, Image, Scene, Values
from synth.effects.stamp import stamp
from synth.style import Style

Placed = Callable[[Scene, Values, np.random.Generator], bool]
Came = dict[str, dict[str, float]]
Drawn = dict[str, float | int | str | bool]

#: Effects that need room around the text, then those that keep the size, then what the rim shows,
#: each in the order in which they are drawn.
_GROWING: dict[str, Placed] = {
    "comb": form.comb,
    "filler": pen.filler,
    "frame": form.frame,
    "underline": form.underline,
}
_PLACED: dict[str, Placed] = {
    "pressure": pen.pressure,
    "thousands": pen.thousands,
    "strike": pen.strike,
    "lines": form.lines,
    "stamp": stamp,
}
_LAST: dict[str, Placed] = {"rows": rim.rows}
#: What a form has around a number: the first of these that comes up and finds room.
_FORMS = ("comb", "frame", "underline", "lines")
#: Effects that look like a character, and which.
_SIGNS = {"thousands": frozenset(".,'"), "filler": frozenset(".,-=")}
_NONE: frozenset[str] = frozenset()


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
    tiles: Sequence[Image] | None = None,
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
        tiles: each character's own ink, the size of its box. Without them a box that is turned may
            be too wide where it met another.
    """
    kinds = len(marks.MARKS)
    count = kinds + len(ink.WEAR)
    draws = rng.random(count + 1 + len(style.effects)).tolist()
    came = {
        name: setting.sample(rng)
        for draw, (name, setting) in zip(draws[count + 1 :], style.effects.items(), strict=True)
        if draw < setting.chance and _SIGNS.get(name, _NONE).isdisjoint(characters)
    }
    scene = Scene(canvas, boxes, em, tiles)
    if came:
        _drawn_first(scene, came, rng)
    marks.draw(scene.ink, scene.boxes, em, style.marks, draws[:kinds], rng, drawn)
    scene.ink = ink.wear(scene.ink, em, style.wear, draws[kinds:count], rng, drawn)
    if scene.boxes and draws[count] < style.cut:
        scene.crop(*rim.cut(scene.shape, scene.boxes, em, rng))
        drawn["cut"] = True
    if style.paper:
        paper.make_legible(scene.ink, came)
    for name, values in came.items():
        _note(drawn, name, values)
    image = _shown(scene, came, style, rng) if came else scene.ink
    return Picture(image, scene.boxes)


def _drawn_first(scene: Scene, came: Came, rng: np.random.Generator) -> None:
    """Put the scene's pen, form and view to it; what found no place leaves `came`."""

    def put(group: Mapping[str, Placed]) -> None:
        for name, place in group.items():
            if name not in came:
                continue
            taken = name in _FORMS and any(form in came for form in _FORMS[: _FORMS.index(name)])
            if taken or not place(scene, came[name], rng):
                del came[name]

    if "security" in came:
        came.pop("bilevel", None)  # it would be all that is left

    put(_GROWING)
    how = None
    if "turn" in came or "perspective" in came:
        how = geometry.view(scene, came)
        scene.grow(*how.pads)
    put(_PLACED)
    if how is not None:
        geometry.apply(scene, how)
    scene.merge()
    put(_LAST)


def _shown(scene: Scene, came: Came, style: Style, rng: np.random.Generator) -> Image:
    """The scene on its paper, if it has one, through the camera."""
    if style.paper:
        image = paper.render(scene, came, style.coloured, rng)
    else:
        image = scene.ink
        for item in scene.prints:
            image = np.maximum(image, (item.cover * np.float32(1 - item.level)).astype(np.uint8))
    for name, optic in OPTICS.items():
        if name in came:
            image = optic(image, scene.em, came[name], rng)
    return image


def _note(drawn: Drawn, name: str, values: Values) -> None:
    """Write down an effect that came up."""
    if not values:
        drawn[name] = True
    for parameter, value in values.items():
        drawn[f"{name}.{parameter}"] = value
