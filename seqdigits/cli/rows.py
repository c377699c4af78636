"""Readings as lines: plain text, JSON lines, CSV."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TextIO

from seqdigits.errors import ImageError
from seqdigits.reading import Alternative, ReadDigit, Reading, Status

Answer = Reading | ImageError
WriteRow = Callable[[str, Answer], None]


class Format(StrEnum):
    """How readings are printed."""

    TEXT = "text"
    JSONL = "jsonl"
    CSV = "csv"


def row_writer(form: Format, stream: TextIO, asked: bool = False) -> WriteRow:
    """A function that writes a file's path and its reading or error to `stream`, a line each.

    If something was `asked` of the texts, plain text tells after the confidence how far the image
    agrees and what became of it; the other formats always do.
    """
    if form is Format.CSV:
        return _csv_writer(stream)
    line = _json_line if form is Format.JSONL else partial(_text_line, asked=asked)

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


def _text_line(path: str, answer: Answer, asked: bool) -> str:
    if isinstance(answer, ImageError):
        report(path, answer)
        return ""
    columns = [_one_line(path), answer.text, f"{answer.confidence:.4f}"]
    if asked:
        columns += [f"{answer.agreement:.4f}", answer.status]
    elif answer.status is not Status.READ:
        columns.append(answer.status)
    if answer.verified is not None:
        columns.append(f"{answer.verified:.4g}")
    columns += [f"{_shown(other.text)} {other.confidence:.4f}" for other in answer.alternatives]
    return "\t".join(columns) + "\n"


def _shown(text: str) -> str:
    """`text`, and two quotes for an empty one."""
    return text or '""'


def _json_line(path: str, answer: Answer) -> str:
    row: dict[str, object] = {"path": path, "text": None, "confidence": None, "digits": []}
    if isinstance(answer, ImageError):
        return json.dumps(row | {"error": describe(answer)}) + "\n"
    row |= {
        "text": answer.text,
        "confidence": round(answer.confidence, 6),
        "digits": [_digit(digit) for digit in answer.digits],
        "status": str(answer.status),
        "best_guess": answer.best_guess,
        "agreement": round(answer.agreement, 6),
    }
    if answer.alternatives:
        row["alternatives"] = _alternatives(answer.alternatives)
    if answer.verified is not None:
        row["verified"] = answer.verified
    if answer.ood is not None:
        row["ood"] = round(answer.ood, 6)
    if not answer.exact:
        row["exact"] = False
    if answer.reason:
        row["reason"] = answer.reason
    return json.dumps(row | {"error": None}) + "\n"


def _digit(digit: ReadDigit) -> dict[str, object]:
    row: dict[str, object] = {
        "char": digit.char,
        "confidence": round(digit.confidence, 6),
        "box": list(digit.box),
    }
    if digit.alternatives:
        row["alternatives"] = _alternatives(digit.alternatives)
    return row


def _alternatives(found: Sequence[Alternative]) -> list[dict[str, object]]:
    return [{"text": one.text, "confidence": round(one.confidence, 6)} for one in found]


def _csv_writer(stream: TextIO) -> WriteRow:
    """Every text is quoted, so that what reads the file can tell "0042" from a number."""
    writer = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    names = (
        "path",
        "text",
        "confidence",
        "error",
        "status",
        "best_guess",
        "agreement",
        "verified",
        "ood",
    )
    writer.writerow(names)

    def write(path: str, answer: Answer) -> None:
        if isinstance(answer, ImageError):
            writer.writerow((path, "", "", describe(answer), "", "", "", "", ""))
        else:
            confidence, agreement = round(answer.confidence, 6), round(answer.agreement, 6)
            verified = "" if answer.verified is None else answer.verified
            row = (path, answer.text, confidence, "", str(answer.status), answer.best_guess)
            ood = "" if answer.ood is None else round(answer.ood, 6)
            writer.writerow((*row, agreement, verified, ood))
        stream.flush()

    return write


def _one_line(path: str) -> str:
    """`path` with its tabs and line ends spelt out."""
    return path.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
