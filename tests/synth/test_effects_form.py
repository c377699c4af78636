"""Cells, frames, lines, dots and stamps lie where the writing asks for them."""

from __future__ import annotations

import numpy as np
import pytest

from synth.effects import form, pen, rim
from synth.effects.scene import Box, Scene
from synth.effects.stamp import stamp

EM = 20.0
COMB = {"kind": 0.0, "pitch": 1.2, "height": 1.5, "spare": 0.0, "width": 0.05, "level": 0.2}


def _scene(boxes: list[Box], size: tuple[int, int] = (40, 160)) -> Scene:
    ink = np.zeros(size, np.uint8)
    for i, (x0, y0, x1, y1) in enumerate(boxes):
        ink[y0:y1, x0:x1] = 200 + i
    return Scene(ink, boxes, EM)


FOUR = [(10, 8, 18, 28), (30, 8, 40, 28), (44, 12, 52, 28), (60, 8, 72, 30)]


@pytest.mark.parametrize("kind", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("spare", [0.0, 2.0])
def test_every_character_has_a_cell_of_one_width(kind: float, spare: float) -> None:
    scene = _scene(list(FOUR))
    assert form.comb(scene, COMB | {"kind": kind, "spare": spare}, np.random.default_rng(3))
    pitch = 1.2 * EM
    cover = scene.prints[0].cover
    assert cover.shape == scene.ink.shape and scene.prints[0].level == 0.2
    cells = {int((x0 + x1) / 2 - 10) // int(pitch) for x0, _, x1, _ in scene.boxes}
    assert len(cells) == 4 and max(cells) - min(cells) == 3
    for i, ((x0, y0, x1, y1), before) in enumerate(zip(scene.boxes, FOUR, strict=True)):
        assert (x1 - x0, y1 - y0) == (before[2] - before[0], before[3] - before[1])
        assert (scene.ink[y0:y1, x0:x1] == 200 + i).all()
        # Inside its cell: no upright of the print touches it.
        assert not (cover[y0:y1, x0:x1].min(axis=0) > 128).any()
    assert np.count_nonzero(scene.ink) == sum((c - a) * (d - b) for a, b, c, d in FOUR)


def test_characters_that_overlap_get_no_cells() -> None:
    scene = _scene([(10, 8, 18, 28), (17, 8, 25, 28)])
    assert not form.comb(scene, COMB, np.random.default_rng(0))
    assert scene.prints == [] and scene.boxes[1] == (17, 8, 25, 28)


def test_a_frame_surrounds_the_writing() -> None:
    scene = _scene(list(FOUR), (36, 76))
    values = {"pad": 0.3, "width": 0.05, "level": 0.3}
    assert form.frame(scene, values, np.random.default_rng(1))
    cover = scene.prints[0].cover
    inked = np.flatnonzero((scene.ink > 0).any(axis=0))
    columns = np.flatnonzero((cover > 128).mean(axis=0) > 0.5)
    assert columns[0] < inked[0] - 0.25 * EM and columns[-1] > inked[-1] + 0.25 * EM
    assert not (cover[scene.ink > 0]).any()


def test_lines_keep_their_distance_and_pass_under_the_feet() -> None:
    scene = _scene(list(FOUR), (120, 80))
    values = {"period": 1.5, "drop": 0.1, "width": 0.05, "level": 0.5}
    assert form.lines(scene, values, np.random.default_rng(1))
    rows = np.flatnonzero(scene.prints[0].cover[:, 40] > 60)
    # Feet at 28, two pixels lower the line; one each 30 pixels from 0 on.
    assert [row for row in (0, 30, 60, 90) if row in rows] == [0, 30, 60, 90]
    assert len(rows) <= 8


def test_dots_part_the_thousands() -> None:
    boxes = [(10 + 16 * i, 8, 20 + 16 * i, 28) for i in range(7)]
    scene = _scene(boxes)
    values = {"size": 0.08, "kind": 0.0}
    assert pen.thousands(scene, values, np.random.default_rng(0))
    assert scene.strokes is not None
    columns = np.flatnonzero(scene.strokes.any(axis=0))
    # 1.234.567: after the first and the fourth of seven.
    groups = np.split(columns, np.flatnonzero(np.diff(columns) > 4) + 1)
    assert [round(float(group.mean())) for group in groups] == [
        pytest.approx(23, abs=4),
        pytest.approx(71, abs=4),
    ]
    assert not pen.thousands(_scene(boxes[:3]), values, np.random.default_rng(0))


@pytest.mark.parametrize("kind", range(5))
def test_fillers_follow_the_text(kind: int) -> None:
    scene = _scene(list(FOUR), (40, 74))
    assert pen.filler(scene, {"kind": float(kind), "length": 0.4}, np.random.default_rng(kind))
    assert scene.strokes is not None and scene.strokes.any()
    columns = np.flatnonzero(scene.strokes.any(axis=0))
    assert columns[0] > scene.boxes[-1][2] - 0.15 * EM
    assert columns[-1] < scene.shape[1] - 1  # room was made


def test_a_strike_passes_through_all_characters_and_hides_little() -> None:
    scene = _scene(list(FOUR))
    assert pen.strike(scene, {"width": 0.05, "tilt": 2.0}, np.random.default_rng(2))
    assert scene.strokes is not None
    for x0, y0, x1, y1 in scene.boxes:
        struck = scene.strokes[y0:y1, x0:x1] > 96
        assert struck.any(axis=0).all() and struck.mean() < 0.25
    assert not pen.strike(_scene([]), {"width": 0.05, "tilt": 0.0}, np.random.default_rng(2))


def test_lines_above_and_below_stay_apart_from_the_text() -> None:
    came = 0
    for seed in range(20):
        scene = _scene(list(FOUR), (50, 100))
        before = scene.ink.copy()
        came += rim.rows(scene, {"reach": 0.25}, np.random.default_rng(seed))
        added = np.flatnonzero((scene.ink != before).any(axis=1))
        # Text in rows 8 to 29; at most 5 rows at either rim.
        assert all(row < 5 or row >= 45 for row in added)
    assert came == 20
    tight = _scene([(10, 0, 18, 20)], (20, 40))
    assert not rim.rows(tight, {"reach": 0.25}, np.random.default_rng(0))


def test_a_cut_reaches_at_most_a_quarter_into_the_ink() -> None:
    sides = set()
    for seed in range(40):
        x0, y0, x1, y1 = rim.cut((40, 100), list(FOUR), EM, np.random.default_rng(seed))
        sides.add((x0 > 0, y0 > 0, x1 < 100, y1 < 40))
        assert x0 <= 10 + 8 / 4 and x1 >= 72 - 12 / 4
        assert y0 <= 8 + EM / 4 and y1 >= 30 - EM / 4
    assert len(sides) == 4


@pytest.mark.parametrize("kind", [0.0, 1.0])
def test_stamps_are_lighter_than_their_strength(kind: float) -> None:
    values = {
        "kind": kind, "size": 3.0, "angle": 20.0, "strength": 0.5, "level": 0.4, "hue": 0.0,
    }  # fmt: skip
    covers = []
    for seed in range(10):
        scene = _scene(list(FOUR))
        assert stamp(scene, values, np.random.default_rng(seed))
        covers.append(scene.prints[0].cover)
        assert (scene.ink == _scene(list(FOUR)).ink).all()
    assert max(cover.max() for cover in covers) <= 128
    assert sum(cover.any() for cover in covers) >= 8
