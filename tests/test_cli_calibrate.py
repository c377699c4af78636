"""`seqdigits calibrate` as a shell meets it."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
import typer
from PIL import Image, ImageDraw
from typer.testing import CliRunner, Result

from seqdigits.bundle import load_bundle
from seqdigits.cli import app
from seqdigits.cli.shares import parse_share
from seqdigits.evaluation import open_labelled
from seqdigits.reading import Reader
from synth import Synthesizer
from synth.glyphs import open_sources
from synth.making import make_dataset
from synth.style import style_named


@pytest.fixture(scope="module")
def labelled(tiny_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """80 pictures; the 20 the tiny net is least sure of say something else than it reads."""
    folder = tmp_path_factory.mktemp("labelled")
    for index in range(80):
        image = Image.new("L", (60 + index, 60), 255)
        ImageDraw.Draw(image).text((20, 5 + index % 7), str(index), 0, font_size=30 + index % 9)
        image.save(folder / f"{index:02}.png")
    pictures = sorted(folder.glob("*.png"))
    with (folder / "labels.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "text"])
        readings = Reader.load(tiny_directory).read(pictures)
        ranked = sorted(range(len(readings)), key=lambda index: readings[index].confidence)
        for index, (picture, reading) in enumerate(zip(pictures, readings, strict=True)):
            writer.writerow([picture.name, reading.text + "0" * (index in ranked[:20])])
    return folder


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["calibrate", *map(str, arguments)])


def test_a_copy_is_written_and_named_last(
    tiny_directory: Path, labelled: Path, tmp_path: Path
) -> None:
    result = run(tiny_directory, labelled, "--output", tmp_path / "mine", "--max-error", "99%")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == f"80 strings of {labelled.name}"
    assert lines[1].endswith("75.0 %")
    assert lines[-1] == str(tmp_path / "mine")
    assert any(line.startswith("at most 1 % wrong") and "takes 299" in line for line in lines)
    (line,) = [line for line in lines if line.startswith("at most 99 % wrong")]
    assert "80 of 80 accepted" in line
    calibration = load_bundle(tmp_path / "mine").config.calibration
    assert calibration is not None
    assert calibration.fitted_on[0].count == len(open_labelled(labelled)) == 80
    assert [row.max_error for row in calibration.thresholds] == [
        0.001,
        0.005,
        0.01,
        0.02,
        0.05,
        0.99,
    ]
    assert load_bundle(tiny_directory).config.calibration is None


def test_a_users_own_bundle_is_calibrated_in_place(bundle_copy: Path, labelled: Path) -> None:
    result = run(bundle_copy, labelled)
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, str(bundle_copy))
    assert load_bundle(bundle_copy).config.calibration is not None


def test_a_rate_that_cannot_be_shown_stores_nothing(bundle_copy: Path, labelled: Path) -> None:
    result = run(bundle_copy, labelled, "--max-error", "0.01")
    assert result.exit_code == 1
    assert "takes at least 299" in result.stderr
    assert "Label 219 more" in result.stderr
    assert load_bundle(bundle_copy).config.calibration is None


def test_a_released_bundle_is_refused_before_anything_is_read(
    bundle_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("seqdigits.bundle.saving.models_folder", lambda: bundle_copy.parent)
    result = run(bundle_copy, tmp_path / "absent")
    assert result.exit_code == 1
    assert "a released bundle stays as it was released" in result.stderr
    assert "--output DIR" in result.stderr


def test_a_part_of_a_set(bundle_copy: Path, labelled: Path) -> None:
    result = run(bundle_copy, labelled.parent, "--part", labelled.name)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"80 strings of {labelled.parent.name}/{labelled.name}\n")


def test_missing_data_is_one_line(bundle_copy: Path, tmp_path: Path) -> None:
    result = run(bundle_copy, tmp_path / "absent")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "labels.csv" in result.stderr


def test_bad_rows_end_it_or_are_left_out_and_counted(
    bundle_copy: Path, labelled: Path, tmp_path: Path
) -> None:
    data = Path(shutil.copytree(labelled, tmp_path / "mine"))
    (data / "07.png").write_text("no picture")
    with (data / "labels.csv").open("a") as file:
        file.write("gone.png,1\n03.png,1x\n")
    result = run(bundle_copy, data)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "03.png (labels.csv, line 83): text '1x'" in result.stderr
    result = run(bundle_copy, data, "--skip-bad")
    assert result.exit_code == 0
    assert result.stdout.startswith("79 strings of mine\n")
    lines = result.stderr.splitlines()
    assert [line.split(" (")[0] for line in lines[:-1]] == [
        "left out of mine: 03.png",
        "left out of mine: 07.png",
        "left out of mine: gone.png",
    ]
    assert lines[-1] == "3 left out of mine"


@pytest.mark.parametrize("format", ["hdf5", "paddleocr"])
def test_what_synth_writes_is_calibrated_on(bundle_copy: Path, tmp_path: Path, format: str) -> None:
    pytest.importorskip("h5py")
    source = open_sources({"strokes": 1.0}, "val")
    synthesizer = Synthesizer(source, style_named("clean"), seed=2)
    make_dataset(synthesizer, tmp_path / "made", 60, shards=2, format=format)
    result = run(bundle_copy, tmp_path / "made")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("60 strings of made\n")


@pytest.mark.parametrize(
    ("text", "share"), [("1%", 0.01), ("0.01", 0.01), (" 2.5 % ", 0.025), ("5e-3", 0.005)]
)
def test_shares(text: str, share: float) -> None:
    assert parse_share(text) == pytest.approx(share)


@pytest.mark.parametrize("text", ["1", "0", "100%", "-1%", "nan", "one", "%", ""])
def test_what_is_no_share(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="such as 1%"):
        parse_share(text)


def test_a_wrong_share_is_a_wrong_option(tmp_path: Path) -> None:
    result = run(tmp_path, tmp_path, "--max-error", "1")
    assert result.exit_code == 2
    assert "no share" in result.stderr
