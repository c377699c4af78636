"""From canvas to picture: every preset and every effect keeps its promises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from synth import Synthesizer
from synth.effects import Picture, finish
from synth.effects.finishing import _GROWING, _LAST, _PLACED
from synth.effects.ink import WEAR as WEAR_EFFECTS
from synth.effects.marks import MARKS as DRAWN_MARKS
from synth.effects.optics import OPTICS
from synth.errors import BadRequestError
from synth.glyphs import open_sources
from synth.style import EFFECTS, MARKS, STYLES, WEAR, Style, style_from

SOURCE = open_sources({"strokes": 1.0}, "train")
#: Read by the paper, and by the form's print, not drawn by a function of their own.
OF_THE_PAPER = {
    "sheet", "ink_colour", "paper_colour", "print_colour", "security", "texture", "shadow",
}  # fmt: skip
OF_THE_VIEW = {"turn", "perspective"}
SHEET = {"level": 0.9, "uneven": 0.0, "darkness": 1.0, "ink": 0.1}


def _style(effects: Mapping[str, Mapping[str, Any]], **more: Any) -> Style:
    return style_from({"effects": effects, **more}, "test")


def _finish(
    style: Style, seed: int = 0, characters: str = "0123456789", texts: int = 5
) -> tuple[Picture, dict[str, Any]]:
    """A picture of `texts` bars of 8 x 20 pixels, 22 apart."""
    canvas = np.zeros((36, 20 + 22 * texts), np.uint8)
    boxes = [(10 + 22 * i, 8, 18 + 22 * i, 28) for i in range(texts)]
    for x0, y0, x1, y1 in boxes:
        canvas[y0:y1, x0:x1] = 255
    drawn: dict[str, Any] = {}
    picture = finish(canvas, boxes, 20.0, style, np.random.default_rng(seed), drawn, characters)
    return picture, drawn


def test_all_that_styles_declare_is_drawn_by_something() -> None:
    drawn = set(_GROWING) | set(_PLACED) | set(_LAST) | set(OPTICS)
    assert set(EFFECTS) == drawn | OF_THE_PAPER | OF_THE_VIEW
    assert set(MARKS) == set(DRAWN_MARKS) and set(WEAR) == set(WEAR_EFFECTS)


@pytest.mark.parametrize("name", STYLES)
def test_samples_of_every_preset_are_whole(name: str) -> None:
    style = STYLES[name]
    synthesizer = Synthesizer(SOURCE, style, seed=6)
    for index in range(30):
        sample = synthesizer.sample(index)
        image = sample.image
        assert image.dtype == np.uint8
        assert image.shape[2:] == ((3,) if style.coloured else ())
        assert len(sample.boxes) == len(sample.text)
        for x0, y0, x1, y1 in sample.boxes:
            assert all(isinstance(edge, int) for edge in (x0, y0, x1, y1))
            assert 0 <= x0 < x1 <= image.shape[1] and 0 <= y0 < y1 <= image.shape[0]
        centres = [box[0] + box[2] for box in sample.boxes]
        assert centres == sorted(centres)
        for parameter, value in sample.parameters.items():
            assert type(value) in (float, int, str, bool), parameter


@pytest.mark.parametrize("name", ["photo", "hostile", "form"])
def test_pictures_repeat(name: str) -> None:
    for seed in range(5):
        (first, one), (second, two) = (_finish(STYLES[name], seed) for _ in range(2))
        assert np.array_equal(first.image, second.image)
        assert first.boxes == second.boxes and one == two


@pytest.mark.parametrize(
    ("name", "paper"),
    [(name, True) for name in sorted(set(EFFECTS) - {"sheet"})]
    # Bars of two values stay what they are in black and white.
    + [(name, False) for name in sorted(set(EFFECTS) - OF_THE_PAPER - {"bilevel"})],
)
def test_each_effect_alone_changes_the_picture_and_notes_its_numbers(
    name: str, paper: bool
) -> None:
    sheet = {"sheet": SHEET} if paper else {}
    form = {"lines": {}} if name == "print_colour" else {}
    if name in ("print_colour", "paper_colour", "ink_colour"):
        sheet = {**sheet, "paper_colour": {"saturation": 0.0}}
    plain, _ = _finish(_style(sheet | form))
    picture, drawn = _finish(_style(sheet | form | {name: {}}))
    assert picture.image.shape != plain.image.shape or (picture.image != plain.image).any()
    noted = {key.partition(".")[2] for key in drawn if key.partition(".")[0] == name}
    assert noted == (set(EFFECTS[name].parameters) or {""})


def test_what_did_not_come_up_is_not_noted() -> None:
    _, drawn = _finish(_style({"turn": {"chance": 0.0}, "comb": {"chance": 0.0}}))
    assert drawn == {}


def test_paper_is_light_and_its_ink_dark() -> None:
    picture, _ = _finish(_style({"sheet": SHEET}))
    inside = picture.image[10:26, 12:16]
    assert picture.image[0, 0] in (229, 230) and set(np.unique(inside)) <= {25, 26}
    turned_round, _ = _finish(_style({"sheet": SHEET, "negative": {}}))
    assert np.array_equal(255 - picture.image, turned_round.image)


def test_coloured_ink_and_paper_have_their_hues() -> None:
    picture, _ = _finish(
        _style(
            {
                "sheet": SHEET,
                "ink_colour": {"hue": 240, "saturation": 1},
                "paper_colour": {"hue": 60, "saturation": 0.5},
            }
        )
    )
    red, green, blue = picture.image[0, 0].astype(int)  # yellow: no less red and green than grey
    assert red == green and abs(red - 230) <= 1 and blue == pytest.approx(115, abs=1)
    red, green, blue = picture.image[18, 14].astype(int)
    assert red == green == 0 and blue > 100


@pytest.mark.parametrize("depth", [0.0, 0.6])
def test_ink_stands_out_as_far_as_asked(depth: float) -> None:
    pale = {"level": 0.6, "uneven": 0.0, "darkness": 0.2, "ink": 0.5}
    effects = {"pressure": {"depth": depth}, "sheet": pale | {"contrast": 0.3}}
    picture, drawn = _finish(_style(effects))
    ink = picture.image[10:26, 11:17].mean() / 255.0
    assert picture.image[0, 0] / 255.0 - ink >= 0.27
    assert drawn["sheet.ink"] == pytest.approx(0.3) and drawn["sheet.darkness"] > 0.2
    unasked, _ = _finish(_style({"sheet": pale}))
    assert unasked.image[0, 0] / 255.0 - unasked.image[18, 14] / 255.0 < 0.05


def test_marks_that_look_like_characters_are_left_out_where_texts_hold_them() -> None:
    style = _style({"thousands": {}, "filler": {}})
    digits, drawn = _finish(style)
    assert "thousands.size" in drawn and "filler.kind" in drawn
    assert np.count_nonzero(digits.image) > 5 * 8 * 20
    money, drawn = _finish(style, characters=",.0123456789")
    assert drawn == {} and np.count_nonzero(money.image) == 5 * 8 * 20


def test_black_and_white_has_two_values_and_spares_security_print() -> None:
    picture, drawn = _finish(_style({"sheet": SHEET, "bilevel": {}, "noise": {}}))
    assert set(np.unique(picture.image)) == {0, 255} and drawn["bilevel"] is True
    _, drawn = _finish(_style({"sheet": SHEET, "bilevel": {}, "security": {}}))
    assert "bilevel" not in drawn


def test_noise_has_its_deviation_in_every_channel() -> None:
    for shape in ((120, 300), (120, 300, 3)):
        grey = np.full(shape, 128, np.uint8)
        noisy = OPTICS["noise"](grey, 20.0, {"deviation": 0.04}, np.random.default_rng(2))
        change = (noisy.astype(float) - 128).reshape(-1, shape[2] if len(shape) == 3 else 1)
        np.testing.assert_allclose(change.std(axis=0), 255 * 0.04, rtol=0.03)
        assert np.abs(change.mean(axis=0)).max() < 0.25
        if len(shape) == 3:
            apart = np.corrcoef(change.T) - np.eye(3)
            assert np.abs(apart).max() < 0.03


def test_an_empty_canvas_takes_every_effect() -> None:
    everything = {name: {} for name in EFFECTS}
    marks = dict.fromkeys(MARKS, 1.0)
    for seed in range(10):
        style = _style(everything, marks=marks, wear=dict.fromkeys(WEAR, 1.0), cut=1.0)
        picture, drawn = _finish(style, seed, texts=0)
        assert picture.boxes == [] and picture.image.ndim == 3 and picture.image.size
        assert "strike.width" not in drawn and "cut" not in drawn


def test_a_sheet_comes_always_or_never() -> None:
    with pytest.raises(BadRequestError, match="1 or 0"):
        _style({"sheet": {"chance": 0.3}})
    assert not _style({"sheet": {"chance": 0}}).paper
