"""Contact sheets of styles."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from synth.errors import BadRequestError
from synth.formats import ShardError
from synth.making import Recipe, write_preview


def test_a_preview_shows_every_style_asked_for(tmp_path: Path, recipe: Recipe) -> None:
    one = write_preview(recipe, ["clean"], tmp_path / "one.png", count=4)
    two = write_preview(recipe, ["clean", "paper"], tmp_path / "two.png", count=4)
    with Image.open(one) as first, Image.open(two) as second:
        assert second.size == (first.width, 2 * first.height)
        assert second.crop((0, 0, *first.size)).tobytes() == first.tobytes()
    boxed = write_preview(recipe, ["clean"], tmp_path / "boxed.png", count=4, boxes=True)
    with Image.open(boxed) as picture:
        colours = {colour for _, colour in picture.getcolors(1 << 16) or []}
    assert (232, 89, 12) in colours


def test_a_preview_page_needs_no_other_file(tmp_path: Path, recipe: Recipe) -> None:
    path = write_preview(recipe, ["clean", "paper"], tmp_path / "page.html", count=3)
    page = path.read_text(encoding="utf-8")
    assert page.count("<figure>") == page.count('src="data:image/png;base64,') == 6
    assert "http" not in page
    assert recipe.open().sample(0).text in page
    with pytest.raises(BadRequestError, match=r"\.png or \.html"):
        write_preview(recipe, ["clean"], tmp_path / "page.pdf")


def test_a_preview_goes_into_a_folder_that_exists(tmp_path: Path, recipe: Recipe) -> None:
    with pytest.raises(BadRequestError, match=r"Make .*none first, or name another"):
        write_preview(recipe, ["clean"], tmp_path / "none" / "page.html")
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(ShardError, match=r"folder\.png, Is a directory"):
        write_preview(recipe, ["clean"], tmp_path / "folder.png", count=1)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.png"]
