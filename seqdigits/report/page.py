"""A page built from top to bottom, written as one HTML file that needs no other."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from seqdigits.errors import MissingExtraError

TEMPLATE = Path(__file__).with_name("page.html.jinja")

Cell = str | int | float


@dataclass(frozen=True)
class _Part:
    """A heading, paragraph, table or picture; the template knows how each kind looks."""

    kind: str
    text: str = ""
    header: tuple[Cell, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    items: tuple[tuple[str, str], ...] = ()


@dataclass
class Page:
    """A page; its parts come in the order they are added.

    Attributes:
        title: heads the page.
        summary: a sentence or two below the title.
    """

    title: str
    summary: str = ""
    _parts: list[_Part] = field(default_factory=list)

    def heading(self, text: str) -> None:
        """Begin a section."""
        self._parts.append(_Part("heading", text))

    def paragraph(self, text: str) -> None:
        """Add plain text."""
        self._parts.append(_Part("paragraph", text))

    def table(
        self, header: Sequence[Cell], rows: Sequence[Sequence[Cell]], caption: str = ""
    ) -> None:
        """Add a table; numbers are set to the right, floats with three places."""
        self._parts.append(_Part("table", caption, tuple(header), tuple(map(tuple, rows))))

    def picture(self, png: bytes, caption: str) -> None:
        """Add a picture across the page, inlined; the caption is its alternative text too."""
        self._parts.append(_Part("picture", caption, items=((_inlined(png), caption),)))

    def gallery(self, pictures: Sequence[tuple[bytes, str]], caption: str = "") -> None:
        """Add small pictures side by side, each with a text of its own."""
        items = tuple((_inlined(png), text) for png, text in pictures)
        self._parts.append(_Part("gallery", caption, items=items))

    def facts(self, facts: Mapping[str, Cell]) -> None:
        """Add names and values, a row each."""
        self._parts.append(_Part("facts", rows=tuple(facts.items())))

    def render(self) -> str:
        """The page as HTML.

        Raises:
            MissingExtraError: if Jinja is not installed.
        """
        try:
            import jinja2
        except ModuleNotFoundError as error:
            raise MissingExtraError(
                f"pages are written with Jinja. Received: no module {error.name!r}. "
                'Install it: pip install "seqdigits[evaluate]".'
            ) from error
        environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
        environment.filters["shown"] = _shown
        environment.tests["number"] = lambda value: not isinstance(value, str)
        template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
        return template.render(title=self.title, summary=self.summary, parts=self._parts)

    def write(self, path: Path) -> Path:
        """Write the page to `path`: under a temporary name, then renamed."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        unfinished.write_text(self.render(), encoding="utf-8")
        unfinished.replace(path)
        return path


def _inlined(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def _shown(value: Cell) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) else value
