"""The label file PaddleOCR's SimpleDataSet reads: a picture's path, a tab, its text."""

from __future__ import annotations

from typing import Any, TextIO

from synth.formats.pictures import PLACE, Pictures, Rows, check_line


class PaddleOcr(Pictures):
    """rec_gt.txt for `label_file_list`; its paths start at the data set's folder, `data_dir`."""

    about = "PaddleOCR: data_dir is this folder, label_file_list names rec_gt.txt"
    labels = "rec_gt.txt"

    def check(self, row: dict[str, Any]) -> None:
        """Refuse what would break the line."""
        check_line(row["text"])

    def write_labels(self, rows: Rows, stream: TextIO) -> None:
        """A line a picture."""
        for row in rows:
            stream.write(f"{PLACE}/{row['file']}\t{row['text']}\n")
