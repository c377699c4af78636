"""A page whose pictures lie beside it as files too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from seqdigits.report.page import Page
from seqdigits.report.pictures import figure_png

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Illustrated:
    """A page in a folder of its own, with each of its pictures as PNG.

    Args:
        page: the page.
        folder: where it goes; made if need be.

    Raises:
        OSError: if the folder cannot be made.
    """

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def picture(self, name: str, figure: Figure, caption: str) -> None:
        """Add `figure` to the page, and write it as `name`.png."""
        png = figure_png(figure)
        (self._folder / f"{name}.png").write_bytes(png)
        self.page.picture(png, caption)

    def section(self, heading: str, name: str, figure: Figure, caption: str) -> None:
        """Add a heading with a figure; see `picture`."""
        self.page.heading(heading)
        self.picture(name, figure, caption)

    def write(self, name: str) -> Path:
        """Write the page as `name`."""
        return self.page.write(self._folder / name)
