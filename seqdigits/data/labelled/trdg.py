"""The label file of `trdg --name_format 2`: labels.txt, a file, a space and a text a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seqdigits.data.labelled.layout import Entry, Faults, Layout, Root
from seqdigits.data.labelled.lines import at_first, entries_of_lines
from seqdigits.data.labelled.places import picture_files

LABELS = "labels.txt"


def find(root: Root, names: Sequence[str]) -> list[str]:
    """labels.txt, if it is there."""
    return [name for name in names if name == LABELS]


def read(root: Root, found: Sequence[str], faults: Faults) -> Iterator[Entry]:
    """A row a line; files are named from the folder of labels.txt."""
    return entries_of_lines(root, LABELS, faults, at_first(" "), "a file, a space and a text")


TRDG = Layout("trdg", LABELS, find, read, picture_files)
