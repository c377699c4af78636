"""A set of single glyphs read, by a net that tells glyphs apart or by one that reads strings."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from seqdigits.data import GlyphSet
from seqdigits.decoding import log_softmax
from seqdigits.errors import DataError
from seqdigits.evaluation.reading_strings import (
    CHUNK,
    Mistaken,
    Read,
    SetReads,
    Worst,
    kept_characters,
)
from seqdigits.images import Source
from seqdigits.reading import Reader, Reading
from seqdigits.runtime import Runner


def classify_glyphs(runner: Runner, glyphs: GlyphSet, most: int = 0) -> SetReads:
    """The likeliest character of each glyph by a net that tells single glyphs apart.

    Each glyph is laid out as MNIST lays out its digits, whatever it looks like where it is stored.
    The confidence is the net's softmax.

    Args:
        runner: of a classifier's bundle.
        glyphs: the set.
        most: mistakes to keep with their pictures.

    Raises:
        DataError: if the set shows characters that the net does not know.
    """
    net = runner.bundle.config.net
    glyphs.labels(net.characters)
    size = runner.bundle.config.input.height
    return _collected(_classified(runner, glyphs, net.characters, size), glyphs, most)


def read_glyphs(
    reader: Reader, glyphs: GlyphSet, profile: str = "digits", most: int = 0
) -> SetReads:
    """What a reader of strings reads in each glyph's picture, as it is stored.

    Args:
        reader: of `profile`.
        glyphs: the set.
        profile: the characters to expect.
        most: mistakes to keep with their pictures.

    Raises:
        DataError: if the set shows characters that the profile does not keep.
    """
    kept = kept_characters(reader, profile)
    if foreign := sorted(set(glyphs.characters) - set(kept)):
        raise DataError(
            f"glyphs show only characters that the model and profile {profile!r} know, {kept!r}. "
            f"Received: {glyphs.name} with {''.join(foreign)!r} besides. Evaluate another set."
        )
    found = zip(glyphs.images, reader.read_each(glyphs.images), strict=True)
    return _collected(found, glyphs, most)


def _classified(
    runner: Runner, glyphs: GlyphSet, characters: str, size: int
) -> Iterator[tuple[Source, Reading]]:
    for start in range(0, len(glyphs), CHUNK):
        tiles = glyphs.take(np.arange(start, min(start + CHUNK, len(glyphs)))).tiles(size)
        outputs = runner.run([tile.astype(np.float32) / np.float32(255) for tile in tiles])
        chances = np.exp(log_softmax(np.stack([output.logits for output in outputs])))
        for tile, row in zip(tiles, chances, strict=True):
            best = int(row.argmax())
            yield tile, Reading(characters[best], float(row[best]), best_guess=characters[best])


def _collected(found: Iterator[tuple[Source, object]], glyphs: GlyphSet, most: int) -> SetReads:
    reads: list[Read] = []
    worst = Worst(most)
    written = glyphs.characters_of.tolist()
    for number, (character, (source, reading)) in enumerate(zip(written, found, strict=True)):
        if not isinstance(reading, Reading):
            raise DataError(
                f"every glyph can be read. Received: #{number} of {glyphs.name}: {reading}"
            )
        said = (reading.text, min(reading.confidence, 1.0), reading.status)
        reads.append(read := Read(f"#{number}", character, *said))
        if not read.right:
            worst.show(Mistaken(read, source, reading.digits))
    return SetReads(glyphs.name, tuple(reads), worst.kept())
