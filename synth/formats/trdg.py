"""The label file that trdg writes with `--name_format 2`: a picture's file, a space, its text."""

from __future__ import annotations

from typing import Any, TextIO

from synth.formats.pictures import PLACE, Pictures, Rows, check_line


class Trdg(Pictures):
    """labels.txt beside the pictures' folder; the text starts after a line's first space."""

    about = "labels.txt as trdg --name_format 2 writes it: file, space, text"
    labels = "labels.txt"

    def check(self, row: dict[str, Any]) -> None:
        """Refuse what would break the line."""
        check_line(row["text"])

    def write_labels(self, rows: Rows, stream: TextIO) -> None:
        """A line a picture."""
        for row in rows:
            stream.write(f"{PLACE}/{row['file']} {row['text']}\n")
