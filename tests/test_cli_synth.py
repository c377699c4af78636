"""`seqdigits synth` as a shell meets it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from seqdigits.cli import app
from synth.formats import FORMATS
from synth.glyphs import SOURCES
from synth.style import STYLES
from synth.text import KINDS, PROFILES


def synth(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["synth", *map(str, arguments)])


def test_make_prints_the_manifest_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "set"
    result = synth("make", out, "--count", 6, "--seed", 2, "--pattern", r"0\d{3}", "--shards", 2)
    assert result.exit_code == 0
    assert result.stdout == f"{out / 'manifest.json'}\n"
    assert "6/6" in result.stderr
    config = json.loads((out / "manifest.json").read_text())["config"]
    assert (config["count"], config["seed"], config["format"]) == (6, 2, "folder")
    with (out / "labels.csv").open(newline="", encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    assert all(len(text) == 4 and text.startswith("0") for text in texts)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_can_be_made(form: str, tmp_path: Path) -> None:
    assert synth("make", tmp_path / "set", "--count", 2, "--format", form).exit_code == 0


def test_the_options_reach_the_recipe(tmp_path: Path) -> None:
    corpus = tmp_path / "texts.txt"
    corpus.write_text("007\n", encoding="utf-8")
    options = ["--style", "clean", "--glyphs", "strokes:2", "--split", "val", "--same-writer"]
    result = synth("make", tmp_path / "set", "--count", 2, "--corpus", corpus, *options)
    assert result.exit_code == 0
    config = json.loads((tmp_path / "set" / "manifest.json").read_text())["config"]
    assert config["style"]["name"] == "clean"
    assert config["glyphs"] == {"strokes": 2.0}
    assert (config["split"], config["same_writer"]) == ("val", True)
    assert config["text"]["corpus"] == "texts.txt"
    assert "007" in (tmp_path / "set" / "labels.csv").read_text()


def test_resume_refuses_another_seed_in_one_line(tmp_path: Path) -> None:
    out = tmp_path / "set"
    assert synth("make", out, "--count", 2).exit_code == 0
    again = synth("make", out, "--count", 2)
    assert again.exit_code == 1
    assert "Resume it" in again.stderr
    other = synth("make", out, "--count", 2, "--seed", 1, "--resume")
    assert other.exit_code == 1
    assert other.stdout == ""
    assert "seed = 1, begun with 0" in other.stderr.splitlines()[-1]
    assert synth("make", out, "--count", 2, "--resume").exit_code == 0


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--pattern", "[^0-9]+"], "the glyphs write"),
        (["--pattern", "[01]*1[01]{25}"], "300,000 steps"),
        (["--pattern", ""], "which matches that alone"),
        (["--corpus", "missing.txt"], "missing.txt"),
        (["--style", "missing.toml"], "missing.toml"),
        (["--kind", "luhn", "--pattern", "1"], "Give one of them"),
        (["--glyphs", "folder:missing"], "missing"),
    ],
)
def test_what_cannot_be_met_gives_one_line_and_no_folder(
    options: list[str], expected: str, tmp_path: Path
) -> None:
    result = synth("make", tmp_path / "set", "--count", 2, *options)
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith("seqdigits: ") and expected in line
    assert not (tmp_path / "set").exists()


@pytest.mark.parametrize(
    "options",
    [
        ["--count", "0"],
        ["--format", "parquet"],
        ["--split", "training"],
        ["--style", "untidy"],
        ["--kind", "roman"],
        ["--profile", "greek"],
        ["--glyphs", "crayon:1"],
        ["--glyphs", "strokes:0"],
        ["--seed", "-1"],
        ["--workers", "0"],
    ],
)
def test_wrong_options_exit_with_2(options: list[str], tmp_path: Path) -> None:
    count = [] if "--count" in options else ["--count", "2"]
    assert synth("make", tmp_path / "set", *count, *options).exit_code == 2
    assert not (tmp_path / "set").exists()


def test_help_names_what_can_be_chosen() -> None:
    told = " ".join(synth("make", "--help").stdout.replace("│", " ").split())
    for name in [*FORMATS, *STYLES, *KINDS, *PROFILES, *SOURCES]:
        assert name in told, name


def test_preview_draws_every_preset(tmp_path: Path) -> None:
    page = tmp_path / "styles.html"
    result = synth("preview", page, "--count", 1)
    assert result.exit_code == 0
    assert result.stdout == f"{page}\n"
    for name in STYLES:
        assert f"<h2>{name}</h2>" in page.read_text(encoding="utf-8")


def test_preview_takes_styles_and_refuses_others(tmp_path: Path) -> None:
    sheet = tmp_path / "styles.png"
    assert synth("preview", sheet, "--style", "clean", "--count", 2, "--boxes").exit_code == 0
    assert sheet.stat().st_size > 0
    assert synth("preview", sheet, "--style", "untidy").exit_code == 2
    assert synth("preview", tmp_path / "styles.pdf").exit_code == 1
    missing = synth("preview", tmp_path / "none" / "styles.png")
    assert missing.exit_code == 1
    assert missing.stderr.startswith("seqdigits: a preview is written into a folder that exists.")


WITHOUT = """
import sys
for name in ("tensorflow", "keras", "lmdb", "h5py"):
    sys.modules[name] = None
from seqdigits.cli import main
main()
"""


def test_nothing_but_its_format_needs_a_library(tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", WITHOUT, "synth", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    assert run("make", "--help").returncode == 0
    assert run("make", "records", "--count", "2", "--format", "tfrecord").returncode == 0
    missing = run("make", "store", "--count", "2", "--format", "lmdb")
    assert missing.returncode == 1
    assert "pip install 'seqdigits[data]'" in missing.stderr.splitlines()[-1]
    assert not (tmp_path / "store").exists()
