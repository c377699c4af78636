"""What systems are compared on: strings of validation glyphs by length, gap and wear; real sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from seqdigits.data.labelled import open_labelled
from seqdigits.images import Source
from synth.benchmark import cropped
from synth.glyphs import open_sources
from synth.glyphs.bank import GlyphBank
from synth.style import open_style
from synth.synthesizer import Synthesizer
from synth.text.law import TextLaw, uniform_lengths

LENGTHS = tuple(range(1, 11))
GAPS = (8, 4, 2, 1, 0, -1, -2, -4)
"""Pixels between the boxes of neighbours, of digits 20 pixels high."""

STYLES = ("clean", "everyday", "paper", "photo", "hostile")
APART = (2, 8)
"""Gaps of the strings that are told apart by length."""

SHORT = (2, 6)
"""Lengths of the strings that are told apart by gap."""

DRAWN = (1, 8)
"""Lengths of the strings that are told apart by degradation."""


@dataclass(frozen=True, eq=False)
class StringSet:
    """Strings that all systems read.

    Attributes:
        family: length, gap, degradation or data: what its siblings differ in.
        value: what it has of that: "3", "-2", "photo", the name of a labelled set.
        pictures: what is read.
        texts: what they say.
    """

    family: str
    value: str
    pictures: Sequence[Source] = field(repr=False)
    texts: Sequence[str] = field(repr=False)

    @property
    def name(self) -> str:
        """What the set is called."""
        if self.family == "length":
            return f"{self.value} digit{'s' if self.value != '1' else ''}"
        if self.family == "gap":
            return f"gap {self.value} px"
        return f"style {self.value}" if self.family == "degradation" else self.value


def drawn_sets(bank: GlyphBank, split: str, count: int, seed: int) -> Iterator[StringSet]:
    """Sets of `count` strings each from MNIST glyphs; string i depends on (seed, i) alone.

    By length: 1 to 10 digits, gaps of 2 to 8 pixels. By gap: 2 to 6 digits, the same in every set.
    By degradation: 1 to 8 digits in styles of `synth`.

    Args:
        bank: MNIST's glyphs of `split`.
        split: val, or test for a final report.
        count: strings of a set.
        seed: of every choice.
    """
    for length in LENGTHS:
        law = TextLaw(lengths=uniform_lengths(length, length))
        yield _cropped("length", str(length), bank, law, APART, count, seed)
    law = TextLaw(lengths=uniform_lengths(*SHORT))
    for gap in GAPS:
        yield _cropped("gap", str(gap), bank, law, (gap, gap), count, seed)
    source = open_sources({"mnist": 1.0}, split)
    texts = TextLaw(lengths=uniform_lengths(*DRAWN))
    for style in STYLES:
        synthesizer = Synthesizer(source, open_style(style), seed, split, texts=texts)
        samples = [synthesizer.sample(index) for index in range(count)]
        yield StringSet("degradation", style, [s.image for s in samples], [s.text for s in samples])


def labelled_sets(paths: Iterable[Path], part: str, skip_bad: bool = False) -> Iterator[StringSet]:
    """The labelled sets at `paths`, whole.

    Raises:
        DataError: if one cannot be opened or a row of it cannot be used.
    """
    for path in paths:
        found = open_labelled(path, part, skip_bad=skip_bad)
        pictures, texts = zip(*found, strict=True)
        yield StringSet("data", _called(found.name, part), pictures, texts)


def _called(name: str, part: str) -> str:
    """What a labelled set is called: without its part and the ending of a zip."""
    return name.removesuffix(f"/{part}").removesuffix(".zip")


def _cropped(
    family: str,
    value: str,
    bank: GlyphBank,
    law: TextLaw,
    gaps: tuple[int, int],
    count: int,
    seed: int,
) -> StringSet:
    pictures, texts = [], []
    for index in range(count):
        rng = np.random.default_rng([seed, index])
        picture, text = cropped(bank, law.sample(rng), gaps, rng)
        pictures.append(picture)
        texts.append(text)
    return StringSet(family, value, pictures, texts)
