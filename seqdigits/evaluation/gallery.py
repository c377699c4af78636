"""Pictures of mistakes: what the model saw, its boxes, and reference over reading below."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from seqdigits.evaluation.alignment import Pair
from seqdigits.evaluation.reading_strings import Mistaken
from seqdigits.images import load
from seqdigits.reading import ReadDigit

WIDTH = 372
"""Greatest width of a picture in the gallery, pixels; what is wider goes on in a further strip."""
LEAST = 160
"""Its least width, which leaves room for what is said below it."""
TALL, LOW = 150, 36
"""Heights of a whole picture, pixels: no taller than this, and cut into strips if it were lower."""
STRIP = 44
"""Height of such a strip, pixels."""
CELL = 20, 24
"""Width and height of an aligned character, pixels."""
GAP = 8

PAPER, INK, FAINT = "#ffffff", "#1d2430", "#8a94a3"
WRONG, MARK, BOX = "#c0392b", "#fbdcd7", "#2b8a3e"


def draw_mistake(mistake: Mistaken) -> NDArray[np.uint8]:
    """Picture (h, w, 3) RGB of a mistake, w at most WIDTH.

    On top the picture with a box around each character read, red where it is not what is
    written. Below, what is written over what is read, aligned: pairs that differ are marked, and a
    dot stands where the other side has nothing. Long pictures and texts go on in further lines.
    """
    pairs = mistake.read.pairs
    strips = _strips(mistake)
    columns = WIDTH // CELL[0] - 2
    lines = [pairs[start : start + columns] for start in range(0, len(pairs), columns)]
    height = sum(strip.height + GAP for strip in strips) + len(lines) * (2 * CELL[1] + GAP)
    widest = max(LEAST, *(strip.width for strip in strips), *(CELL[0] * len(p) for p in lines))
    sheet = Image.new("RGB", (widest, height), PAPER)
    top = 0
    for strip in strips:
        sheet.paste(strip, ((widest - strip.width) // 2, top))
        top += strip.height + GAP
    draw = ImageDraw.Draw(sheet)
    for line in lines:
        _draw_pairs(draw, line, (widest - CELL[0] * len(line)) // 2, top)
        top += 2 * CELL[1] + GAP
    return np.asarray(sheet, np.uint8)


def caption(mistake: Mistaken) -> str:
    """What the picture is called, what it says, what was read and how surely."""
    read = mistake.read
    said = f"read {_shown(read.reading)}  {read.confidence:.1%}"
    status = "" if read.status == "read" else f"  {read.status}"
    return f"{read.name}\nwritten {_shown(read.text)}\n{said}{status}"


def _shown(text: str) -> str:
    return text or "(nothing)"


def _strips(mistake: Mistaken) -> list[Image.Image]:
    """The picture, boxes drawn, cut into strips no wider than WIDTH, low ones enlarged."""
    picture = Image.fromarray(load(mistake.source)).convert("RGB")
    scale = min(WIDTH / picture.width, TALL / picture.height)
    if picture.height * scale < LOW:
        scale = STRIP / picture.height
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    way = Image.Resampling.LANCZOS if scale < 2 else Image.Resampling.BICUBIC
    picture = picture.resize(size, way)
    draw = ImageDraw.Draw(picture)
    boxes = [tuple(value * scale for value in digit.box) for digit in mistake.digits]
    for (x0, y0, x1, y1), wrong in zip(boxes, _wrong(mistake), strict=True):
        corners = (x0, y0, max(x0, x1 - 1), max(y0, y1 - 1))
        draw.rectangle(corners, outline=WRONG if wrong else BOX, width=2)
    cuts = _cuts(size[0], [(box[0], box[2]) for box in boxes])
    return [picture.crop((left, 0, right, size[1])) for left, right in pairwise(cuts)]


def _wrong(mistake: Mistaken) -> list[bool]:
    """Whether each character read differs from what is written there."""
    digits: Sequence[ReadDigit] = mistake.digits
    found = [written != read for written, read in mistake.read.pairs if read is not None]
    # A rejected reading is empty, and what was seen before it was rejected is not aligned.
    return found if len(found) == len(digits) else [True] * len(digits)


def _cuts(width: int, boxes: Sequence[tuple[float, float]]) -> list[int]:
    """Columns 0, ..., `width` at most WIDTH apart, between characters [x0, x1) if it can be."""
    gaps = [round((a[1] + b[0]) / 2) for a, b in pairwise(boxes)]
    cuts = [0]
    while width - cuts[-1] > WIDTH:
        fitting = [gap for gap in gaps if cuts[-1] + WIDTH // 2 < gap <= cuts[-1] + WIDTH]
        cuts.append(fitting[-1] if fitting else cuts[-1] + WIDTH)
    return [*cuts, width]


def _draw_pairs(draw: ImageDraw.ImageDraw, pairs: Sequence[Pair], left: int, top: int) -> None:
    """A line of aligned characters: written over read."""
    width, height = CELL
    font, dot = ImageFont.load_default(17), ImageFont.load_default(30)
    for place, pair in enumerate(pairs):
        x = left + place * width
        differ = pair[0] != pair[1]
        if differ:
            draw.rectangle((x + 1, top, x + width - 2, top + 2 * height), fill=MARK)
        for row, character in enumerate(pair):
            at = (x + width / 2, top + height * row + height / 2)
            if character is None:
                draw.text(at, "·", FAINT, dot, anchor="mm")
            else:
                draw.text(at, character, WRONG if differ and row else INK, font, anchor="mm")
