"""Pictures and labels.csv: the layout that seqdigits evaluates on, fine-tunes with and reads."""

from __future__ import annotations

import csv
from typing import TextIO

from synth.formats.pictures import PLACE, Pictures, Rows
from synth.formats.truth import as_json

COLUMNS = ("file", "text", "boxes", "digit_height", "keys", "parameters")


class Folder(Pictures):
    """labels.csv with a row a picture; every text is quoted, so that "0042" stays text."""

    about = "labels.csv (file, text, boxes, ...) with one row per picture"
    labels = "labels.csv"

    def write_labels(self, rows: Rows, stream: TextIO) -> None:
        """A header and a row a picture; boxes, keys and parameters as JSON."""
        writer = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            given = {name: as_json(row[name]) for name in ("boxes", "keys", "parameters")}
            values = row | given | {"file": f"{PLACE}/{row['file']}"}
            writer.writerow([values[name] for name in COLUMNS])
