"""Trajectories of InkML files (https://www.w3.org/TR/InkML/), drawn like pen ink.

A file holds one symbol, or symbols grouped as in the CROHME data; what each shows is said by an
annotation of type "truth", who wrote it by one of type "writer".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from synth.errors import BadDataError, BadRequestError, DataNotFoundError
from synth.glyphs.digests import digest
from synth.glyphs.glyph import Glyph
from synth.glyphs.pen_ink import InkHand, Strokes
from synth.glyphs.proportions import drop_of, height_of, side_of
from synth.glyphs.speed import QuickInk
from synth.glyphs.splits import SPLITS, shared_out, split_number

#: Truths that CROHME spells out.
_SPELT = {"\\times": "\u00d7", "\\div": "\u00f7", "\\pm": "±", "\\lt": "<", "\\gt": ">"}
_SPELT |= {"COMMA": ",", "\\%": "%", "\\$": "$", "\\{": "{", "\\}": "}", "/": "/", "\\cdot": "·"}
#: A character wider than this is scaled by its width instead, digit heights.
_WIDEST = 1.8
#: Most points a stroke has after it was timed evenly.
_LONGEST = 400

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Symbol:
    """One written character: strokes of shape (n, 2), x right and y down, in the file's units."""

    char: str
    strokes: Strokes


@dataclass(frozen=True, eq=False)
class InkmlInk(QuickInk):
    """Trajectories of InkML files."""

    def hand(self, rng: np.random.Generator) -> InkHand:
        """A pen, and with probability `same_writer` one writer's characters."""
        hand = QuickInk.hand(self, rng)
        return _InkmlHand(hand.source, hand.choices, hand.pen, hand.joins)


@dataclass(frozen=True, eq=False)
class _InkmlHand(InkHand):
    def glyph(self, char: str, rng: np.random.Generator) -> Glyph:
        """One of the trajectories of `char`, drawn."""
        glyph = InkHand.glyph(self, char, rng)
        return replace(glyph, key=f"inkml:{glyph.key.partition(':')[2]}")


def load_inkml(path: Path, split: str) -> InkmlInk:
    """The symbols of one split of the .inkml file or folder of such files at `path`.

    No writer is in two splits; a file that names no writer counts as one of its own.

    Raises:
        DataNotFoundError: if there is no such file.
        BadDataError: naming a file that is damaged, or if no symbol has a character.
        BadRequestError: if the split is empty.
    """
    number = split_number(split)
    files = sorted(path.rglob("*.inkml")) if path.is_dir() else [path] if path.is_file() else []
    if not files:
        raise DataNotFoundError(
            f"InkML is a file, or a folder of files named *.inkml. Received: {path}, which has "
            "none. Check the path."
        )
    items, characters, writers, groups, keys = [], [], [], [], []
    for file in files:
        data = file.read_bytes()
        writer, symbols = read_symbols(data, file)
        whole = _usual_height(symbols)
        for index, symbol in enumerate(symbols):
            items.append(_placed(symbol, whole))
            characters.append(symbol.char)
            writers.append(writer)
            groups.append(writer or f"{digest(data):016x}")
            keys.append(digest(data + index.to_bytes(4)))
    if not items:
        raise BadDataError(
            "InkML says by annotations of type truth which character a group of traces shows. "
            f"Received: {path}, which names no single character."
        )
    rows = np.flatnonzero(shared_out(groups) == number)
    if not len(rows):
        raise BadRequestError(
            f"the splits {', '.join(SPLITS)} need three writers, or three files without writers. "
            f"Received: {path} without any for {split}. Add files."
        )
    return InkmlInk(
        tuple(items[row] for row in rows),
        np.array(characters)[rows],
        np.array(writers if all(writers) else [""] * len(writers))[rows],
        np.array(keys, np.int64)[rows],
    )


def read_symbols(data: bytes, path: Path) -> tuple[str, list[Symbol]]:
    """The writer ("" if unknown) and the symbols of the InkML file `data`.

    Raises:
        BadDataError: naming `path` if it is no InkML.
    """
    root = _tree(data, path)
    try:
        traces = _traces(root)
    except ValueError as error:
        raise BadDataError(
            f"a trace is numbers: x y, x y, ... Received: {path}: {error}. Mend or remove the file."
        ) from error
    groups = [g for g in root.iter("traceGroup") if _truth(g)]
    symbols = [
        Symbol(_truth(group), strokes)
        for group in groups or [root]
        if _truth(group) and (strokes := tuple(_strokes(group, traces)))
    ]
    return _annotation(root, "writer"), symbols


def _tree(data: bytes, path: Path) -> ElementTree.Element:
    """The file's elements without namespaces; a file that declares entities is refused."""
    builder = ElementTree.TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")

    def refuse(*declaration: object) -> None:
        raise BadDataError(
            f"an InkML file declares no document type. Received: {path}. Remove its DOCTYPE."
        )

    def start(name: str, attributes: dict[str, str]) -> None:
        plain = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        builder.start(name.rpartition("}")[2], plain)

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: builder.end(name.rpartition("}")[2])
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise BadDataError(
            f"an InkML file is valid XML. Received: {path}: {error}. Mend or remove the file."
        ) from error
    return builder.close()


def _annotation(element: ElementTree.Element, kind: str) -> str:
    for child in element.findall("annotation"):
        if child.get("type", "").lower() == kind:
            return (child.text or "").strip()
    return ""


def _truth(element: ElementTree.Element) -> str:
    """The character an element shows, or "" if it is none or not told."""
    text = _annotation(element, "truth")
    text = text.strip("$ ") or text.strip()
    text = _SPELT.get(text, text)
    return text if len(text) == 1 else ""


def _traces(root: ElementTree.Element) -> dict[ElementTree.Element, Points]:
    """The points (n, 2) of each trace; evenly timed if the file has a channel of times."""
    names = [channel.get("name", "") for channel in root.iter("channel")]
    x, y = (names.index("X"), names.index("Y")) if {"X", "Y"} <= set(names) else (0, 1)
    time = names.index("T") if "T" in names else None
    traces = {}
    for trace in root.iter("trace"):
        text = (trace.text or "").strip().rstrip(",")
        rows = [[float(value) for value in point.split()] for point in text.split(",") if text]
        table = np.array([row for row in rows if row], np.float64)
        if table.size and not (table.ndim == 2 and table.shape[1] > max(x, y, time or 0)):
            raise ValueError(f"a point without {names or 'x and y'}")
        if not np.isfinite(table).all():
            raise ValueError("a coordinate that is no number")
        if len(table):
            points = table[:, [x, y]]
            traces[trace] = points if time is None else evenly_timed(points, table[:, time])
    return traces


def evenly_timed(points: Points, times: NDArray[np.float64]) -> Points:
    """The trace through `points` (n, 2) at equal steps of time; as it is if time stands still."""
    steps = np.diff(times)
    if len(steps) < 2 or steps.min() < 0 or steps.max() <= 0:
        return points
    step = float(np.median(steps[steps > 0]))
    count = min(_LONGEST, round((times[-1] - times[0]) / step) + 1)
    at = np.linspace(times[0], times[-1], max(2, count))
    return np.stack([np.interp(at, times, points[:, axis]) for axis in (0, 1)], axis=1)


def _strokes(
    group: ElementTree.Element, traces: dict[ElementTree.Element, Points]
) -> Iterator[Points]:
    """The traces inside a group and those it refers to, in order."""
    named = {trace.get("id", ""): points for trace, points in traces.items()}
    for element in group.iter():
        if element.tag == "trace" and element in traces:
            yield traces[element]
        elif element.tag == "traceView":
            name = element.get("traceDataRef", "").lstrip("#")
            if name in named:
                yield named[name]


def _extent(strokes: Strokes) -> tuple[Points, Points]:
    everything = np.concatenate(strokes)
    return everything.min(axis=0), everything.max(axis=0)


def _usual_height(symbols: list[Symbol]) -> float | None:
    """Height of a digit in a file's units, or None if it has no digit and no letter."""
    heights = []
    for symbol in symbols:
        if usual := height_of(symbol.char):
            low, high = _extent(symbol.strokes)
            heights.append(float(high[1] - low[1]) / usual)
    return float(np.median(heights)) or None if heights else None


def _placed(symbol: Symbol, whole: float | None) -> Strokes:
    """The strokes in digit heights, x from 0, the baseline at 0; `whole` scales the signs."""
    low, high = _extent(symbol.strokes)
    width, height = (high - low).tolist()
    usual = height_of(symbol.char)
    if usual is not None:
        size = max(height / usual, width / _WIDEST)
    else:
        size = max(whole or max(width, height) / side_of(symbol.char), height / 2)
    size = max(size, width / 3, 1e-9)
    origin = np.array([low[0], high[1] - drop_of(symbol.char, height / size) * size])
    return tuple((stroke - origin) / size for stroke in symbol.strokes)
