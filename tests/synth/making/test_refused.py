"""What makes no data set, or not this one: one line, and nothing is left or touched."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from synth.errors import BadDataError, BadRequestError, DataNotFoundError
from synth.formats import ShardError
from synth.making import Manifest, Recipe, make_dataset

Make = Callable[..., Manifest]
Tree = Callable[[Path], dict[str, str]]


@pytest.mark.parametrize(
    ("changes", "options", "key"),
    [
        ({"seed": 4}, {}, r"seed = 4, begun with 3"),
        ({"text": {"kind": "luhn"}}, {}, r"text\.kind"),
        ({"style": "clean"}, {}, r"style\."),
        ({"split": "val"}, {}, r'split = "val", begun with "train"'),
        ({}, {"shards": 4}, r"shards = 4, begun with 3"),
        ({}, {"format": "coco"}, r'format = "coco", begun with "folder"'),
    ],
)
def test_another_configuration_is_not_resumed(
    changes: dict[str, Any],
    options: dict[str, Any],
    key: str,
    recipe: Recipe,
    made: Path,
    tree: Tree,
) -> None:
    before = tree(made)
    with pytest.raises(BadRequestError, match=key):
        make_dataset(
            replace(recipe, **changes), made, 22, **{"shards": 3, "resume": True, **options}
        )
    assert tree(made) == before


def test_a_changed_corpus_or_style_file_is_not_resumed(tmp_path: Path) -> None:
    corpus, style = tmp_path / "texts.txt", tmp_path / "mine.toml"
    corpus.write_text("12\n34\n")
    style.write_text('base = "clean"\nslant = [0.0, 0.1]\n')
    recipe = Recipe(style=str(style), text={"corpus": corpus})
    make_dataset(recipe, tmp_path / "set", 2)
    assert make_dataset(recipe, tmp_path / "set", 2, resume=True).config["style"]["name"] == "mine"
    style.write_text('base = "clean"\nslant = [0.0, 0.2]\n')
    with pytest.raises(BadRequestError, match=r"style\.slant = \[0\.0, 0\.2\]"):
        make_dataset(recipe, tmp_path / "set", 2, resume=True)
    style.write_text('base = "clean"\nslant = [0.0, 0.1]\n')
    corpus.write_text("12\n35\n")
    with pytest.raises(BadRequestError, match=r"text\.corpus_sha256"):
        make_dataset(recipe, tmp_path / "set", 2, resume=True)


def test_a_finished_set_is_verified_not_made_again(
    made: Path, tmp_path: Path, recipe: Recipe, tree: Tree
) -> None:
    out = tmp_path / "set"
    manifest = make_dataset(recipe, out, 4, shards=2)
    before = tree(out)
    assert make_dataset(recipe, out, 4, shards=2, resume=True) == manifest
    assert tree(out) == before
    next(out.glob("images/*/000000001.png")).write_bytes(b"")
    with pytest.raises(BadDataError, match=r"train-00000-of-00002, changed"):
        make_dataset(recipe, out, 4, shards=2, resume=True)


def test_folders_that_hold_something_else_are_left_alone(
    made: Path, tmp_path: Path, recipe: Recipe, make: Make
) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "thesis.tex").write_text("all of it")
    with pytest.raises(BadRequestError, match=r"holds thesis\.tex\. Name another folder"):
        make_dataset(recipe, tmp_path / "set", 2, resume=True)
    assert list((tmp_path / "set").iterdir()) == [tmp_path / "set" / "thesis.tex"]
    with pytest.raises(BadRequestError, match="a file"):
        make_dataset(recipe, tmp_path / "set" / "thesis.tex", 2)
    with pytest.raises(BadRequestError, match="Resume it, or name another folder"):
        make(made)


def test_resume_of_nothing_starts(tmp_path: Path, recipe: Recipe) -> None:
    assert make_dataset(recipe, tmp_path / "deep" / "set", 2, resume=True).count == 2


@pytest.mark.parametrize(
    "numbers", [{"count": 0}, {"count": 2, "shards": 3}, {"count": 2, "workers": 0}]
)
def test_numbers_that_make_no_data_set_are_refused(
    numbers: dict[str, int], tmp_path: Path, recipe: Recipe
) -> None:
    with pytest.raises(BadRequestError, match=r"at least one sample a shard.*Received: count"):
        make_dataset(recipe, tmp_path / "set", **numbers)
    assert not (tmp_path / "set").exists()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"style": "untidy"}, BadRequestError),
        ({"style": "missing.toml"}, DataNotFoundError),
        ({"glyphs": {"crayon": 1.0}}, BadRequestError),
        ({"text": {"corpus": Path("missing.txt")}}, DataNotFoundError),
        ({"text": {"pattern": "[^\\d]{3}"}}, BadRequestError),
        ({"text": {"pattern": "[01]*1[01]{25}"}}, BadRequestError),
        ({"split": "training"}, BadRequestError),
        ({"seed": -1}, BadRequestError),
    ],
)
def test_bad_recipes_leave_no_folder(
    changes: dict[str, Any], error: type[Exception], recipe: Recipe, tmp_path: Path
) -> None:
    with pytest.raises(error) as caught:
        make_dataset(replace(recipe, **changes), tmp_path / "set", 2)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "set").exists()


def test_an_error_in_a_worker_arrives_as_it_is(tmp_path: Path) -> None:
    # The first text the source cannot write comes late, in a worker.
    corpus = tmp_path / "texts.txt"
    corpus.write_text("1\n" * 30 + "\N{SNOWMAN}\n", encoding="utf-8")
    recipe = Recipe(seed=1, text={"corpus": corpus})
    with pytest.raises(BadRequestError, match="\N{SNOWMAN}"):
        make_dataset(recipe, tmp_path / "set", 400, shards=2, workers=2)
    assert not list(tmp_path.rglob("*.tmp"))


def test_a_library_that_is_missing_is_named_and_leaves_no_folder(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(DataNotFoundError, match=r"h5py.*seqdigits\[data\]"):
        make_dataset(recipe, tmp_path / "deep" / "set", 2, format="hdf5")
    assert not (tmp_path / "deep" / "set").exists()


def test_a_place_that_is_no_folder_is_named(recipe: Recipe, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ShardError, match=r"Received: .*set, Not a directory\. Name a place"):
        make_dataset(recipe, tmp_path / "file" / "set", 2)
