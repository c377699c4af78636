"""The layout of docTR's RecognitionDataset: images/ and labels.json, picture -> text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seqdigits.data.labelled.layout import Entry, Faults, Layout, Root
from seqdigits.data.labelled.places import picture_files, read_json
from seqdigits.errors import DataError

LABELS = "labels.json"


def find(root: Root, names: Sequence[str]) -> list[str]:
    """labels.json, if it is there."""
    return [name for name in names if name == LABELS]


def read(root: Root, found: Sequence[str], faults: Faults) -> Iterator[Entry]:
    """A row an entry; files are named from images/.

    Raises:
        DataError: if it is no JSON object.
    """
    labels = read_json(root, LABELS, faults)
    if not isinstance(labels, dict):
        raise DataError(
            f"{LABELS} is an object, picture -> text. Received: {faults.path}: {LABELS} with a "
            f"{type(labels).__name__}. Write it as docTR's RecognitionDataset reads it."
        )
    for number, (file, text) in enumerate(labels.items(), start=1):
        if isinstance(text, str):
            yield Entry(f"images/{file}", text, f"images/{file}", f"{LABELS}, entry {number}")
        else:
            faults.note(f"images/{file} ({LABELS}, entry {number}): the text is no string")


DOCTR = Layout("doctr", LABELS, find, read, picture_files)
