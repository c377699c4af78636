"""InkML files written by hand: grouping, truths, times, sizes; and lines thinned by speed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from synth.errors import BadDataError, BadRequestError, DataNotFoundError
from synth.glyphs.inkml import evenly_timed, load_inkml, read_symbols
from synth.glyphs.pen import Pen, draw
from synth.glyphs.speed import QuickPen, widths_by_speed

SPLITS = ("train", "val", "test")
HERE = Path("page.inkml")
SEVEN, ONE, DASH = "0 0, 10 0, 4 20", "30 0, 30 10, 30 20", "14 10, 24 10"


def _ink(body: str, writer: str = "", namespace: bool = True) -> bytes:
    who = f'<annotation type="writer">{writer}</annotation>' if writer else ""
    space = ' xmlns="http://www.w3.org/2003/InkML"' if namespace else ""
    return f"<?xml version='1.0'?><ink{space}>{who}{body}</ink>".encode()


def _group(truth: str, *traces: int) -> str:
    views = "".join(f'<traceView traceDataRef="{i}"/>' for i in traces)
    return f'<traceGroup><annotation type="truth">{truth}</annotation>{views}</traceGroup>'


def _formula(writer: str = "", shift: int = 0) -> bytes:
    traces = "".join(
        f'<trace id="{i}">{", ".join(f"{float(x) + shift} {y}" for x, y in _points(t))}</trace>'
        for i, t in enumerate((SEVEN, DASH, ONE))
    )
    groups = _group("7", 0) + _group("-", 1) + _group("1", 2) + _group("\\frac", 0, 2)
    return _ink(
        f'<annotation type="truth">$7-1$</annotation>{traces}'
        f'<traceGroup xml:id="A"><annotation type="truth">Segmentation</annotation>{groups}'
        "</traceGroup>",
        writer,
    )


def _points(text: str) -> list[list[str]]:
    return [point.split() for point in text.split(",")]


@pytest.mark.parametrize("namespace", [True, False])
def test_a_file_may_hold_one_symbol(namespace: bool) -> None:
    body = '<annotation type="truth">$4$</annotation><trace>0 0, 1 2</trace><trace>3 1,3 4</trace>'
    writer, symbols = read_symbols(_ink(body, "anna", namespace), HERE)
    assert writer == "anna"
    (symbol,) = symbols
    assert symbol.char == "4"
    assert [stroke.tolist() for stroke in symbol.strokes] == [[[0, 0], [1, 2]], [[3, 1], [3, 4]]]


def test_groups_name_their_traces_and_longer_truths_are_left_out() -> None:
    writer, symbols = read_symbols(_formula(), HERE)
    assert writer == ""
    assert [symbol.char for symbol in symbols] == ["7", "-", "1"]
    assert symbols[2].strokes[0].tolist() == [[30, 0], [30, 10], [30, 20]]


def test_groups_may_hold_their_traces_and_spell_their_signs() -> None:
    body = (
        '<traceGroup><annotation type="truth">COMMA</annotation><trace>0 0, 1 1</trace>'
        '</traceGroup><traceGroup><annotation type="truth">\\times</annotation>'
        "<trace>5 0, 6 1</trace></traceGroup>"
    )
    assert [symbol.char for symbol in read_symbols(_ink(body), HERE)[1]] == [",", "\u00d7"]


def test_times_space_the_points_by_speed() -> None:
    # Two units in the first tenth of a second, one in the second; then a pause of two tenths.
    points = np.array([[0.0, 0], [2, 0], [3, 0], [3, 0]])
    even = evenly_timed(points, np.array([0.0, 0.1, 0.2, 0.4]))
    assert np.allclose(even[:, 0], [0, 2, 3, 3, 3])
    still = evenly_timed(points, np.zeros(4))
    assert np.array_equal(still, points)
    body = (
        '<traceFormat><channel name="T"/><channel name="X"/><channel name="Y"/></traceFormat>'
        '<annotation type="truth">1</annotation><trace>0 5 0, 10 5 8, 20 5 9, 40 5 9</trace>'
    )
    (symbol,) = read_symbols(_ink(body), HERE)[1]
    assert symbol.strokes[0].tolist() == [[5, 0], [5, 8], [5, 9], [5, 9], [5, 9]]


def test_symbols_come_to_digit_heights_and_signs_keep_their_place(tmp_path: Path) -> None:
    for i in range(30):
        (tmp_path / f"{i}.inkml").write_bytes(_formula(f"w{i}", i))
    ink = load_inkml(tmp_path, "train")
    assert ink.characters == "-17"
    rng = np.random.default_rng(0)
    for char, height, bottom in (("7", 1.0, 0.0), ("1", 1.0, 0.0), ("-", 0.0, -0.5)):
        row = int(np.flatnonzero(ink.characters_of == char)[0])
        points = np.concatenate(ink.items[row])
        assert np.ptp(points[:, 1]) == pytest.approx(height)
        assert points[:, 1].max() == pytest.approx(bottom)
        assert points[:, 0].min() == 0
        glyph = ink.hand(rng).glyph(char, rng)
        assert glyph.key.startswith("inkml:") and glyph.image.max() > 200
        assert glyph.entry is not None and glyph.exit is not None


@pytest.mark.parametrize("named", [True, False])
def test_splits_share_no_symbol_nor_writer(tmp_path: Path, named: bool) -> None:
    for i in range(24):
        folder = tmp_path / str(i % 2)
        folder.mkdir(exist_ok=True)
        (folder / f"{i}.inkml").write_bytes(_formula(f"w{i % 6}" if named else "", i))
    inks = {split: load_inkml(tmp_path, split) for split in SPLITS}
    assert sum(len(ink.items) for ink in inks.values()) == 72
    for one, other in (("train", "val"), ("train", "test"), ("val", "test")):
        assert not set(inks[one].keys.tolist()) & set(inks[other].keys.tolist())
        if named:
            assert not set(inks[one].writers.tolist()) & set(inks[other].writers.tolist())


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"<ink><trace>", "valid XML"),
        (b"\x00\x01", "valid XML"),
        (_ink('<annotation type="truth">1</annotation><trace>0 0, 1 b</trace>'), "numbers"),
        (_ink('<annotation type="truth">1</annotation><trace>0, 1</trace>'), "x and y"),
        (_ink('<annotation type="truth">1</annotation><trace>0 0, nan 1</trace>'), "no number"),
        (b'<!DOCTYPE ink [<!ENTITY a "b">]><ink>&a;</ink>', "document type"),
        (_ink("<trace>0 0, 1 1</trace>"), "no single character"),
    ],
)
def test_bad_files_are_named(tmp_path: Path, data: bytes, complaint: str) -> None:
    path = tmp_path / "bad.inkml"
    path.write_bytes(data)
    with pytest.raises(BadDataError, match=complaint) as caught:
        load_inkml(path, "train")
    assert "bad.inkml" in str(caught.value)


def test_missing_files_and_empty_splits_are_told(tmp_path: Path) -> None:
    with pytest.raises(DataNotFoundError, match=r"\*\.inkml"):
        load_inkml(tmp_path, "train")
    (tmp_path / "one.inkml").write_bytes(_formula())
    assert load_inkml(tmp_path / "one.inkml", "train").characters == "-17"
    with pytest.raises(BadRequestError, match="for val"):
        load_inkml(tmp_path, "val")


def test_speed_takes_width_from_the_quick_part_only() -> None:
    # Steps of 1, 1, 1, 1 and 6, 6: the mean is 8/3, the quick ones are 2.25 times as fast.
    x = np.array([0.0, 1, 2, 3, 4, 10, 16])
    points = np.stack([x, np.zeros(7)], axis=1)
    shares = widths_by_speed(points, [7], haste=0.6)
    lost = 0.6 * (2.25 - 1) / 1.5
    assert np.allclose(shares, [1, 1, 1, 1 - lost / 4, 1 - 3 * lost / 4, 1 - lost, 1 - lost])
    assert np.array_equal(widths_by_speed(points, [7], haste=0.0), np.ones(7))
    assert np.array_equal(widths_by_speed(np.zeros((9, 2)), [9], haste=0.9), np.ones(9))


def test_the_way_between_strokes_is_not_speed() -> None:
    stroke = np.stack([np.arange(6.0), np.zeros(6)], axis=1)
    points = np.concatenate([stroke, stroke + np.array([100, 0])])
    assert np.allclose(widths_by_speed(points, [6, 12], haste=0.9), 1)


def test_a_quick_pen_leaves_less_ink_and_an_idle_one_as_much() -> None:
    t = np.linspace(0, 1, 40)
    stroke = np.stack([0 * t, t**3 - 1], axis=1)

    def ink(pen: Pen) -> float:
        return float(draw([stroke], pen, 40.0)[0].sum())

    plain = ink(Pen(0.2))
    assert ink(QuickPen(0.2, haste=0.7)) < 0.85 * plain
    assert ink(QuickPen(0.2, haste=0.0)) == pytest.approx(plain, rel=0.02)
