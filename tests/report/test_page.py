"""Pages: what goes in comes out, escaped, in one file."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from seqdigits.report import Page, image_png

pytest.importorskip("jinja2")


class _Reader(HTMLParser):
    """Collects tags with their attributes, and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_page_is_one_file_and_what_is_on_it_is_escaped(tmp_path: Path) -> None:
    page = Page("A <title>", "said & done")
    page.heading("Section")
    page.paragraph("<script>alert(1)</script>")
    page.table(("name", "n", "share"), [("a<b", 12345, 0.12345)], "a table")
    page.facts({"seed": 7})
    page.picture(image_png(np.zeros((2, 3), np.uint8)), "black")
    page.gallery([(image_png(np.full((2, 3, 3), 9, np.uint8), 2), "read '1'")])
    found = _Reader()
    found.feed(page.write(tmp_path / "deep" / "page.html").read_text(encoding="utf-8"))
    assert "script" not in {tag for tag, _ in found.tags}
    for text in ("A <title>", "said & done", "<script>alert(1)</script>", "a<b", "12,345", "0.123"):
        assert text in found.text
    sources = [attributes["src"] or "" for tag, attributes in found.tags if tag == "img"]
    assert len(sources) == 2
    assert all(source.startswith("data:image/png;base64,") for source in sources)
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["page.html"]


def test_a_picture_keeps_its_colours_and_grows_by_whole_pixels() -> None:
    import cv2

    red = np.array([[[255, 0, 0], [0, 0, 255]]], np.uint8)
    back = cv2.imdecode(np.frombuffer(image_png(red, 2), np.uint8), cv2.IMREAD_COLOR)
    assert back is not None and back.shape == (2, 4, 3)
    assert back[0, 0].tolist() == [0, 0, 255]  # blue, green, red
    assert back[1, 3].tolist() == [255, 0, 0]
