"""Data sets: what they hold, and the same bytes in every process."""

from __future__ import annotations

import csv
import gc
import json
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from synth import Sample, Synthesizer
from synth.errors import BadDataError, BadRequestError
from synth.formats import FORMATS
from synth.glyphs import open_sources
from synth.making import Manifest, Recipe, make_dataset, read_manifest
from synth.making.recipe import plain
from synth.style import style_named

Make = Callable[..., Manifest]
Tree = Callable[[Path], dict[str, str]]
Run = Callable[..., subprocess.CompletedProcess[str]]


def test_a_data_set_is_shards_labels_card_sheet_and_manifest(made: Path) -> None:
    assert sorted(path.name for path in made.iterdir()) == [
        "CARD.md",
        "images",
        "labels.csv",
        "manifest.json",
        "sheet.png",
    ]
    assert len(list(made.glob("images/*/*.png"))) == 22
    with Image.open(made / "sheet.png") as sheet:
        assert sheet.mode == "RGB"


def test_the_manifest_says_what_there_is(made: Path, tree: Tree) -> None:
    manifest = read_manifest(made)
    # 22 samples in 3 shards: 7 + 7 + 8, one after another.
    assert [(shard.first, shard.count) for shard in manifest.shards] == [(0, 7), (7, 7), (14, 8)]
    assert manifest.count == 22
    with (made / "labels.csv").open(newline="", encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    assert manifest.characters == Counter("".join(texts))
    assert manifest.lengths == {"6": 22}
    assert manifest.config["seed"] == 3
    assert manifest.config["glyphs"] == {"strokes": 1.0}
    assert manifest.config["text"] == {"pattern": r"\d{3}-\d{2}"}
    assert manifest.config["style"]["name"] == "everyday"
    for name, digest in manifest.files.items():
        assert tree(made)[name] == digest
    card = (made / "CARD.md").read_text(encoding="utf-8")
    assert "| samples | 22 |" in card
    assert "| writers of a string | as each source has them |" in card
    assert "| `6` | 100.00% (22) |" in card


def test_samples_are_those_of_the_synthesizer(made: Path, recipe: Recipe) -> None:
    synthesizer = recipe.open()
    for index in (0, 7, 21):
        (path,) = made.glob(f"images/*/{index:09d}.png")
        assert np.array_equal(np.asarray(Image.open(path)), synthesizer.sample(index).image)


def test_shards_only_divide_the_samples(made: Path, tmp_path: Path, recipe: Recipe) -> None:
    make_dataset(recipe, tmp_path / "set", 22)
    alone = {path.name: path.read_bytes() for path in tmp_path.glob("set/images/*/*.png")}
    assert alone == {path.name: path.read_bytes() for path in made.glob("images/*/*.png")}
    assert len(read_manifest(tmp_path / "set").shards) == 1


def test_two_workers_give_the_bytes_of_one(
    made: Path, tmp_path: Path, make: Make, tree: Tree
) -> None:
    seen: list[int] = []
    make(tmp_path / "set", workers=2, on_progress=seen.append)
    assert tree(tmp_path / "set") == tree(made)
    assert seen[0] == 0 and seen[-1] == 22
    assert all(before <= after for before, after in pairwise(seen))


ALL_FORMATS = """
import sys
from pathlib import Path
from synth.making import Recipe, make_dataset
recipe = Recipe(style="paper", seed=3)
for name in sys.argv[2:]:
    make_dataset(recipe, Path(sys.argv[1]) / name, 5, shards=2, format=name)
"""


def test_another_process_gives_the_same_bytes_in_every_format(
    tmp_path: Path, tree: Tree, run: Run
) -> None:
    result = run(ALL_FORMATS, tmp_path / "there", *FORMATS)
    assert result.returncode == 0, result.stderr
    for name in FORMATS:
        make_dataset(
            Recipe(style="paper", seed=3), tmp_path / "here" / name, 5, shards=2, format=name
        )
    assert tree(tmp_path / "here") == tree(tmp_path / "there")


def test_a_synthesizer_serves_as_well(made: Path, tmp_path: Path, recipe: Recipe) -> None:
    source = open_sources({"strokes": 1.0}, "train")
    synthesizer = Synthesizer(source, style_named("everyday"), 3, texts=recipe.open().texts)
    manifest = make_dataset(synthesizer, tmp_path / "set", 22, shards=3)
    assert manifest.shards == read_manifest(made).shards
    assert manifest.config["glyphs"] == "Mixture"
    other = replace(synthesizer, style=style_named("clean"))
    with pytest.raises(BadRequestError, match=r"style\."):
        make_dataset(other, tmp_path / "set", 22, shards=3, resume=True)


@pytest.mark.parametrize("name", ["folder", "tfrecord", "webdataset"])
def test_samples_are_streamed(name: str, tmp_path: Path, recipe: Recipe) -> None:
    def alive() -> int:
        return sum(isinstance(thing, Sample) for thing in gc.get_objects())

    before, most = alive(), 0

    def look(done: int) -> None:
        nonlocal most
        most = max(most, alive())

    make_dataset(recipe, tmp_path / "set", 12, shards=1, format=name, on_progress=look)
    assert before < most <= before + 2


def test_the_configuration_is_plain_json(recipe: Recipe) -> None:
    described = recipe.describe()
    assert json.loads(json.dumps(described)) == described
    assert plain({1: (Path("a"), None), "b": np.zeros(3)}) == {"1": ["a", None], "b": "ndarray"}


def test_a_folder_that_is_no_data_set_has_no_manifest(tmp_path: Path) -> None:
    with pytest.raises(BadDataError, match=r"manifest\.json"):
        read_manifest(tmp_path)
    (tmp_path / "manifest.json").write_text('{"version": 1}')
    with pytest.raises(BadDataError, match=r"manifest\.json"):
        read_manifest(tmp_path)
