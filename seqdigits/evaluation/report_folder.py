"""The folder of an evaluation: report.html, report.json, strings.csv and confusion.csv."""

from __future__ import annotations

import csv
import io
import json
import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

import seqdigits
from seqdigits.evaluation.evaluating import Evaluation
from seqdigits.evaluation.figures_json import evaluation_json
from seqdigits.evaluation.report_page import evaluation_page

PAGE, FIGURES, STRINGS, CONFUSION = "report.html", "report.json", "strings.csv", "confusion.csv"


def write_report(evaluation: Evaluation, folder: Path, command: str) -> Path:
    """Path of the page written to `folder`, with the figures and two tables beside it.

    Args:
        evaluation: what to report.
        folder: made if there is none; files of an earlier report are replaced.
        command: the command line that makes the report again.

    Raises:
        MissingExtraError: if matplotlib or Jinja is not installed.
        OSError: if the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    provenance = provenance_of(evaluation, command)
    page = evaluation_page(evaluation, provenance)
    _write(folder / FIGURES, figures_text(evaluation, command))
    _write(folder / STRINGS, _csv(_string_rows(evaluation)))
    _write(folder / CONFUSION, _csv(_confusion_rows(evaluation)))
    return page.write(folder / PAGE)


def figures_text(evaluation: Evaluation, command: str) -> str:
    """All figures as JSON."""
    figures = evaluation_json(evaluation, dict(provenance_of(evaluation, command)))
    return json.dumps(figures, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def provenance_of(evaluation: Evaluation, command: str) -> dict[str, str | int | float]:
    """How the figures came about: command, model, versions, machine."""
    bundle = evaluation.bundle
    return {
        "command": command,
        "model": bundle.config.name,
        "kind": bundle.config.net.kind,
        "seqdigits": seqdigits.__version__,
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "onnxruntime": version("onnxruntime"),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs",
    }


def _string_rows(evaluation: Evaluation) -> Iterable[Sequence[str | int | float]]:
    yield "set", "file", "text", "reading", "confidence", "status", "edits"
    for one in evaluation.sets:
        for read in one.reads.reads:
            sure = round(read.confidence, 6)
            yield (one.reads.name, read.name, read.text, read.reading, sure, str(read.status),
                   read.edits)  # fmt: skip


def _confusion_rows(evaluation: Evaluation) -> Iterable[Sequence[str | int]]:
    columns: dict[str, None] = {}
    for one in evaluation.sections:
        columns |= dict.fromkeys(one.figures.confusion.columns)
    yield "set", "written", *columns
    for one in evaluation.sections:
        confusion = one.figures.confusion
        for name, counts in zip(confusion.rows, confusion.counts.tolist(), strict=True):
            read = dict(zip(confusion.columns, counts, strict=True))
            yield one.figures.name, name, *(read.get(column, 0) for column in columns)


def _csv(rows: Iterable[Sequence[str | int | float]]) -> str:
    """A table; every text is quoted, so that what reads it can tell "0042" from a number."""
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def _write(path: Path, text: str) -> None:
    """Write `text` to a temporary name, then rename."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.write_text(text, encoding="utf-8", newline="")
    temporary.replace(path)
