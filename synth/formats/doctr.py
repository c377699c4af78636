"""The layout docTR's RecognitionDataset reads: images/ and labels.json, picture -> text."""

from __future__ import annotations

from typing import TextIO

from synth.formats.pictures import Pictures, Rows
from synth.formats.truth import as_json


class Doctr(Pictures):
    """labels.json, an object of one entry a picture; its names start at images/."""

    about = 'docTR: RecognitionDataset("images", "labels.json"), or this folder as train_path'
    labels = "labels.json"

    def write_labels(self, rows: Rows, stream: TextIO) -> None:
        """One object, an entry a line, so that any number is written in little memory."""
        separator = "{\n"
        for row in rows:
            stream.write(f"{separator}{as_json(row['file'])}: {as_json(row['text'])}")
            separator = ",\n"
        stream.write("\n}\n")
