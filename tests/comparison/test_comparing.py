"""A comparison of made-up systems on made-up sets: figures, sentences and files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("scipy")
pytest.importorskip("matplotlib")
pytest.importorskip("jinja2")

from seqdigits.comparison import (
    Comparison,
    GlyphAccuracy,
    Row,
    StringSet,
    System,
    findings,
    measure_speed,
    read_sets,
    write_report,
)
from seqdigits.comparison.significance import holm
from seqdigits.images import Source

TEXTS = ["1", "22", "333", "4444", "55555", "6", "77", "888"] * 5


def system(name: str, wrong: Sequence[int], whole: bool = False) -> System:
    """Reads the texts of `pictures`, which are their places in TEXTS; `wrong` ones as nothing."""

    def read(pictures: Sequence[Source]) -> list[str]:
        places = [int(np.asarray(picture)[0, 0]) for picture in pictures]
        return ["" if place in wrong else TEXTS[place] for place in places]

    return System(name, "by heart", read, None, whole)


def strings(family: str, value: str) -> StringSet:
    pictures = [np.full((2, 2), place, np.uint8) for place in range(len(TEXTS))]
    return StringSet(family, value, pictures, TEXTS)


@pytest.fixture
def rows() -> tuple[tuple[System, ...], tuple[Row, ...]]:
    systems = (system("best", [0, 1], True), system("near", [0, 1, 2]), system("far", range(20)))
    sets = [strings("length", "3"), strings("gap", "-2"), strings("data", "cheques")]
    return systems, read_sets(systems, sets)


def test_figures_by_hand(rows: tuple[tuple[System, ...], tuple[Row, ...]]) -> None:
    best, near, far = rows[1][0].scores
    assert [score.correct for score in (best, near, far)] == [38, 37, 20]
    assert best.against is None
    assert best.p is None
    # "1" and "22" are 3 edits of the 21 characters of each 8 texts, five times.
    assert best.cer == pytest.approx(3 / 105)
    assert near.against is not None
    assert (near.against.b, near.against.c, near.against.p) == (1, 0, 1.0)
    assert far.against is not None
    assert (far.against.b, far.against.c) == (18, 0)
    assert far.against.p == pytest.approx(2 / 2**18)
    # Six tests: the three of "far" are corrected by 6, 5 and 4, and none below the first.
    assert [row.scores[2].p for row in rows[1]] == pytest.approx([6 * 2 / 2**18] * 3)
    assert far.differs
    assert not near.differs
    tests = [score.against.p for row in rows[1] for score in row.scores if score.against]
    corrected = [score.p for row in rows[1] for score in row.scores if score.against]
    assert corrected == holm(tests)


def test_sentences_say_where_a_system_breaks(
    rows: tuple[tuple[System, ...], tuple[Row, ...]],
) -> None:
    systems, read = rows
    found = findings(Comparison(systems, read, {"near": GlyphAccuracy(100, 98)}, None))
    near = [line for line in found if line.startswith("near")]
    far = [line for line in found if line.startswith("far")]
    # 37 of 40 is 92.5 %; 0.98 to the third is 94.1 %.
    assert "92.5% of the time" in near[0]
    assert "94.1% (-1.6 points)" in near[0]
    assert all("nowhere below best" in line for line in near[1:])
    assert "first at 3 digits, 50.0%" in far[0]
    assert "first at gap -2 px" in far[1]
    assert far[2].endswith("below best on cheques; 1 of 1.")


def test_the_report_holds_every_figure(
    tmp_path: Path, rows: tuple[tuple[System, ...], tuple[Row, ...]]
) -> None:
    systems, read = rows
    speeds = tuple(measure_speed(systems, [np.zeros((2, 2), np.uint8)] * 3, 3))
    comparison = Comparison(systems, read, {"near": GlyphAccuracy(100, 98)}, speeds, ("A note.",))
    paths = write_report(comparison, tmp_path / "deep", {"command": "seqdigits compare", "seed": 7})
    names = ["compare.html", "compare.json", "compare.md", "data.png", "gap.png", "length.png"]
    assert sorted(path.name for path in paths) == names
    assert sorted(path.name for path in (tmp_path / "deep").iterdir()) == names
    text = (tmp_path / "deep" / "compare.md").read_text()
    (line,) = [line for line in text.splitlines() if line.startswith("| 3 digits")]
    assert line.split(" | ")[1] == "40"
    assert line.split(" | ")[2].startswith("95.0% [83.5%, 98.6%], CER 2.86%")
    assert line.endswith("* |")
    assert "- A note." in text
    content = json.loads((tmp_path / "deep" / "compare.json").read_text())
    assert (content["seed"], content["command"]) == (7, "seqdigits compare")
    first = content["sets"][0]["systems"]
    assert first["far"]["mcnemar"]["first_alone_right"] == 18
    assert "mcnemar" not in first["best"]
    assert content["systems"][0]["time_ratio"] == 1.0
    page = (tmp_path / "deep" / "compare.html").read_text()
    assert page.count("data:image/png;base64") == 3
    assert "A note." in page


def test_systems_take_turns() -> None:
    calls: list[str] = []

    def taking(name: str) -> System:
        def read(pictures: Sequence[Source]) -> list[str]:
            calls.append(name)
            return [""] * len(pictures)

        return System(name, "", read, None, False)

    speeds = measure_speed([taking("a"), taking("b")], [np.zeros((2, 2), np.uint8)] * 4, 3)
    # Once each to warm up; then three rounds, begun by a, b and a.
    assert calls == ["a", "b", "a", "b", "b", "a", "a", "b"]
    assert speeds[0].ratio == 1.0
