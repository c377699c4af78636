"""Sources by name."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import partial
from pathlib import Path

from synth.errors import BadRequestError
from synth.glyphs.emnist import CLASSES, load_emnist
from synth.glyphs.folder import load_folder
from synth.glyphs.glyph import Source
from synth.glyphs.inkml import load_inkml
from synth.glyphs.mixture import Mixture
from synth.glyphs.mnist import load_mnist
from synth.glyphs.pen_ink import load_pen_ink
from synth.glyphs.soft_labels import load_soft_mnist
from synth.glyphs.speed import QuickInk
from synth.glyphs.strokes import StrokeSource
from synth.glyphs.writers import keep_to_writers


def load_quick_ink(split: str) -> QuickInk:
    """The digits of `load_pen_ink`, whose line thins with speed in most hands."""
    ink = load_pen_ink(split)
    return QuickInk(**{field.name: getattr(ink, field.name) for field in fields(ink)})


#: Source name -> opener of one split. Strokes need no data: their splits differ by seed alone.
SOURCES: dict[str, Callable[[str], Source]] = {
    "mnist": load_mnist,
    "mnist_soft": load_soft_mnist,
    "pen_ink": load_pen_ink,
    "quick_ink": load_quick_ink,
    "strokes": lambda split: StrokeSource(),
    **{f"emnist-{name}": partial(load_emnist, name) for name in CLASSES},
}
#: Prefix of a source that a path follows -> opener of one split.
PATH_SOURCES: dict[str, Callable[[Path, str], Source]] = {
    "folder": load_folder,
    "inkml": load_inkml,
}


def open_sources(
    weights: Mapping[str, float], split: str, same_writer: bool | None = None
) -> Source:
    """The sources of `weights` (name -> weight), holding glyphs of `split` only.

    Characters a source lacks, such as signs, are written by another, at last by the strokes' hand.

    Args:
        weights: names of SOURCES, "folder:PATH" or "inkml:PATH".
        split: train, val or test.
        same_writer: True keeps each string to one writer, or to one style where writers are not
            known (see `synth.glyphs.writers.SameWriter`); False mixes the writers of a source,
            though strokes always have one; None leaves it to each source, which does either.

    Raises:
        BadRequestError: for an unknown name or weights that are not positive.
        DataNotFoundError: if data is not at hand.
        BadDataError: if it is damaged.
    """
    openers = {name: _opener(name) for name in weights}
    if not weights or not all(math.isfinite(w) and w > 0 for w in weights.values()):
        raise BadRequestError(f"glyphs are given as name = weight > 0. Received: {dict(weights)}.")
    opened = [keep_to_writers(opener(split), same_writer) for opener in openers.values()]
    return Mixture(tuple(opened), tuple(weights.values()), StrokeSource())


def parse_glyphs(text: str) -> dict[str, float]:
    """Source -> weight from "mnist:0.5,strokes:0.5"; a weight left out is 1.

    A path may hold colons: what follows the last one is a weight only if it is a number.

    Raises:
        BadRequestError: for an unknown name, a name given twice or a weight not above 0.
    """
    weights: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, weight = _parse_weight(part)
        _opener(name)
        if name in weights:
            raise BadRequestError(f"each glyph source is named once. Received: {text!r}.")
        weights[name] = weight
    if not weights or not all(math.isfinite(w) and w > 0 for w in weights.values()):
        raise BadRequestError(
            f"glyphs are given as name:weight,..., weights above 0. Received: {text!r}. "
            f"Names: {_names()}."
        )
    return weights


def _parse_weight(part: str) -> tuple[str, float]:
    prefix, _, path = part.partition(":")
    with_path = prefix in PATH_SOURCES
    head, colon, tail = (path if with_path else part).rpartition(":")
    try:
        weight = float(tail) if colon else None
    except ValueError:
        weight = None
    if weight is None:
        return part, 1.0
    return (f"{prefix}:{head}" if with_path else head).strip(), weight


def _opener(name: str) -> Callable[[str], Source]:
    prefix, _, path = name.partition(":")
    if prefix in PATH_SOURCES and path:
        return partial(PATH_SOURCES[prefix], Path(path).expanduser())
    if name in SOURCES:
        return SOURCES[name]
    raise BadRequestError(f"a glyph source is one of {_names()}. Received: {name!r}.")


def _names() -> str:
    return ", ".join([*SOURCES, *(f"{prefix}:PATH" for prefix in PATH_SOURCES)])
