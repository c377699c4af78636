"""Ink on paper under light: the sheet, what is printed on it, and ink that hides both."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.effects.scene import Image, Scene, Values

Field = NDArray[np.float32]
Shape = tuple[int, int]
Colour = NDArray[np.float32]


def render(
    scene: Scene, drawn: Mapping[str, Values], coloured: bool, rng: np.random.Generator
) -> Image:
    """(h, w) or, coloured, (h, w, 3) RGB picture of the scene on paper, uint8.

    Args:
        scene: ink and prints.
        drawn: the effects that came up and their numbers; "sheet" is among them.
        coloured: True for RGB.
        rng: for all that has no parameter.
    """
    sheet = light(scene.shape, drawn["sheet"], rng)
    if "security" in drawn:
        sheet -= security(scene.shape, scene.em, drawn["security"], rng)
    if "texture" in drawn:
        sheet += texture(scene.shape, scene.em, drawn["texture"], rng)
    if "shadow" in drawn:
        sheet *= shadow(scene.shape, scene.em, drawn["shadow"], rng)
    picture = sheet
    if coloured:  # planes first: numpy is slow at rows of three
        picture = sheet * _rgb(drawn.get("paper_colour", {}), 1.0)
    form = drawn.get("print_colour", {})
    for item in scene.prints:
        stamped = {"hue": item.hue, "saturation": 0.75} if item.hue is not None else form
        picture = _covered(picture, item.cover, 1.0, item.level, stamped)
    values = drawn["sheet"]
    picture = _covered(
        picture, scene.ink, values["darkness"], values["ink"], drawn.get("ink_colour", {})
    )
    flat = picture.reshape(-1, scene.shape[1])
    stored = np.asarray(cv2.addWeighted(flat, 255.0, flat, 0.0, 0.0, dtype=cv2.CV_8U), np.uint8)
    return np.asarray(cv2.merge(np.vsplit(stored, 3)), np.uint8) if coloured else stored


def make_legible(ink: Image, drawn: Mapping[str, dict[str, float]]) -> None:
    """Darken the ink, in the numbers of "sheet" in `drawn`, until it stands out enough.

    Strokes as dark as the average one differ from paper by the contrast asked for, and by what
    security print and noise take away besides.
    """
    values = drawn["sheet"]
    darkest = cv2.minMaxLoc(ink)[1] if values["contrast"] > 0 else 0.0
    if darkest == 0:
        return
    need = values["contrast"]
    need += drawn["security"]["strength"] if "security" in drawn else 0.0
    need += 2 * drawn["noise"]["deviation"] if "noise" in drawn else 0.0
    _, strokes = cv2.threshold(ink, 0.4 * darkest, 255, cv2.THRESH_BINARY)
    typical = cv2.mean(ink, strokes)[0] / 255.0
    level = min(values["ink"], max(0.0, values["level"] - need))
    stands_out = typical * values["darkness"] * (values["level"] - level)
    values["ink"] = level
    values["darkness"] *= max(1.0, need / max(stands_out, 1e-3))


def _covered(picture: Field, cover: Image, strength: float, level: float, tint: Values) -> Field:
    """`picture`, (h, w) or (3, h, w), hidden by ink where and as far as `cover` says.

    Args:
        picture: what lies below.
        cover: 255 where the ink is full.
        strength: how far full ink hides it; above 1 thin ink hides it more.
        level: brightness of the ink.
        tint: its hue and saturation, for (3, h, w).
    """
    share = cover.astype(np.float32) * np.float32(strength / 255.0)
    if strength > 1.0:
        share = np.minimum(share, np.float32(1.0))
    shade = np.float32(level) if picture.ndim == 2 else _rgb(tint, level)
    change = np.minimum(picture, shade)
    change -= picture
    change *= share
    change += picture
    return change


def _rgb(tint: Values, level: float) -> Colour:
    """(3, 1, 1) colour of a hue, in degrees, and a saturation; without these the grey `level`."""
    saturation = tint.get("saturation", 0.0)
    sector = tint.get("hue", 0.0) / 60.0
    value = level + (1.0 - level) * 0.5 * saturation
    falls = [abs((sector - centre + 3) % 6 - 3) - 1 for centre in (0, 2, 4)]
    planes = [[[value * (1.0 - saturation * min(max(fall, 0.0), 1.0))]] for fall in falls]
    return np.array(planes, np.float32)


def light(shape: Shape, values: Values, rng: np.random.Generator) -> Field:
    """Paper of one brightness, lit unevenly."""
    spread = values["uneven"] * rng.random()
    corners = (values["level"] + rng.uniform(-spread, spread, (2, 3))).astype(np.float32)
    return np.asarray(cv2.resize(corners, shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def texture(shape: Shape, em: float, values: Values, rng: np.random.Generator) -> Field:
    """Fibres and stains: noise of one coarseness."""
    cell = max(1.0, em * values["grain"])
    size = (max(2, int(shape[0] / cell)), max(2, int(shape[1] / cell)))
    coarse = rng.standard_normal(size, np.float32) * np.float32(values["depth"])
    return np.asarray(cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def shadow(shape: Shape, em: float, values: Values, rng: np.random.Generator) -> Field:
    """What light a hand or a phone leaves: 1 beyond a soft edge, less behind it."""
    angle = rng.uniform(0, 2 * np.pi)
    y, x = np.meshgrid(np.linspace(-0.5, 0.5, 16), np.linspace(-0.5, 0.5, 32), indexing="ij")
    across = x * shape[1] * np.cos(angle) + y * shape[0] * np.sin(angle)
    edge = rng.uniform(-0.4, 0.4) * float(np.ptp(across))
    dark = 1.0 / (1.0 + np.exp(np.clip((edge - across) / (em * values["softness"]), -30, 30)))
    field = (1.0 - values["depth"] * dark).astype(np.float32)
    return np.asarray(cv2.resize(field, shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def security(shape: Shape, em: float, values: Values, rng: np.random.Generator) -> Field:
    """Fine wavy lines or a grid of dots, as printed on cheques; darkness of each pixel."""
    period = em * values["period"]
    angle, bend = rng.uniform(-0.6, 0.6), rng.uniform(0.0, 0.3) * em
    y = np.arange(shape[0], dtype=np.float32)[:, None]
    x = np.arange(shape[1], dtype=np.float32)[None, :]
    cosine, sine = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    across, along = y * cosine + x * sine, x * cosine - y * sine
    wave = across + np.float32(bend) * np.sin(
        along * np.float32(2 * np.pi / (em * rng.uniform(0.8, 3.0)))
    )
    lines = np.cos(wave * np.float32(2 * np.pi / period))
    if rng.random() < 0.4:
        lines *= np.cos(along * np.float32(2 * np.pi / (period * rng.uniform(0.7, 1.5))))
    return np.asarray(values["strength"] * np.clip((lines - 0.4) / 0.6, 0.0, 1.0), np.float32)
