"""A contact sheet: images with what was read in them, to look at."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from seqdigits.errors import ImageError
from seqdigits.images import Source, load
from seqdigits.reading import ReadDigit, Reading, Status

CELL = (400, 200)
"""Width and height of a cell, pixels."""
MARGIN = 24
BOX, INK, FAINT, PAPER = "#2b8a3e", "#111111", "#868e96", "#ffffff"


def contact_sheet(
    items: Iterable[tuple[Source, Reading]], path: str | Path, columns: int = 3
) -> Path:
    """Path of the picture written: a cell each with the image, its boxes, text and confidence.

    Args:
        items: sources that can be loaded, and their readings.
        path: where to write; the suffix chooses the format.
        columns: cells side by side.

    Raises:
        ImageError: if there are no items, a source cannot be loaded, or the suffix names no
            picture format.
        OSError: if `path` cannot be written.
    """
    items = list(items)
    if not items:
        raise ImageError("a contact sheet needs at least one image. Received: none.")
    columns = min(columns, len(items))
    rows = -(-len(items) // columns)
    sheet = Image.new("RGB", (columns * CELL[0], rows * CELL[1]), PAPER)
    for index, (source, reading) in enumerate(items):
        row, column = divmod(index, columns)
        sheet.paste(_cell(source, reading), (column * CELL[0], row * CELL[1]))
    return _save(sheet, Path(path))


def _cell(source: Source, reading: Reading) -> Image.Image:
    """One picture (CELL) of an image and its reading."""
    image = Image.fromarray(load(source)).convert("RGB")
    cell = Image.new("RGB", CELL, PAPER)
    room = (CELL[0] - 2 * MARGIN, CELL[1] - 5 * MARGIN)
    scale = min(room[0] / image.width, room[1] / image.height)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    left, top = (CELL[0] - size[0]) // 2, 2 * MARGIN
    cell.paste(image.resize(size, Image.Resampling.LANCZOS), (left, top))
    draw = ImageDraw.Draw(cell)
    draw.rectangle((left - 1, top - 1, left + size[0], top + size[1]), outline="#dee2e6")
    for digit in reading.digits:
        _draw_digit(draw, digit, scale, (left, top))
    caption = f"{reading.text or reading.best_guess or '(nothing)'}   {reading.confidence:.1%}"
    if reading.status is not Status.READ:
        caption += f"   {reading.status}"
    _write(draw, (CELL[0] / 2, CELL[1] - MARGIN), caption, INK, 20)
    if isinstance(source, str | Path):
        _write(draw, (CELL[0] / 2, CELL[1] - MARGIN + 16), Path(source).name, FAINT, 11)
    return cell


def _draw_digit(
    draw: ImageDraw.ImageDraw, digit: ReadDigit, scale: float, corner: tuple[int, int]
) -> None:
    """The digit's box, and the digit over the image."""
    left, top = corner
    x0, y0, x1, y1 = (value * scale for value in digit.box)
    draw.rectangle((left + x0, top + y0, left + max(x0, x1), top + max(y0, y1)), outline=BOX)
    _write(draw, (left + (x0 + x1) / 2, top - 5), digit.char, BOX, 16)


def _write(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, colour: str, size: int
) -> None:
    """`text` centred over `at`."""
    draw.text(at, text, colour, ImageFont.load_default(size), anchor="ms")


def _save(sheet: Image.Image, path: Path) -> Path:
    """Write `sheet` to a temporary name, then rename."""
    if path.suffix.lower() not in Image.registered_extensions():
        raise ImageError(
            f"a contact sheet is written as PNG, JPEG or the like. Received: {str(path)!r}. "
            "Name a file that ends in .png."
        )
    target = path.resolve()
    with tempfile.TemporaryDirectory(prefix=".sheet-", dir=target.parent) as folder:
        temporary = Path(folder) / target.name
        sheet.save(temporary)
        temporary.replace(target)
    return path
