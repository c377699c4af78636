"""A contact sheet of styles, as a picture or a page of its own."""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PIL import Image

from synth.errors import BadRequestError
from synth.formats import storing
from synth.making.manifest import write_bytes
from synth.making.recipe import Recipe
from synth.making.sheet import caption, draw_sample, draw_sheet
from synth.synthesizer import Sample

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Styles</title><style>
body {{ font: 15px/1.4 system-ui, sans-serif; margin: 2rem; color: #212529 }}
section {{ display: flex; flex-wrap: wrap; gap: 1rem; align-items: end }}
figure {{ margin: 0; text-align: center }} img {{ border: 1px solid #ced4da; display: block }}
</style></head><body>
{styles}</body></html>
"""


def write_preview(
    recipe: Recipe, styles: Sequence[str], path: str | Path, count: int = 12, boxes: bool = False
) -> Path:
    """Path of the sheet written: the first `count` samples of `recipe` in each of `styles`.

    Args:
        recipe: what is drawn; its style is replaced.
        styles: presets or TOML files.
        path: ends in .png, or in .html for a page that needs no other file.
        count: samples of each style.
        boxes: draw the characters' boxes.

    Raises:
        BadRequestError: for another suffix, a folder that does not exist or an unknown style.
        ShardError: if `path` cannot be written.
    """
    path = Path(path)
    if path.suffix.lower() not in (".png", ".html"):
        raise BadRequestError(
            f"a preview is written to a name in .png or .html. Received: {str(path)!r}."
        )
    if not path.parent.is_dir():
        raise BadRequestError(
            f"a preview is written into a folder that exists. Received: {str(path)!r}. Make "
            f"{path.parent} first, or name another."
        )
    groups = {}
    for style in styles:
        synthesizer = replace(recipe, style=style).open()
        groups[style] = [synthesizer.sample(index) for index in range(count)]
    page = path.suffix.lower() == ".html"
    content = _page(groups, boxes).encode() if page else _png(draw_sheet(groups, boxes=boxes))
    with storing(str(path), after="draw it again"):
        write_bytes(path, content)
    return path


def _page(groups: Mapping[str, Sequence[Sample]], boxes: bool) -> str:
    parts = []
    for title, samples in groups.items():
        figures = "\n".join(_figure(sample, boxes) for sample in samples)
        parts.append(f"<h2>{html.escape(title)}</h2>\n<section>\n{figures}\n</section>\n")
    return _PAGE.format(styles="".join(parts))


def _figure(sample: Sample, boxes: bool) -> str:
    data = base64.b64encode(_png(draw_sample(sample, 2.0, boxes))).decode()
    text = html.escape(caption(sample))
    source = f'src="data:image/png;base64,{data}"'
    return f'<figure><img {source} alt="{text}"><figcaption>{text}</figcaption></figure>'


def _png(picture: Image.Image) -> bytes:
    stream = BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()
