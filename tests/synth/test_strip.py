"""A string's glyphs side by side: elastic distortion moves their points, a little and smoothly."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from synth import Synthesizer
from synth.errors import BadRequestError
from synth.glyphs import open_sources
from synth.glyphs.glyph import Glyph
from synth.strip import Bend, Strip
from synth.style import STYLES, Style

AS_IT_IS = np.array([[1.0, 0.0, 0.0, 1.0]])
MOST = 3.0


def dot() -> Glyph:
    """A disc in the middle of an otherwise empty image, its middle marked as the pen's way."""
    image = np.zeros((31, 31), np.uint8)
    cv2.circle(image, (15, 15), 3, 255, -1)
    return Glyph("0", image, 31.0, 0.0, "dot", entry=(15.0, 15.0), exit=(15.0, 15.0))


def centre(strip: Strip, i: int = 0) -> NDArray[np.float64]:
    """x, y of the middle of tile i's ink, in the tile."""
    ys, xs = np.mgrid[: strip.tiles[i].shape[0], : strip.tiles[i].shape[1]]
    ink = strip.tiles[i].astype(float)
    return np.array([(xs * ink).sum(), (ys * ink).sum()]) / ink.sum()


@pytest.mark.parametrize("shape", [(5, 3), (30, 30), (40, 400), (1, 1)])
def test_a_field_is_bounded_and_smooth(shape: tuple[int, int]) -> None:
    field = Bend(MOST, 8.0, np.random.default_rng(1)).field(*shape)
    assert field.shape == (2, *shape) and field.dtype == np.float32
    assert np.abs(field).max() <= MOST
    if min(shape) > 8:
        assert field.std() > 0.3 * MOST
        steps = np.concatenate([np.diff(field, axis=axis).ravel() for axis in (1, 2)])
        # Two noises as far apart as can be, one coarse cell of 4 pixels or more between them.
        assert np.abs(steps).max() <= 2 * MOST / 4


def test_a_dot_is_moved_by_no_more_than_told_and_its_pen_point_goes_along() -> None:
    straight = Strip([dot()], AS_IT_IS, 0.0)
    moves = []
    for seed in range(60):
        bend = Bend(MOST, 40.0, np.random.default_rng(seed))
        bent = Strip([dot()], AS_IT_IS, 0.0, bend)
        assert bent.entries[0] is not None
        assert np.abs(centre(bent) - bent.entries[0]).max() < 0.6
        up = centre(bent)[1] - bent.rises[0] - (centre(straight)[1] - straight.rises[0])
        moves.append(float(up))
    assert max(map(abs, moves)) <= MOST + 0.3
    assert np.std(moves) > 0.2 * MOST


def test_no_ink_leaves_its_own_tile() -> None:
    """Each of two neighbours keeps what it has: what one loses, the other does not gain."""
    glyphs, maps = [dot(), dot()], np.repeat(AS_IT_IS, 2, axis=0)
    amount = dot().image.sum(dtype=float)
    for seed in range(30):
        strip = Strip(glyphs, maps, 0.0, Bend(MOST, 12.0, np.random.default_rng(seed)))
        for tile in strip.tiles:
            assert 0.4 < tile.sum(dtype=float) / amount < 2.5


def test_a_bend_is_a_parameter_of_the_style_and_of_every_sample() -> None:
    source = open_sources({"strokes": 1.0}, "train")
    style = replace(STYLES["clean"], bend=(0.05, 0.1))
    straight = Synthesizer(source, replace(style, bend=0.0)).write("27", np.random.default_rng(3))
    bent = Synthesizer(source, style).write("27", np.random.default_rng(3))
    assert straight.parameters["bend"] == 0.0
    assert 0.05 <= bent.parameters["bend"] <= 0.1
    assert not np.array_equal(straight.image, bent.image)
    with pytest.raises(BadRequestError, match=r"bend.*0\.4"):
        Style("torn", bend=0.9)
