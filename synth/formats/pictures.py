"""Formats of picture files: a shard is a folder of PNGs, and one label file speaks of them all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, TextIO

from synth.errors import BadRequestError
from synth.formats.shard import Numbered
from synth.formats.truth import as_json, name_of, png, truth

#: In every shard: a JSON line a picture with its file, text, boxes and parameters.
TRUTH = "truth.jsonl"
PLACE = "images"


@dataclass(frozen=True, slots=True)
class Rows:
    """The truth of all pictures in order, as often as it is asked for; `file` is under images/."""

    out: Path
    shards: tuple[str, ...]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for shard in self.shards:
            folder = PurePosixPath(shard).relative_to(PLACE)
            with (self.out / shard / TRUTH).open(encoding="utf-8") as lines:
                for line in lines:
                    row = json.loads(line)
                    yield row | {"file": str(folder / row["file"])}


class Pictures:
    """What the formats of picture files share; each names and writes its label file."""

    about = ""
    labels = ""
    place = PLACE
    suffix = ""

    def write(self, samples: Iterable[Numbered], path: Path) -> None:
        """A folder of one PNG a sample and their truth."""
        path.mkdir()
        with (path / TRUTH).open("w", encoding="utf-8", newline="\n") as lines:
            for index, sample in samples:
                row = {"file": f"{name_of(index)}.png", **truth(index, sample)}
                self.check(row)
                (path / row["file"]).write_bytes(png(sample.image))
                lines.write(as_json(row) + "\n")

    def join(self, out: Path, shards: Sequence[str]) -> list[str]:
        """The label file of all shards."""
        temporary = out / f".{self.labels}.{os.getpid()}.tmp"
        try:
            with temporary.open("w", encoding="utf-8", newline="\n") as stream:
                self.write_labels(Rows(out, tuple(shards)), stream)
            temporary.replace(out / self.labels)
        finally:
            temporary.unlink(missing_ok=True)
        return [self.labels]

    def check(self, row: dict[str, Any]) -> None:
        """Raise BadRequestError for a text that the label file cannot hold."""

    def write_labels(self, rows: Rows, stream: TextIO) -> None:
        """Write the label file of `rows`."""
        raise NotImplementedError


def check_line(text: str) -> None:
    """Raise unless `text` can stand at the end of a line of a label file.

    Raises:
        BadRequestError: if it holds a tab or a line end.
    """
    if any(char in text for char in "\t\n\r"):
        raise BadRequestError(
            "a text without tabs and line ends fits a label file of lines. "
            f"Received: {text!r}. Choose the format folder, or other texts."
        )
