"""PaddleOCR's label file for recognition: rec_gt.txt, a path, a tab and a text a line.

Paths start at the folder of rec_gt.txt, as `seqdigits synth make --format paddleocr` writes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seqdigits.data.labelled.layout import Entry, Faults, Layout, Root
from seqdigits.data.labelled.lines import at_first, entries_of_lines
from seqdigits.data.labelled.places import picture_files

LABELS = "rec_gt.txt"


def find(root: Root, names: Sequence[str]) -> list[str]:
    """rec_gt.txt, if it is there."""
    return [name for name in names if name == LABELS]


def read(root: Root, found: Sequence[str], faults: Faults) -> Iterator[Entry]:
    """A row a line."""
    return entries_of_lines(root, LABELS, faults, at_first("\t"), "a file, a tab and a text")


PADDLEOCR = Layout("paddleocr", LABELS, find, read, picture_files)
