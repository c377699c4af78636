"""Summaries and pages of small sets, and what is said of sets that cannot be looked at."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from seqdigits.cli import app
from seqdigits.data import GlyphSet
from seqdigits.data.labelled import open_labelled
from seqdigits.errors import DataError
from seqdigits.exploring import summarise, summarise_strings, summary

run = CliRunner().invoke


def bars(count: int, seed: int = 0) -> np.ndarray:
    """Tiles (count, 28, 28) of upright bars, every one different."""
    rng = np.random.default_rng(seed)
    tiles = np.zeros((count, 28, 28), np.uint8)
    for tile in tiles:
        top, left = rng.integers(2, 8), rng.integers(2, 18)
        tile[top : top + 12, left : left + 5] = rng.integers(130, 256, (12, 5))
    return tiles


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """60 training digits and 20 test digits, of which one is a training digit too."""
    tiles = bars(80)
    tiles[70] = tiles[3]
    digits = np.arange(80) % 4
    path = tmp_path / "toy.npz"
    np.savez(path, x_train=tiles[:60], y_train=digits[:60], x_test=tiles[60:], y_test=digits[60:])
    return path


@pytest.fixture
def strings(tmp_path: Path) -> Path:
    folder = tmp_path / "strings"
    folder.mkdir()
    rows = {"a.png": ("12", (20, 40)), "b.png": ("121", (24, 60)), "c.png": ("07", (20, 50))}
    for name, (_, shape) in rows.items():
        cv2.imwrite(str(folder / name), np.full(shape, 200, np.uint8))
    table = "".join(f"{name},{text}\n" for name, (text, _) in rows.items())
    (folder / "labels.csv").write_text(f"file,text\n{table}", encoding="utf-8")
    return folder


def test_a_summary_counts_splits_characters_and_duplicates(archive: Path) -> None:
    found = summarise(str(archive))
    assert found.counts["train"] + found.counts["val"] == 60
    assert found.counts["test"] == 20
    assert found.absent == {}
    assert sum(found.characters.values()) == found.counts["train"]
    assert set(found.characters) == set("0123")
    assert found.imbalance == max(found.characters.values()) / min(found.characters.values())
    assert (found.shape, found.dtype, found.pixel_range[0]) == ((28, 28), "uint8", 0)
    assert found.writers is None and found.shared_writers is None
    leaked = found.duplicates.between
    assert leaked["train, test"] + leaked["val, test"] == 1
    assert leaked["train, val"] == 0
    assert set(found.duplicates.within.values()) == {0}


def test_splits_that_share_a_writer_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    tiles = bars(7)
    writers = {"train": np.array([1, 1, 2]), "val": np.array([2, 3]), "test": np.array([4, 4])}
    first = {"train": 0, "val": 3, "test": 5}

    def opened(name: str, split: str) -> GlyphSet:
        images = tiles[first[split] :][: len(writers[split])]
        return GlyphSet(name, images, np.array(["5"] * len(images)), writers[split], True)

    monkeypatch.setattr(summary, "open_glyphs", opened)
    found = summarise("toy")
    assert found.shared_writers == 1
    assert found.writers == summary.WriterFacts(count=2, fewest=1, median=1.5, most=2)
    assert summarise("toy", splits=("train", "test")).shared_writers == 0


def test_a_set_of_one_part_says_why_it_has_no_test_split(tmp_path: Path) -> None:
    path = tmp_path / "whole.npz"
    np.savez(path, x=bars(60), y=np.arange(60) % 3)
    found = summarise(str(path))
    assert set(found.absent) == {"test"} and "x_test" in found.absent["test"]
    with pytest.raises(DataError, match="x_test"):
        summarise(str(path), "test")
    with pytest.raises(DataError, match="dev"):
        summarise(str(path), splits=("train", "dev"))


def test_strings_are_counted_by_length_character_and_neighbour(strings: Path) -> None:
    found = summarise_strings(open_labelled(strings), show=2)
    assert (found.count, found.distinct) == (3, 3)
    assert found.lengths == {2: 2, 3: 1}
    assert found.characters == {"0": 1, "1": 3, "2": 2, "7": 1}
    assert found.pairs == {"12": 2, "21": 1, "07": 1}
    assert found.sizes.tolist() == [[20, 40], [24, 60], [20, 50]]
    assert len(found.shown) == 2
    figures = found.figures()
    assert figures["width"] == {"least": 40, "median": 50, "most": 60}


def test_info_prints_text_and_json(archive: Path, strings: Path) -> None:
    shown = run(app, ["data", "info", str(archive)])
    assert shown.exit_code == 0, shown.output
    for line in ("image: 28 x 28 (height x width), uint8", "writers: not known", "classes: 4"):
        assert line in shown.output
    parsed = json.loads(run(app, ["data", "info", str(archive), "--format", "json"]).stdout)
    assert parsed["counts"]["test"] == 20
    shown = run(app, ["data", "info", str(strings)])
    assert "strings: 3, different texts 3" in shown.output
    parsed = json.loads(run(app, ["data", "info", str(strings), "--format", "json"]).stdout)
    assert parsed["pairs"] == {"12": 2, "21": 1, "07": 1}


def test_explore_writes_a_page_and_its_pictures(archive: Path, strings: Path) -> None:
    pytest.importorskip("jinja2")
    pytest.importorskip("matplotlib")
    folder = archive.parent / "page"
    shown = run(app, ["data", "explore", str(archive), "--output", str(folder), "--sample", "50"])
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.strip() == str(folder / "explore.html")
    names = {path.stem for path in folder.glob("*.png")}
    assert {"samples", "means", "balance", "shapes", "components", "lookalikes"} <= names
    page = (folder / "explore.html").read_text(encoding="utf-8")
    assert page.count("data:image/png;base64,") == len(names)
    assert "seed 0" in page and "50 of them" in page  # 50 of more were taken, and that is said
    shown = run(app, ["data", "explore", str(strings), "--output", str(folder / "strings")])
    assert shown.exit_code == 0, shown.output
    assert (folder / "strings" / "pairs.png").is_file()


@pytest.mark.parametrize("writers", [None, np.arange(130) // 13])
def test_many_classes_with_and_without_writers_can_be_drawn(
    tmp_path: Path, writers: np.ndarray | None
) -> None:
    pytest.importorskip("jinja2")
    pytest.importorskip("matplotlib")
    from seqdigits.exploring.pages import explore_glyphs

    names = np.array([chr(ord("A") + i % 62) for i in range(130)])
    page = explore_glyphs(GlyphSet("many", bars(130), names, writers, True), "all", tmp_path)
    assert page.is_file()
    assert (tmp_path / "writers.png").is_file() == (writers is not None)


def one_line(arguments: list[str]) -> str:
    shown = run(app, arguments)
    assert shown.exit_code == 1, shown.output
    (line,) = shown.stderr.splitlines()
    assert line.startswith("seqdigits: ") and "Received: " in line
    return line


def test_bad_sources_give_one_clear_line(tmp_path: Path, archive: Path, strings: Path) -> None:
    assert "nowhere" in one_line(["data", "info", str(tmp_path / "nowhere")])
    broken = tmp_path / "broken.npz"
    broken.write_bytes(b"no archive")
    assert "broken.npz" in one_line(["data", "info", str(broken)])
    assert "--split" in one_line(["data", "info", str(archive), "--part", "val"])
    assert "labels.csv" in one_line(["data", "info", str(tmp_path)])
    (strings / "b.png").write_bytes(b"no picture")
    line = one_line(["data", "explore", str(strings), "--output", str(tmp_path / "out")])
    assert "b.png" in line
    kept = run(app, ["data", "info", str(strings), "--skip-bad"])
    assert kept.exit_code == 0 and "strings: 2," in kept.output and "b.png" in kept.output
