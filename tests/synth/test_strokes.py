"""Stroke glyphs: the pen, the letterforms, the hands."""

from __future__ import annotations

import numpy as np
import pytest

from synth.errors import BadRequestError
from synth.glyphs.glyph import Glyph, Hand, Source
from synth.glyphs.pen import Pen, draw
from synth.glyphs.strokes import StrokeSource
from synth.glyphs.strokes.letterforms import LETTERFORMS, SCHOOLS, Letterform

DIGITS = "0123456789"
FORMS = [form for forms in LETTERFORMS.values() for form in forms]
BAR = np.array([[0.0, -1.0], [0.0, -0.5], [0.0, 0.0]])
PENS = [
    Pen(0.1),
    Pen(0.1, taper=0.5),
    Pen(0.15, nib=0.5),
    Pen(0.15, swell=0.6),
    Pen(0.15, taper=0.3, nib=0.4, swell=0.5),
]


def write(text: str, seed: int) -> list[Glyph]:
    """Glyphs of one hand."""
    rng = np.random.default_rng(seed)
    hand = StrokeSource().hand(rng)
    return [hand.glyph(char, rng) for char in text]


def test_a_bar_is_as_tall_and_wide_as_its_pen_says() -> None:
    """A 20 px bar drawn 4 px wide inks 80 px and the caps of a disc of diameter 4."""
    image, (x, y) = draw([BAR], Pen(0.2), 20)
    assert image.sum() / 255 == pytest.approx(20 * 4 + np.pi * 4, rel=0.12)
    assert abs(image.shape[0] - 24) <= 1
    assert abs(image.shape[1] - 4) <= 1
    middle = image[10].astype(float)
    assert (middle * np.arange(len(middle))).sum() / middle.sum() == pytest.approx(x, abs=0.2)
    assert y == pytest.approx(21.5, abs=0.75)


@pytest.mark.parametrize("pen", PENS)
def test_ink_follows_the_strokes_wherever_they_lie(pen: Pen) -> None:
    """Every point is inked where the origin says, far from the origin too."""
    circle = np.linspace(0, 2 * np.pi, 30)[:, None]
    ring = 0.5 * np.hstack([np.cos(circle), np.sin(circle)])
    for move in ([0.0, 0.0], [-7.3, 4.1], [3.33, -5.21]):
        strokes = [ring + move, BAR + move]
        image, origin = draw(strokes, pen, 26)
        places = np.rint(np.concatenate(strokes) * 26 + origin).astype(int)
        assert (image[places[:, 1], places[:, 0]] > 0).all()


@pytest.mark.parametrize("pen", PENS)
def test_images_are_cropped_to_their_ink(pen: Pen) -> None:
    """No rim without ink; one point is a dot."""
    for strokes in ([BAR], [BAR, BAR[:1] + 0.4], [BAR[:1]]):
        image, _ = draw(strokes, pen, 26)
        assert image.dtype == np.uint8
        assert image[0].any() and image[-1].any()
        assert image[:, 0].any() and image[:, -1].any()


def test_a_broad_nib_is_thin_along_its_edge() -> None:
    """Held level, it makes thick downstrokes and thin strokes across."""
    pen = Pen(0.3, nib=0.7, angle=0.0)
    down, _ = draw([BAR], pen, 40)
    across, _ = draw([BAR[:, ::-1]], pen, 40)
    assert down.shape[1] == pytest.approx(12, abs=1)
    assert across.shape[0] == pytest.approx(12 * 0.3, abs=1)


def test_a_pointed_nib_swells_on_downstrokes() -> None:
    """The same bar is wider downwards than upwards."""
    pen = Pen(0.2, swell=0.6)
    assert draw([BAR], pen, 40)[0].sum() > 1.8 * draw([BAR[::-1]], pen, 40)[0].sum()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.char} {form.name}")
def test_lines_pass_through_the_points_of_every_letterform(form: Letterform) -> None:
    """Smooth, straight and soft lines alike; hasty ones only begin and end there."""
    skeleton = form.skeleton
    for roundness, softness in ((1, 0), (0, 0), (1, 1), (0.7, 0.2)):
        lines = skeleton.lines(skeleton.points, roundness, softness, 0)
        apart = np.linalg.norm(skeleton.points[:, None] - lines, axis=2)
        assert apart.min(axis=1).max() < 1e-9
    strokes = skeleton.cut(skeleton.lines(skeleton.points, 1, 0, 1))
    assert sum(map(len, strokes)) == len(skeleton.tremble)
    assert np.allclose(strokes[0][0], skeleton.points[0], atol=1e-3)
    assert np.allclose(strokes[-1][-1], skeleton.points[-1], atol=1e-3)


def test_letterforms_stay_in_their_place() -> None:
    """Digits stand about one em tall, old tails up to one below; names, schools are in order."""
    for form in FORMS:
        lines = form.skeleton.lines(form.skeleton.points, 1, 0, 0)
        assert lines[:, 1].min() >= -1.22 and lines[:, 1].max() <= 1.0, form
        assert set(form.schools) <= set(SCHOOLS) and form.weight > 0
        if form.char in DIGITS:
            assert 0.8 < np.ptp(lines[:, 1]) < 2.0, form
    assert len({(form.char, form.name) for form in FORMS}) == len(FORMS)
    assert all(len(LETTERFORMS[char]) >= 9 for char in DIGITS)


def test_the_source_and_its_hands_keep_the_protocol() -> None:
    """Typed as the protocols, used as the synthesizer uses them."""
    source: Source = StrokeSource(em=(24, 24))
    assert source.characters == "0123456789.,-/+"
    hand: Hand = source.hand(np.random.default_rng(3))
    assert 0 <= hand.joins <= 1
    assert hand.thickness is not None and 0.5 < hand.thickness < 6


@pytest.mark.parametrize("seed", range(12))
def test_glyphs_are_whole(seed: int) -> None:
    """Cropped, of their hand's em, standing near the line, with entry and exit in the image."""
    source = StrokeSource()
    for glyph in write(source.characters, seed):
        h, w = glyph.image.shape
        assert glyph.image.max() > 80 and 20 <= glyph.height <= 30
        assert glyph.entry is not None and glyph.exit is not None
        for x, y in (glyph.entry, glyph.exit):
            assert -1 <= x <= w and -1 <= y <= h
        if glyph.char in DIGITS:
            assert 0.4 * glyph.height < h < 4 * glyph.height
            assert -0.3 * glyph.height < glyph.bottom < 2.5 * glyph.height


def test_the_generator_alone_decides() -> None:
    """The same seed writes the same glyphs, another seed others; no key comes twice."""
    for one, two, other in zip(write(DIGITS, 5), write(DIGITS, 5), write(DIGITS, 6), strict=True):
        assert np.array_equal(one.image, two.image) and one.key == two.key
        assert one.key != other.key
    keys = [glyph.key for seed in range(40) for glyph in write(DIGITS * 2, seed)]
    assert len(set(keys)) == len(keys)


def test_a_hand_keeps_its_letterforms() -> None:
    """Mostly: strays are rare but happen."""
    same = [
        glyph.key.split(":")[2] == glyphs[0].key.split(":")[2]
        for seed in range(60)
        for glyphs in [write("4" * 8, seed)]
        for glyph in glyphs[1:]
    ]
    assert 0.9 < np.mean(same) < 1


def test_unknown_characters_are_refused() -> None:
    """The message names what was received."""
    with pytest.raises(BadRequestError, match="Received: 'x'"):
        write("x", 0)
