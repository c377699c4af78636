"""docs/synthesis.md: its tables are those of the code, and its examples run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from synth.making import Recipe, make_dataset
from synth.style import read_style, style_named

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "synthesis.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_the_reference_is_that_of_the_code() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "synthesis_reference.py"), "--check"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_the_style_is_one(tmp_path: Path) -> None:
    (block,) = blocks("toml")
    path = tmp_path / "cheques.toml"
    path.write_text(block, encoding="utf-8")
    style, photo = read_style(path), style_named("photo")
    assert style.effects["security"].chance == 0.8
    assert style.effects["jpeg"] == photo.effects["jpeg"]
    assert style.slant != photo.slant


# The library leaves closing the file to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_every_format_is_read_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("tensorflow", "webdataset", "lmdb", "h5py", "pycocotools"):
        pytest.importorskip(name)
    reading, _ = blocks("python")
    for name in ("folder", "tfrecord", "webdataset", "lmdb", "hdf5", "coco"):
        make_dataset(Recipe(style="paper"), tmp_path / name, 3, format=name)
    monkeypatch.chdir(tmp_path)
    seen: dict[str, object] = {}
    exec(compile(reading, "docs/synthesis.md", "exec"), seen)
    for name in ("image", "text", "boxes", "parameters", "example", "truth", "characters"):
        assert seen[name] is not None


def test_samples_are_drawn_as_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tensorflow")
    _, drawing = blocks("python")
    exec(compile(drawing, "docs/synthesis.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert all(re.match(r"\d{3}-\d{4} \(", line) for line in lines)
