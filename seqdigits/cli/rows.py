"""Readings as lines: plain text, JSON lines, CSV."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from seqdigits.errors import ImageError
from seqdigits.reading import Reading

Answer = Reading | ImageError
WriteRow = Callable[[str, Answer], None]


class Format(StrEnum):
    """How readings are printed."""

    TEXT = "text"
    JSONL = "jsonl"
    CSV = "csv"


def row_writer(form: Format, stream: TextIO) -> WriteRow:
    """A function that writes a file's path and its reading or error to `stream`, a line each."""
    if form is Format.CSV:
        return _csv_writer(stream)
    line = _json_line if form is Format.JSONL else _text_line

    def write(path: str, answer: Answer) -> None:
        stream.write(line(path, answer))
        stream.flush()

    return write


def describe(error: Exception) -> str:
    """The message of `error` on one line."""
    return " ".join(str(error).split())


def report(path: str, error: ImageError) -> None:
    """Tell stderr why a file could not be read."""
    print(f"{_one_line(path)}: {describe(error)}", file=sys.stderr, flush=True)


@contextmanager
def open_output(path: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that takes the name `path` once it is complete.

    A device or pipe of that name is written to as it is.

    Raises:
        OSError: if the file cannot be written.
    """
    if path is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="surrogateescape")
        yield sys.stdout
        return
    if path.exists() and not path.is_file():
        with _open(path) as file:
            yield file
        return
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with _open(temporary) as file:
            yield file
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _open(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", errors="surrogateescape", newline="")


def _text_line(path: str, answer: Answer) -> str:
    if isinstance(answer, ImageError):
        report(path, answer)
        return ""
    return f"{_one_line(path)}\t{answer.text}\t{answer.confidence:.4f}\n"


def _json_line(path: str, answer: Answer) -> str:
    row: dict[str, object] = {"path": path, "text": None, "confidence": None, "digits": []}
    if isinstance(answer, ImageError):
        return json.dumps(row | {"error": describe(answer)}) + "\n"
    row |= {"text": answer.text, "confidence": round(answer.confidence, 6)}
    return json.dumps(row | {"digits": _digits(answer), "error": None}) + "\n"


def _digits(reading: Reading) -> list[dict[str, object]]:
    return [
        {"char": digit.char, "confidence": round(digit.confidence, 6), "box": list(digit.box)}
        for digit in reading.digits
    ]


def _csv_writer(stream: TextIO) -> WriteRow:
    """Every text is quoted, so that what reads the file can tell "0042" from a number."""
    writer = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow(("path", "text", "confidence", "error"))

    def write(path: str, answer: Answer) -> None:
        if isinstance(answer, ImageError):
            writer.writerow((path, "", "", describe(answer)))
        else:
            writer.writerow((path, answer.text, round(answer.confidence, 6), ""))
        stream.flush()

    return write


def _one_line(path: str) -> str:
    """`path` with its tabs and line ends spelt out."""
    return path.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
