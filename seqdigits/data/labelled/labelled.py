"""A set of labelled pictures: rows known at once, pictures read one after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from seqdigits.data.labelled.layout import BadRowError, Entry, Faults, Layout
from seqdigits.data.labelled.places import opened
from seqdigits.errors import ImageError
from seqdigits.images import Source, load


class Picture(NamedTuple):
    """A picture, as `seqdigits.images.load` takes it, what it says, and what it is called."""

    source: Source
    text: str
    name: str


class Labelled:
    """Pictures with their texts; `seqdigits.data.open_labelled` opens one.

    Iterating gives (source, text) of each picture, as often as it is asked for. A picture is read
    when its turn comes. With `skip_bad`, one that is missing or no image is left out and noted
    then: once all were iterated over, `problems` is complete, and `rows` and `len` count what was
    given.

    Args:
        path: the folder, zip or file.
        part: the folder inside it that holds the set; "" for the top.
        layout: how it is stored.
        entries: its rows.
        faults: what was wrong with rows that are not among `entries`, and collects the rest.
    """

    def __init__(
        self, path: Path, part: str, layout: Layout, entries: Sequence[Entry], faults: Faults
    ) -> None:
        self.path = path
        self.part = part
        self.layout = layout.name
        self._layout = layout
        self._entries = entries
        self._faults = faults
        self._left_out: set[int] = set()

    @property
    def name(self) -> str:
        """What the set is called: the last part of its path, and its part."""
        return "/".join(filter(None, (self.path.absolute().name, self.part)))

    @property
    def skip_bad(self) -> bool:
        """Whether rows that cannot be used are left out."""
        return self._faults.skip

    @property
    def problems(self) -> tuple[str, ...]:
        """The rows left out so far, a line each: picture, where it is labelled, what is wrong."""
        return tuple(self._faults.lines)

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """(name, text) of every row that is not left out."""
        return tuple((entry.name, entry.text) for _, entry in self._kept())

    def __len__(self) -> int:
        return len(self._entries) - len(self._left_out)

    def __iter__(self) -> Iterator[tuple[Source, str]]:
        for picture in self.pictures():
            yield picture.source, picture.text

    def pictures(self) -> Iterator[Picture]:
        """Every picture with its text and name.

        Raises:
            DataError: naming the first that is missing or no image; with `skip_bad`, if none is
                left at the end.
        """
        with opened(self.path, self.part) as (root, _), self._layout.opened(root) as fetch:
            for number, entry in self._kept():
                try:
                    source = fetch(entry.key)
                    load(source)
                except (BadRowError, ImageError) as error:
                    self._leave_out(number, f"{entry}: {error}")
                else:
                    yield Picture(source, entry.text, entry.name)
        self._require_some()

    def require(
        self, characters: str, whose: str = "the alphabet", advice: str = "Correct the text"
    ) -> None:
        """Check that texts hold nothing but `characters`; with `skip_bad`, leave out the others.

        Args:
            characters: those allowed.
            whose: what they are the characters of, for the error.
            advice: what to do about others.

        Raises:
            DataError: naming the first row with others; with `skip_bad`, if none is left.
        """
        for number, entry in self._kept():
            if foreign := sorted(set(entry.text) - set(characters)):
                named = ", ".join(map(repr, foreign))
                fault = f"{entry}: text {entry.text!r} with {named}, which {whose} lacks"
                self._leave_out(number, fault, advice)
        self._require_some()

    def _kept(self) -> Iterator[tuple[int, Entry]]:
        for number, entry in enumerate(self._entries):
            if number not in self._left_out:
                yield number, entry

    def _leave_out(self, number: int, fault: str, advice: str = "Mend it") -> None:
        self._faults.note(" ".join(fault.split()), advice)
        self._left_out.add(number)

    def _require_some(self) -> None:
        if not len(self):
            raise self._faults.nothing_left()
