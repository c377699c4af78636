"""`seqdigits evaluate` as a shell meets it."""

from __future__ import annotations

import csv
import json
import shlex
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from typer.testing import CliRunner, Result

from seqdigits.bundle import Bundle
from seqdigits.cli import app
from seqdigits.reading import Reader

COUNT = 30
WRONG = 10


@pytest.fixture(scope="module")
def labelled(tiny_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """30 pictures; 10 of them say one character more than the tiny net reads, 0 in front."""
    folder = tmp_path_factory.mktemp("strings")
    for index in range(COUNT):
        image = Image.new("L", (60 + 3 * index, 60), 255)
        ImageDraw.Draw(image).text((20, 5 + index % 7), str(index), 0, font_size=30 + index % 9)
        image.save(folder / f"{index:02}.png")
    pictures = sorted(folder.glob("*.png"))
    readings = Reader.load(tiny_directory, max_ood=1.0).read(pictures)
    rows = [
        (picture.name, "0" * (index < WRONG) + reading.text)
        for index, (picture, reading) in enumerate(zip(pictures, readings, strict=True))
    ]
    write_labels(folder, rows)
    return folder


@pytest.fixture
def spoilt(labelled: Path, tmp_path: Path) -> Path:
    """The first three pictures, and rows with a sign, without their picture, with no image."""
    for name in ("00.png", "01.png", "02.png"):
        (tmp_path / name).write_bytes((labelled / name).read_bytes())
    (tmp_path / "torn.png").write_bytes((labelled / "00.png").read_bytes()[:40])
    rows = [
        ("00.png", "1"),
        ("01.png", "1,5"),
        ("gone.png", "2"),
        ("torn.png", "3"),
        ("02.png", "4"),
    ]
    write_labels(tmp_path, rows)
    return tmp_path


def write_labels(folder: Path, rows: list[tuple[str, str]]) -> None:
    with (folder / "labels.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("file", "text"), *rows])


def run(*arguments: str | Path | int) -> Result:
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)])


def test_a_row_a_set_and_all_together(tiny_directory: Path, labelled: Path) -> None:
    result = run(tiny_directory, labelled, labelled, "--bootstrap", 20)
    assert (result.exit_code, result.stderr) == (0, "")
    header, first, second, both = result.stdout.splitlines()
    assert header.split()[:4] == ["set", "of", "count", "right"]
    assert first == second and first.split()[:4] == [labelled.name, "strings", "30", "0.6667"]
    assert both.startswith("all 2 sets") and " 60 " in both and "0.6667" in both


def test_json_alone_on_standard_output(tiny_directory: Path, labelled: Path) -> None:
    result = run(tiny_directory, labelled, "--format", "json", "--bootstrap", 0, "--seed", 5)
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    (one,) = found["sets"]
    assert found["pooled"] is None
    assert (one["count"], one["right"], one["edits"]) == (COUNT, COUNT - WRONG, WRONG)
    assert one["length_errors"]["too_short"] == WRONG and one["length_errors"]["too_long"] == 0
    assert found["settings"] == {
        "profile": "digits", "max_ood": 1.0, "seed": 5, "replicates": 0, "mistakes": 0,
    }  # fmt: skip
    again = run(*shlex.split(found["command"])[2:])
    assert again.stdout == result.stdout


def test_a_report_is_four_files_that_agree(
    tiny_directory: Path, labelled: Path, tmp_path: Path
) -> None:
    pytest.importorskip("matplotlib")
    pytest.importorskip("jinja2")
    folder = tmp_path / "deep" / "report"
    result = run(tiny_directory, labelled, "--report", folder, "--bootstrap", 20, "--mistakes", 3)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1] == str(folder / "report.html")
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["confusion.csv", "report.html", "report.json", "strings.csv"]
    (one,) = json.loads((folder / "report.json").read_text(encoding="utf-8"))["sets"]
    with (folder / "strings.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == COUNT
    assert sum(row["text"] == row["reading"] for row in rows) == one["right"]
    assert sum(int(row["edits"]) for row in rows) == one["edits"]
    first = (folder / "strings.csv").read_text(encoding="utf-8").splitlines()[1]
    assert f'"{rows[0]["text"]}"' in first and rows[0]["text"].startswith("0")
    with (folder / "confusion.csv").open(newline="", encoding="utf-8") as file:
        cells = list(csv.DictReader(file))
    assert [row["written"] for row in cells] == one["confusion"]["written"]
    counts = [[int(row[name]) for name in one["confusion"]["read"]] for row in cells]
    assert counts == one["confusion"]["counts"]
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.count("<img") == 4 + 3  # the plots, and three mistakes
    assert 'src="http' not in page and "The 3 surest of 10 mistakes" in page
    assert "no picture is rejected" in page


def test_signs_need_another_profile(tiny_directory: Path, spoilt: Path) -> None:
    result = run(tiny_directory, spoilt)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    for said in ("01.png", "line 3", "'1,5'", "','", "profile 'digits'", "--profile decimal"):
        assert said in result.stderr


def test_a_missing_picture_is_named(tiny_directory: Path, spoilt: Path) -> None:
    result = run(tiny_directory, spoilt, "--profile", "signs")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "gone.png" in result.stderr and "line 4" in result.stderr


def test_bad_rows_are_left_out_and_counted(
    tiny_directory: Path, spoilt: Path, tmp_path: Path
) -> None:
    pytest.importorskip("matplotlib")
    pytest.importorskip("jinja2")
    folder = tmp_path / "report"
    result = run(tiny_directory, spoilt, "--skip-bad", "--report", folder, "--bootstrap", 5)
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"{spoilt.name}: bad rows left out: 3" in result.stdout.splitlines()
    (one,) = json.loads((folder / "report.json").read_text(encoding="utf-8"))["sets"]
    assert (one["count"], one["left_out"], len(one["problems"])) == (2, 3, 3)
    for name, line in zip(("01.png", "gone.png", "torn.png"), one["problems"], strict=True):
        assert line.startswith(name)
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "could not be used and were left out: 3." in page and "torn.png" in page


@pytest.mark.parametrize("rows", [[], [("gone.png", "1")], [("00.png", "a")]])
def test_nothing_to_read_is_a_failure(
    tiny_directory: Path, spoilt: Path, rows: list[tuple[str, str]]
) -> None:
    write_labels(spoilt, rows)
    result = run(tiny_directory, spoilt, "--skip-bad")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1 and "at least one row" in result.stderr


def test_no_data_no_model(tiny_directory: Path, tmp_path: Path) -> None:
    assert run(tiny_directory).exit_code == 2
    missing = run(tiny_directory, tmp_path / "absent")
    assert missing.exit_code == 1 and "absent" in missing.stderr
    assert missing.stderr.count("\n") == 1
    unknown = run(tmp_path / "none", tmp_path)
    assert unknown.exit_code == 1 and unknown.stderr.count("\n") == 1


@pytest.fixture(scope="module")
def glyphs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """40 pictures of single bars, any class, and as many for a test."""
    rng = np.random.default_rng(0)
    tiles = np.zeros((80, 28, 28), np.uint8)
    for tile in tiles:
        left, width = rng.integers(5, 15), rng.integers(2, 8)
        tile[4:24, left : left + width] = rng.integers(150, 256)
    path = tmp_path_factory.mktemp("glyphs") / "bars.npz"
    classes = np.arange(80) % 10
    np.savez(path, x_train=tiles[:40], y_train=classes[:40], x_test=tiles[40:], y_test=classes[40:])
    return path


@pytest.mark.parametrize("kind", ["classifier", "reader"])
def test_single_glyphs_by_either_kind(
    kind: str, classifier_bundle: Bundle, tiny_directory: Path, glyphs: Path, tmp_path: Path
) -> None:
    pytest.importorskip("matplotlib")
    pytest.importorskip("jinja2")
    model = classifier_bundle.directory if kind == "classifier" else tiny_directory
    result = run(
        model, glyphs, "--split", "test", "--report", tmp_path, "--bootstrap", 5, "--mistakes", 2
    )
    assert (result.exit_code, result.stderr) == (0, "")
    (one,) = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["sets"]
    assert (one["kind"], one["name"], one["count"]) == ("glyphs", "bars, test", 40)
    counts = np.array(one["confusion"]["counts"])
    assert counts.sum() == 40 and np.trace(counts[:10, :10]) == one["right"]
    assert counts[:, -2].sum() == one["nothing_read"] and counts[:, -1].sum() == one["other_read"]
    if kind == "classifier":
        assert one["nothing_read"] == one["other_read"] == 0


def test_glyphs_and_strings_side_by_side(
    tiny_directory: Path, labelled: Path, glyphs: Path
) -> None:
    result = run(tiny_directory, glyphs, labelled, "--split", "test", "--bootstrap", 0)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 3  # a header and two sets: nothing to pool
    assert "glyphs" in result.stdout and "strings" in result.stdout


def test_a_net_of_single_glyphs_reads_strings_too(
    classifier_bundle: Bundle, labelled: Path
) -> None:
    result = run(classifier_bundle.directory, labelled, "--bootstrap", 0, "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    (one,) = json.loads(result.stdout)["sets"]
    assert (one["kind"], one["count"]) == ("strings", COUNT)
    assert one["edits"] == sum(
        count
        for row, counts in enumerate(one["confusion"]["counts"])
        for column, count in enumerate(counts)
        if row != column
    )
