"""A labelled set of strings read: a record a picture, and the surest mistakes with theirs."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from seqdigits.alphabet import PROFILES
from seqdigits.data.labelled import Labelled, Picture
from seqdigits.evaluation.alignment import Pair, align, edits
from seqdigits.images import Source
from seqdigits.reading import ReadDigit, Reader, Reading, Status

CHUNK = 256
"""Pictures held at once."""


@dataclass(frozen=True)
class Read:
    """What one picture says and what was read in it.

    Attributes:
        name: what the picture is called.
        text: what it says.
        reading: the text read; "" if the reading was rejected.
        confidence: of the reading, 0..1.
        status: what became of the picture.
    """

    name: str
    text: str
    reading: str
    confidence: float
    status: Status = Status.READ

    @property
    def right(self) -> bool:
        """Whether the text was read wholly right."""
        return self.text == self.reading

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """What is written and what is read for it, see `align`."""
        return align(self.text, self.reading)

    @property
    def edits(self) -> int:
        """Edits between text and reading."""
        return edits(self.pairs)


@dataclass(frozen=True, eq=False)
class Mistaken:
    """A picture read wrongly, to be looked at.

    Attributes:
        read: what it says and what was read.
        source: the picture.
        digits: the characters found, with their boxes in the picture.
    """

    read: Read
    source: Source
    digits: tuple[ReadDigit, ...] = ()


@dataclass(frozen=True)
class SetReads:
    """A set of pictures, read.

    Attributes:
        name: what the set is called.
        reads: one of each picture, in order.
        worst: mistakes, the surest first.
        problems: rows that were left out, a line each.
    """

    name: str
    reads: tuple[Read, ...]
    worst: tuple[Mistaken, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass
class Worst:
    """Keeps the surest mistakes of those shown to it; of equally sure ones the first.

    Attributes:
        most: how many to keep.
    """

    most: int
    _kept: list[tuple[float, int, Mistaken]] = field(default_factory=list)
    _shown: int = 0

    def show(self, mistake: Mistaken) -> None:
        """Keep `mistake` if it is among the surest so far."""
        self._shown += 1
        heapq.heappush(self._kept, (mistake.read.confidence, -self._shown, mistake))
        if len(self._kept) > self.most:
            heapq.heappop(self._kept)

    def kept(self) -> tuple[Mistaken, ...]:
        """The mistakes kept, the surest first."""
        return tuple(mistake for _, _, mistake in sorted(self._kept, reverse=True))


def read_strings(
    reader: Reader, pictures: Labelled, profile: str = "digits", most: int = 0
) -> SetReads:
    """What `reader` reads in every picture of a labelled set.

    Args:
        reader: of `profile`.
        pictures: the set; if it leaves out bad rows, so does the answer, and names them.
        profile: the characters that texts may hold.
        most: mistakes to keep with their pictures.

    Raises:
        DataError: for a row that cannot be used: a text with characters that the profile does not
            keep, a picture that is missing or cannot be read; where these are left out, if none
            is left.
    """
    kept = kept_characters(reader, profile)
    pictures.require(kept, f"{kept!r} (profile {profile!r})", _advice(reader, profile))
    reads: list[Read] = []
    worst = Worst(most)
    remaining = pictures.pictures()
    while chunk := list(islice(remaining, CHUNK)):
        for picture, reading in _read_chunk(reader, chunk):
            said = (reading.text, reading.confidence, reading.status)
            reads.append(read := Read(picture.name, picture.text, *said))
            if not read.right:
                worst.show(Mistaken(read, picture.source, reading.digits))
    return SetReads(pictures.name, tuple(reads), worst.kept(), pictures.problems)


def kept_characters(reader: Reader, profile: str) -> str:
    """The characters of the reader's alphabet that `profile` keeps."""
    return "".join(c for c in reader.bundle.config.net.characters if c in PROFILES[profile])


def together(sets: Sequence[SetReads], most: int) -> SetReads:
    """All of `sets` as one, with the `most` surest mistakes of all."""
    worst = Worst(most)
    for one in sets:
        for mistake in one.worst:
            worst.show(mistake)
    return SetReads(
        f"all {len(sets)} sets",
        tuple(read for one in sets for read in one.reads),
        worst.kept(),
        tuple(f"{one.name}: {line}" for one in sets for line in one.problems),
    )


def _read_chunk(reader: Reader, chunk: Sequence[Picture]) -> Iterator[tuple[Picture, Reading]]:
    readings = reader.read(picture.source for picture in chunk)
    return zip(chunk, readings, strict=True)


def _advice(reader: Reader, profile: str) -> str:
    """What to do about a text with characters that `profile` leaves out."""
    known = set(reader.bundle.config.net.characters)
    own = set(PROFILES[profile]) & known
    wider = [name for name, kept in PROFILES.items() if own < set(kept) & known]
    choose = f"Choose --profile {' or '.join(wider)}, " if wider else ""
    return f"{choose}{'c' if wider else 'C'}orrect the text"
