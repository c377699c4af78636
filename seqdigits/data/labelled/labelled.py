"""Labelled pictures on disk: a folder, or a zip of one, with images and labels.csv (file, text)."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from seqdigits.errors import DataError

LABELS = "labels.csv"


@dataclass(frozen=True)
class Labelled:
    """Pictures with their texts.

    Attributes:
        path: the folder or zip.
        part: folder inside it that holds labels.csv; empty for the top.
        rows: (file, text) of each picture.
    """

    path: Path
    part: str
    rows: tuple[tuple[str, str], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[bytes, str]]:
        """Each picture's file as bytes, and its text.

        Raises:
            DataError: if a labelled file is missing, naming it.
        """
        with _opened(self.path) as root:
            for name, text in self.rows:
                try:
                    yield root.joinpath(self.part, name).read_bytes(), text
                except (OSError, KeyError) as error:
                    raise DataError(
                        f"every file of {LABELS} exists. Received: {name}, not in {self.path}. "
                        "Remove its row or restore the file."
                    ) from error


class _opened:
    """The root of a folder or zip as a path that can be joined and read."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path) if path.is_file() else None
        self._root: Path | zipfile.Path = zipfile.Path(self._zip) if self._zip else path

    def __enter__(self) -> Path | zipfile.Path:
        return self._root

    def __exit__(self, *error: object) -> None:
        if self._zip:
            self._zip.close()


def open_labelled(path: Path, part: str = "") -> Labelled:
    """The pictures of `path`/`part`.

    Raises:
        DataError: if there is no labels.csv with the columns file and text, or no row.
    """
    where = PurePosixPath(path.name, part, LABELS)
    try:
        with _opened(path) as root:
            content = root.joinpath(part, LABELS).read_text(encoding="utf-8")
    except (OSError, KeyError, UnicodeDecodeError, zipfile.BadZipFile) as error:
        raise DataError(
            f"a labelled set holds {LABELS} in UTF-8. Received: {where} ({error}). Check the path."
        ) from error
    table = csv.DictReader(io.StringIO(content))
    if not {"file", "text"} <= set(table.fieldnames or ()):
        raise DataError(
            f"{LABELS} has the columns file and text. Received: {where} with "
            f"{', '.join(table.fieldnames or ()) or 'no header'}. Rename the columns."
        )
    rows = tuple((row["file"], row["text"]) for row in table)
    if not rows:
        raise DataError(f"a labelled set has at least one row. Received: {where} without one.")
    return Labelled(path, part, rows)
