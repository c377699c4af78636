"""Pictures and labels.csv with the columns file and text, as `seqdigits synth make` writes them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from seqdigits.data.labelled.layout import Entry, Faults, Layout, Root
from seqdigits.data.labelled.places import picture_files, read_text
from seqdigits.errors import DataError

LABELS = "labels.csv"


def find(root: Root, names: Sequence[str]) -> list[str]:
    """labels.csv, if it is there."""
    return [name for name in names if name == LABELS]


def read(root: Root, found: Sequence[str], faults: Faults) -> Iterator[Entry]:
    """A row a line; files are named from the folder of labels.csv.

    Raises:
        DataError: if it is no CSV, or lacks the columns.
    """
    table = csv.DictReader(io.StringIO(read_text(root, LABELS, faults), newline=""))
    try:
        columns = table.fieldnames or ()
        if not {"file", "text"} <= set(columns):
            raise DataError(
                f"{LABELS} has the columns file and text. Received: {faults.path}: {LABELS} with "
                f"{', '.join(columns) or 'no header'}. "
                "Name them in its first line, with a comma between."
            )
        for row in table:
            file, text = row["file"], row["text"]
            stated = f"{LABELS}, line {table.line_num}"
            if not file:
                faults.note(f"{stated}: no file is named")
            elif text is None:
                faults.note(f"{file} ({stated}): the row ends before its text")
            else:
                yield Entry(file, text, file, stated)
    except csv.Error as error:
        raise DataError(
            f"{LABELS} is a CSV table. Received: {faults.path}: {LABELS}, line {table.line_num} "
            f"({error}). Save it as CSV, separated by commas."
        ) from error


FOLDER = Layout("folder", LABELS, find, read, picture_files)
