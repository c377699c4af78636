"""Styles are read from TOML, say their whole selves in it, and refuse what they do not know."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from synth.distributions import Constant, Normal, Uniform
from synth.errors import BadRequestError, DataNotFoundError
from synth.style import (
    EFFECTS,
    MARKS,
    STYLES,
    WEAR,
    GapLaw,
    Style,
    declared,
    read_style,
    style_from,
    style_named,
    table_of,
)
from synth.text import TextLaw, open_texts

FILE = """
about = "a test"
digit_height = [10, 12]
slant = { normal = [0.1, 0.05], low = 0.0, high = 0.2 }
rotation = 0

[text]
lengths = "2-3"
empty = 0.5

[[gaps]]
weight = 2
mean = 0.1

[marks]
rule = 1.0

[effects.turn]
chance = 0.5
angle = [-3, 3]
"""


def _file(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_as_it_says(tmp_path: Path) -> None:
    style = read_style(_file(tmp_path, FILE))
    assert style.name == "mine" and style.about == "a test"
    assert style.digit_height == Uniform(10, 12) and style.rotation == Constant(0)
    assert style.slant == Normal(0.1, 0.05, 0.0, 0.2)
    assert style.text == TextLaw(lengths={2: 1.0, 3: 1.0}, empty=0.5)
    assert style.gaps == (GapLaw(2.0, (0.1, 0.1)),) or style.gaps[0].mean == Constant(0.1)
    assert style.gaps[0].jitter == Uniform(0.0, 0.1)  # said nowhere: the default
    assert style.marks == {"rule": 1.0} and style.wear == {}
    assert style.effects["turn"].chance == 0.5
    assert style.effects["turn"].values == {"angle": Uniform(-3, 3)}
    assert not style.paper and not style.coloured


def test_a_file_lays_its_keys_over_those_of_its_base(tmp_path: Path) -> None:
    text = 'base = "photo"\nslope = 0\n[marks]\nrule = 0.5\n[effects.shake]\nlength = 0.1\n'
    style, photo = read_style(_file(tmp_path, text)), STYLES["photo"]
    assert style.slope == Constant(0) and style.slant == photo.slant
    assert style.marks == {**photo.marks, "rule": 0.5}
    shake = style.effects["shake"]
    assert shake.values["length"] == Constant(0.1)
    assert shake.values["angle"] == photo.effects["shake"].values["angle"]
    assert shake.chance == photo.effects["shake"].chance
    assert style.gaps == photo.gaps and style.text == photo.text


@pytest.mark.parametrize("name", STYLES)
def test_presets_say_their_whole_selves(name: str) -> None:
    style = style_named(name)
    assert style.name == name and style.about
    assert style_from(table_of(style), name) == style


def test_presets_are_those_that_are_promised() -> None:
    promised = ["clean", "everyday", "touching", "paper", "form", "scan", "photo", "hostile"]
    assert list(STYLES) == promised
    assert [name for name in promised if STYLES[name].paper] == promised[3:]
    assert [name for name in promised if STYLES[name].coloured] == ["photo", "hostile"]


def test_every_parameter_has_a_unit_and_a_line() -> None:
    known = [declared(Style), declared(GapLaw), *(e.parameters for e in EFFECTS.values())]
    for parameters in known:
        for name, item in parameters.items():
            assert item.unit and item.about, name
            assert item.low <= item.default.low and item.default.high <= item.high, name
    assert all(effect.about for effect in EFFECTS.values())
    assert all(MARKS.values()) and all(WEAR.values())


def test_styles_are_made_in_python_too() -> None:
    style = Style("mine", slant=(0.0, 0.1), aspect=1, gaps=(GapLaw(1, (-0.1, 0.0)),))
    assert style.slant == Uniform(0.0, 0.1) and style.aspect == Constant(1.0)
    assert style.gaps[0].mean == Uniform(-0.1, 0.0)
    turned = replace(style, effects={"turn": {"chance": 0.5, "angle": (-3, 3)}, "shake": {}})
    assert turned.effects["turn"].values == {"angle": Uniform(-3, 3)}
    assert turned.effects["shake"].values["length"] == EFFECTS["shake"].parameters["length"].default
    with pytest.raises(BadRequestError, match="states a TextLaw"):
        table_of(replace(style, text=open_texts(kind="money")))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("slant = [0.1", "a style is a TOML file"),
        ("slope = [0.2, 0.1]", r"slope: a range is \[low, high\]"),
        ("slant = 'right'", "slant: a distribution is"),
        ("digit_height = 2", "digit_height lies between 4 and 1000 pixels"),
        ("slnt = 0", "'slnt'"),
        ("kerned = 1.5", "kerned is a probability"),
        ("base = 'nice'", "'nice'"),
        ("base = 3", "a style is one of"),
        ("text = 3", "text is a table"),
        ("[text]\nlength = 3", "'length'"),
        ("[text]\nlengths = 'few'", "a length is"),
        ("[text]\nlengths = { x = 1.0 }", "text.lengths"),
        ("[text]\nlengths = '0-3'", "a length is"),
        ("[text]\nlengths = 4", "text.lengths"),
        ("[text]\nempty = 2", "text.empty is a probability"),
        ("gaps = 3", "gaps is an array"),
        ("gaps = []", "a weight above 0"),
        ("[[gaps]]\nweight = -1", "gaps.weight"),
        ("[[gaps]]\nweight = 'a'", "gaps.weight"),
        ("[[gaps]]\nwidth = 1", "'width'"),
        ("[[gaps]]\nmean = 99", "gaps.mean lies between"),
        ("marks = 1", "marks is a table"),
        ("[marks]\ndoodle = 0.1", "'doodle'"),
        ("[marks]\nrule = 'often'", "marks.rule is a probability"),
        ("[wear]\nrust = 0.1", "'rust'"),
        ("[effects.snow]", "'snow'"),
        ("effects = 4", "effects is a table"),
        ("[effects]\nturn = 4", "effects.turn is a table"),
        ("[effects.turn]\nspeed = 1", "'speed'"),
        ("[effects.turn]\nangle = 60", "effects.turn.angle lies between -45 and 45 degrees"),
        ("[effects.turn]\nchance = 3", "effects.turn.chance is a probability"),
        ("[effects.sheet]\nchance = 0.5", "sheet.chance is 1 or 0"),
    ],
)
def test_bad_files_are_refused_by_name_and_key(tmp_path: Path, text: str, complaint: str) -> None:
    path = _file(tmp_path, text)
    with pytest.raises(BadRequestError, match=complaint) as caught:
        read_style(path)
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)
    assert "Received: " in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataNotFoundError, match=r"none\.toml"):
        read_style(tmp_path / "none.toml")
    with pytest.raises(BadRequestError, match=str(tmp_path)):
        read_style(tmp_path)
