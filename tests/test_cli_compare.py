"""seqdigits compare, on a few labelled pictures of tiny untrained nets."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from seqdigits.bundle import Bundle
from seqdigits.cli import app

pytest.importorskip("scipy")
pytest.importorskip("jinja2")
pytest.importorskip("matplotlib")

RUN = CliRunner()


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """A set of six pictures in the folder val of a folder."""
    folder = tmp_path / "cheques" / "val"
    folder.mkdir(parents=True)
    rng = np.random.default_rng(0)
    with (folder / "labels.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "text"])
        for number in range(6):
            page = np.full((60, 160), 255, np.uint8)
            for x in (20, 60, 100):
                page[15 : 40 + int(rng.integers(8)), x : x + 6 + int(rng.integers(9))] = 0
            cv2.imwrite(str(folder / f"{number}.png"), page)
            rows.writerow([f"{number}.png", f"{number}11"])
    return folder.parent


def test_bundles_of_both_kinds_are_compared(
    tiny_bundle: Bundle, classifier_bundle: Bundle, labelled: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report"
    arguments = [
        "compare", str(tiny_bundle.directory), str(classifier_bundle.directory), "--sliding",
        "--no-tesseract", "--no-drawn", "--data", str(labelled), "--part", "val",
        "--rounds", "2", "--report", str(report),
    ]  # fmt: skip
    result = RUN.invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        str(report / name) for name in ("compare.md", "compare.json", "data.png", "compare.html")
    ]
    assert "cheques (6): tiny" in result.stderr
    content = json.loads((report / "compare.json").read_text())
    assert [system["name"] for system in content["systems"]] == ["tiny", "glyph", "glyph, sliding"]
    (row,) = content["sets"]
    assert (row["family"], row["value"]) == ("data", "cheques")
    assert {score["n"] for score in row["systems"].values()} == {6}
    assert content["systems"][1]["onnx_bytes"] == classifier_bundle.onnx.stat().st_size
    # The command is there to be run again.
    assert content["command"].startswith(f"seqdigits compare {tiny_bundle.directory}")
    again = RUN.invoke(app, content["command"].split()[1:])
    assert again.exit_code == 0, again.output
    repeated = json.loads((report / "compare.json").read_text())
    assert repeated["sets"] == content["sets"]


def test_drawn_strings_are_compared(
    classifier_bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from synth.glyphs.bank import GlyphBank

    tiles = np.zeros((20, 28, 28), np.uint8)
    tiles[:, 4:24, 10:18] = 255
    numbers = np.arange(20)
    digits = (numbers % 10).astype("<U1")
    bank = GlyphBank(tiles, digits, numbers, numbers, "mnist")
    monkeypatch.setattr("seqdigits.comparison.running.load_mnist", lambda split: bank)
    monkeypatch.setitem(
        __import__("synth.glyphs.opening", fromlist=["SOURCES"]).SOURCES,
        "mnist",
        lambda split: bank,
    )
    arguments = [
        "compare", str(classifier_bundle.directory), "--no-tesseract", "--count", "2",
        "--rounds", "0", "--report", str(tmp_path),
    ]  # fmt: skip
    result = RUN.invoke(app, arguments)
    assert result.exit_code == 0, result.output
    content = json.loads((tmp_path / "compare.json").read_text())
    assert [row["value"] for row in content["sets"]] == [
        *map(str, range(1, 11)), *["8", "4", "2", "1", "0", "-1", "-2", "-4"],
        "clean", "everyday", "paper", "photo", "hostile",
    ]  # fmt: skip
    assert content["glyphs_alone"]["glyph"]["n"] == 20
    names = {"compare.md", "compare.html", "length.png", "gap.png", "degradation.png"}
    assert names < {path.name for path in tmp_path.iterdir()}


def test_what_cannot_be_compared_is_one_line(
    classifier_bundle: Bundle, labelled: Path, tmp_path: Path
) -> None:
    nothing = ["compare", str(classifier_bundle.directory), "--no-drawn", "--report", str(tmp_path)]
    result = RUN.invoke(app, nothing)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "neither" in result.stderr
    result = RUN.invoke(app, ["compare", "no-such-model", "--report", str(tmp_path)])
    assert result.exit_code == 1
    assert "no-such-model" in result.stderr
