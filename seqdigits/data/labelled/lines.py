"""Label files of lines, one a picture: what PaddleOCR, trdg, ORAND-CAR and NIST lists share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from seqdigits.data.labelled.layout import Entry, Faults, Root
from seqdigits.data.labelled.places import read_text

#: A line -> the picture's file and its text; None if it is no such line.
Split = Callable[[str], tuple[str, str] | None]


def entries_of_lines(
    root: Root, name: str, faults: Faults, split: Split, rule: str
) -> Iterator[Entry]:
    """A row for every line of the label file `name` that is not blank.

    Args:
        root: the folder it lies in.
        name: of the label file.
        faults: where lines that break `rule` are noted.
        split: takes a line apart.
        rule: what a line is, for people.

    Raises:
        DataError: if the file cannot be read or decoded.
    """
    for number, line in enumerate(read_text(root, name, faults).split("\n"), start=1):
        if not line.strip():
            continue
        stated = f"{name}, line {number}"
        row = split(line.removesuffix("\r"))
        if row is None or not row[0]:
            faults.note(f"{stated}: a line is {rule}, this is {line.strip()[:60]!r}")
        else:
            yield Entry(row[0], row[1], row[0], stated)


def at_first(separator: str) -> Split:
    """What splits a line at its first `separator`."""

    def split(line: str) -> tuple[str, str] | None:
        file, found, text = line.partition(separator)
        return (file, text) if found else None

    return split
