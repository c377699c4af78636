"""Contact sheets: samples in a grid, each with its text, and their boxes on request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PIL import Image, ImageDraw, ImageFont

from synth.synthesizer import Sample

#: Width and height of a cell, pixels; the caption's share of it; blank around a picture.
_CELL = (260, 116)
_CAPTION = 28
_MARGIN = 8
_TITLE = 36
#: A picture is enlarged at most this much.
_LARGEST = 2.0
_BOX, _INK, _FRAME, _PAPER = "#e8590c", "#212529", "#ced4da", "#ffffff"


def draw_sheet(
    groups: Mapping[str, Sequence[Sample]], columns: int = 4, boxes: bool = False
) -> Image.Image:
    """One RGB picture: a title and a grid of samples for each group; "" has no title.

    Args:
        groups: title -> samples.
        columns: cells side by side.
        boxes: draw the characters' boxes.
    """
    heights = [
        (_TITLE if title else 0) + -(-len(samples) // columns) * _CELL[1]
        for title, samples in groups.items()
    ]
    sheet = Image.new("RGB", (columns * _CELL[0], sum(heights)), _PAPER)
    top = 0
    for (title, samples), height in zip(groups.items(), heights, strict=True):
        if title:
            _write(sheet, (_MARGIN, top + _TITLE - 10), title, 20, "ls")
        first = top + (_TITLE if title else 0)
        for place, sample in enumerate(samples):
            row, column = divmod(place, columns)
            _draw_cell(sheet, (column * _CELL[0], first + row * _CELL[1]), sample, boxes)
        top += height
    return sheet


def draw_sample(sample: Sample, scale: float, boxes: bool) -> Image.Image:
    """The sample's picture, enlarged by `scale`, RGB."""
    image = Image.fromarray(sample.image).convert("RGB")
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    image = image.resize(size, Image.Resampling.LANCZOS)
    if boxes:
        draw = ImageDraw.Draw(image)
        for x0, y0, x1, y1 in sample.boxes:
            corners = (round(x0 * scale), round(y0 * scale), round(x1 * scale), round(y1 * scale))
            left, top = min(corners[0], size[0] - 1), min(corners[1], size[1] - 1)
            draw.rectangle(
                (left, top, max(left, corners[2] - 1), max(top, corners[3] - 1)), outline=_BOX
            )
    return image


def caption(sample: Sample) -> str:
    """What stands under a sample: its text."""
    return sample.text or "(nothing)"


def _draw_cell(sheet: Image.Image, corner: tuple[int, int], sample: Sample, boxes: bool) -> None:
    room = (_CELL[0] - 2 * _MARGIN, _CELL[1] - _CAPTION - _MARGIN)
    height, width = sample.image.shape[:2]
    scale = min(room[0] / width, room[1] / height, _LARGEST)
    picture = draw_sample(sample, scale, boxes)
    left = corner[0] + (_CELL[0] - picture.width) // 2
    top = corner[1] + _MARGIN + (room[1] - picture.height) // 2
    sheet.paste(picture, (left, top))
    frame = (left - 1, top - 1, left + picture.width, top + picture.height)
    ImageDraw.Draw(sheet).rectangle(frame, outline=_FRAME)
    middle = (corner[0] + _CELL[0] // 2, corner[1] + _CELL[1] - 8)
    _write(sheet, middle, caption(sample), 14, "ms")


def _write(sheet: Image.Image, at: tuple[int, int], text: str, size: int, anchor: str) -> None:
    ImageDraw.Draw(sheet).text(at, text, _INK, ImageFont.load_default(size), anchor=anchor)
