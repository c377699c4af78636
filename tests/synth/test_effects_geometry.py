"""Turning and tilting: by hand for known angles, then each glyph's ink against its box."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth import synthesizer
from synth.effects import geometry
from synth.effects.scene import Image, Scene
from synth.glyphs import open_sources
from synth.strip import Strip
from synth.style import GapLaw, Style
from synth.text import TextLaw

SOURCE = open_sources({"strokes": 1.0}, "train")


def _points(*points: tuple[float, float]) -> np.ndarray:
    return np.array(points, np.float64)


def test_a_quarter_turn_goes_clockwise() -> None:
    # y points down: what lay on the right comes to lie below.
    moved = geometry.moved(_points((2, 0), (0, 3), (1, 1)), geometry.turned(90))
    np.testing.assert_allclose(moved, [(0, 2), (-3, 0), (-1, 1)], atol=1e-12)


def test_a_turn_of_30_degrees() -> None:
    moved = geometry.moved(_points((10, 0)), geometry.turned(30))
    np.testing.assert_allclose(moved, [(8.6602540378, 5.0)])


def test_a_plane_tilted_by_30_degrees_is_seen_as_by_hand() -> None:
    # Eye 100 before the plane. Yaw takes (10, 0) to x = 10 cos 30 = 8.660, 10 sin 30 = 5 behind:
    # 8.660 * 100 / 105 = 8.248. The left end comes 5 nearer: -8.660 * 100 / 95 = -9.116.
    yawed = geometry.moved(_points((10, 0), (-10, 0), (10, 21)), geometry.seen(0, 30, 100))
    np.testing.assert_allclose(yawed, [(8.24786, 0), (-9.11606, 0), (8.24786, 20)], atol=1e-5)
    pitched = geometry.moved(_points((0, -10), (0, 10), (21, -10)), geometry.seen(30, 0, 100))
    np.testing.assert_allclose(pitched, [(0, -8.24786), (0, 9.11606), (20, -8.24786)], atol=1e-5)


@given(st.floats(-40, 40), st.floats(-40, 40), st.floats(50, 500), st.integers(0, 2**32))
def test_a_view_is_that_of_the_tilted_points(
    pitch: float, yaw: float, distance: float, seed: int
) -> None:
    x, y = np.random.default_rng(seed).uniform(-20, 20, 2)
    p, w = np.deg2rad(pitch), np.deg2rad(yaw)
    about_x = np.array([[1, 0, 0], [0, np.cos(p), 0], [0, -np.sin(p), 1]])
    about_y = np.array([[np.cos(w), 0, -np.sin(w)], [0, 1, 0], [np.sin(w), 0, np.cos(w)]])
    there = about_y @ about_x @ np.array([x, y, 0])
    expected = there[:2] / (1 + there[2] / distance)
    moved = geometry.moved(_points((x, y)), geometry.seen(pitch, yaw, distance))
    np.testing.assert_allclose(moved[0], expected, atol=1e-9)


def _scene(angle: float, tiles: bool = True) -> tuple[Scene, geometry.View]:
    ink = np.zeros((50, 90), np.uint8)
    ink[15:36, 20:31] = 255
    ink[25:26, 60:81] = 255
    boxes = [(20, 15, 31, 36), (60, 25, 81, 26)]
    alone = [ink[b:d, a:c].copy() for a, b, c, d in boxes] if tiles else None
    scene = Scene(ink, boxes, 20.0, alone)
    return scene, geometry.view(scene, {"turn": {"angle": angle}})


@pytest.mark.parametrize("tiles", [True, False])
def test_a_quarter_turned_bar_has_its_sides_exchanged(tiles: bool) -> None:
    scene, how = _scene(45.0, tiles)
    scene.grow(*how.pads)
    geometry.apply(scene, how)
    # At 45 degrees a bar of 10 x 20 between pixel centres reaches over (10 + 20) / sqrt 2 = 21.2.
    (x0, y0, x1, y1), (a0, b0, a1, b1) = scene.boxes
    assert abs((x1 - x0) - 22.2) <= 1.5 and abs((y1 - y0) - 22.2) <= 1.5
    # A line of 20 falls as far as it goes: 20 / sqrt 2 = 14.1.
    assert abs((a1 - a0) - 15.1) <= 1.5 and abs((b1 - b0) - 15.1) <= 1.5
    assert a0 > x1  # still to the right


def test_no_turn_changes_nothing() -> None:
    scene, how = _scene(0.0)
    before = scene.ink.copy()
    assert how.pads == (1, 1, 1, 1)
    scene.grow(*how.pads)
    geometry.apply(scene, how)
    assert np.array_equal(scene.ink, before)
    assert scene.boxes == [(20, 15, 31, 36), (60, 25, 81, 26)]


def test_every_pixel_of_the_picture_shows_some_of_the_canvas() -> None:
    for angle in (-30.0, -5.0, 3.0, 45.0):
        scene, how = _scene(angle)
        scene.grow(*how.pads)
        full = np.full(scene.shape, 255, np.uint8)
        assert cv2.warpAffine(full, how.matrix[:2], how.size).min() == 255


def _turned_alone(
    style: Style, index: int, drawn: dict[str, dict[str, float]], monkeypatch: pytest.MonkeyPatch
) -> list[tuple[Image, tuple[int, int, int, int]]]:
    """Each glyph of a string turned by itself, and the box that it got among the others."""

    def compose(strip: Strip, *rest: Any) -> Any:
        canvas, boxes = original(strip, *rest)
        scene = Scene(canvas, boxes, float(canvas.shape[0]), list(strip.tiles))
        how = geometry.view(scene, drawn)
        layers = []
        for tile, (x0, y0, x1, y1) in zip(strip.tiles, boxes, strict=True):
            layer = np.zeros_like(canvas)
            layer[y0:y1, x0:x1] = tile
            alone = Scene(layer, [], 1.0)
            alone.grow(*how.pads)
            layers.append(np.asarray(cv2.warpPerspective(alone.ink, how.matrix, how.size)))
        scene.grow(*how.pads)
        geometry.apply(scene, how)
        found.extend(zip(layers, scene.boxes, strict=True))
        return canvas, boxes

    found: list[tuple[Image, tuple[int, int, int, int]]] = []
    original = synthesizer.compose
    with monkeypatch.context() as patch:
        patch.setattr(synthesizer, "compose", compose)
        synthesizer.Synthesizer(SOURCE, style, seed=8).sample(index)
    return found


APART = Style("apart", text=TextLaw(lengths={5: 1.0}), gaps=(GapLaw(1.0, (0.1, 0.4)),))
TOUCHING = replace(APART, gaps=(GapLaw(1.0, (-0.3, 0.0)),))


@pytest.mark.parametrize(("style", "least"), [(APART, 0.9), (TOUCHING, 0.8)])
@settings(max_examples=25, deadline=None)
@given(index=st.integers(0, 10**6), angle=st.floats(-5, 5))
def test_turned_ink_fills_its_box(style: Style, least: float, index: int, angle: float) -> None:
    with pytest.MonkeyPatch.context() as patch:
        pairs = _turned_alone(style, index, {"turn": {"angle": angle}}, patch)
    assert len(pairs) == 5
    for layer, box in pairs:
        assert _outside(layer, box) <= 8
        assert _overlap(layer, box) >= least


@settings(max_examples=25, deadline=None)
@given(index=st.integers(0, 10**6), pitch=st.floats(-30, 30), yaw=st.floats(-30, 30))
def test_tilted_ink_fills_its_box(index: int, pitch: float, yaw: float) -> None:
    drawn = {
        "turn": {"angle": 8.0},
        "perspective": {"pitch": pitch, "yaw": yaw, "distance": 1.5},
    }
    with pytest.MonkeyPatch.context() as patch:
        pairs = _turned_alone(APART, index, drawn, patch)
    for layer, box in pairs:
        assert _outside(layer, box) <= 8
        assert _overlap(layer, box) >= 0.8


def _outside(layer: Image, box: tuple[int, int, int, int]) -> int:
    """The darkest ink outside the box."""
    x0, y0, x1, y1 = box
    rest = layer.copy()
    rest[y0:y1, x0:x1] = 0
    return int(rest.max())


def _overlap(layer: Image, box: tuple[int, int, int, int]) -> float:
    """Intersection over union of the box and the ink's own."""
    x, y, width, height = cv2.boundingRect(layer)
    across = min(box[2], x + width) - max(box[0], x)
    down = min(box[3], y + height) - max(box[1], y)
    shared = max(0, across) * max(0, down)
    return shared / ((box[2] - box[0]) * (box[3] - box[1]) + width * height - shared)
