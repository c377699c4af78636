"""A whole comparison, from what is asked to what is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from seqdigits.comparison.comparing import Comparison, read_sets
from seqdigits.comparison.sets import StringSet, drawn_sets, labelled_sets
from seqdigits.comparison.single_glyphs import GlyphAccuracy, glyph_accuracy
from seqdigits.comparison.speed import measure_speed
from seqdigits.comparison.systems import System, open_systems
from seqdigits.errors import DataError
from synth.glyphs.bank import GlyphBank
from synth.glyphs.mnist import load_mnist

GLYPHS = 20
"""Single glyphs looked at for each string of a set, so that their accuracy is the surer figure."""

TIMED = 64
"""Most strings that are read in a round of timing."""


@dataclass(frozen=True)
class Settings:
    """What is compared on what.

    Attributes:
        models: bundles, by name or folder; all are tested against the first.
        data: labelled sets.
        part: the folder in each that holds it.
        sliding: whether single-glyph nets are slid along the line, too.
        tesseract: whether Tesseract is run, if it is installed.
        split: of the MNIST glyphs that strings are drawn from.
        drawn: whether such strings are read.
        count: strings of a drawn set.
        seed: of the drawn strings.
        rounds: of timing; 0 for none.
    """

    models: tuple[str, ...]
    data: tuple[Path, ...] = ()
    part: str = ""
    sliding: bool = False
    tesseract: bool = True
    split: str = "val"
    drawn: bool = True
    count: int = 500
    seed: int = 7
    rounds: int = 5


def compare(settings: Settings, progress: Callable[[str], None] = lambda line: None) -> Comparison:
    """What the systems of `settings` make of its sets.

    Args:
        settings: what is asked.
        progress: told a line for each thing done.

    Raises:
        DataError: if there is nothing to read, or a labelled set cannot be used.
        DataNotFoundError: if MNIST is not at hand.
        BundleNotFoundError: if a model is none.
        BundleError: if one is damaged.
    """
    if not (settings.drawn or settings.data):
        raise DataError(
            "a comparison reads drawn strings or labelled sets. Received: neither. Name a set "
            "with --data, or leave out --no-drawn."
        )
    systems, notes = open_systems(settings.models, settings.sliding, settings.tesseract)
    if not systems:
        raise DataError(
            "a comparison has a system or more. Received: none. Name a model; seqdigits models "
            "lists the released ones."
        )
    bank = load_mnist(settings.split) if settings.drawn else None
    timed: list[StringSet] = []
    rows = read_sets(systems, _kept(_sets(settings, bank), timed), progress)
    glyphs = {} if bank is None else _glyphs(systems, bank, GLYPHS * settings.count)
    speeds = None
    if settings.rounds:
        progress(f"timing, {settings.rounds} rounds")
        pictures = [picture for each in timed for picture in each.pictures]
        spread = pictures[:: max(1, len(pictures) // TIMED)][:TIMED]
        speeds = tuple(measure_speed(systems, spread, settings.rounds))
    return Comparison(tuple(systems), rows, glyphs, speeds, tuple(notes))


def _sets(settings: Settings, bank: GlyphBank | None) -> Iterator[StringSet]:
    drawn: Iterator[StringSet] = iter(())
    if bank is not None:
        drawn = drawn_sets(bank, settings.split, settings.count, settings.seed)
    return chain(drawn, labelled_sets(settings.data, settings.part))


def _kept(sets: Iterator[StringSet], timed: list[StringSet]) -> Iterator[StringSet]:
    """`sets`, and those that speed is measured on into `timed`: by length, or the labelled ones."""
    for strings in sets:
        if strings.family == "length" or (strings.family == "data" and not _drawn(timed)):
            timed.append(strings)
        yield strings


def _drawn(timed: list[StringSet]) -> bool:
    return any(strings.family == "length" for strings in timed)


def _glyphs(systems: list[System], bank: GlyphBank, most: int) -> dict[str, GlyphAccuracy]:
    """Accuracy of each single-glyph net on glyphs alone, by system."""
    found: dict[str, GlyphAccuracy] = {}
    by_net: dict[Path, GlyphAccuracy] = {}
    for system in systems:
        if system.bundle is None or system.whole:
            continue
        folder = system.bundle.directory
        if folder not in by_net:
            by_net[folder] = glyph_accuracy(system.bundle, bank, most)
        found[system.name] = by_net[folder]
    return found
