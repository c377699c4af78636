"""`seqdigits read` and `seqdigits sheet`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import tee
from pathlib import Path
from typing import Annotated

import typer

from seqdigits.alphabet import PROFILES
from seqdigits.cli.paths import expand
from seqdigits.cli.rows import Answer, Format, open_output, report, row_writer
from seqdigits.errors import ImageError
from seqdigits.pages import contact_sheet
from seqdigits.reading import Reader
from seqdigits.runtime import BATCH_SIZE


def _known_profile(name: str) -> str:
    if name not in PROFILES:
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(PROFILES)}.")
    return name


Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...",
        help="An image file, a folder of them, a pattern, or - for paths on standard input.",
        show_default=False,
    ),
]
Recursive = Annotated[bool, typer.Option("--recursive", help="Go down into folders.")]
Model = Annotated[str, typer.Option(metavar="NAME|DIR", help="A released bundle or a folder.")]
Profile = Annotated[
    str,
    typer.Option(
        metavar="|".join(PROFILES), callback=_known_profile, help="The characters to expect."
    ),
]
BatchSize = Annotated[int, typer.Option(min=1, help="Images run at once; changes no reading.")]


def read(
    paths: Paths,
    recursive: Recursive = False,
    model: Model = "base",
    profile: Profile = "digits",
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TEXT,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write there instead of standard output.")
    ] = None,
    batch_size: BatchSize = BATCH_SIZE,
) -> None:
    """Read the number strings in images, a line a file: path, text, confidence.

    A file that cannot be read gets an error of its own and the others go on. The exit code is
    0 if every file was read, 1 if one was not or there was none, 2 for wrong options.
    """
    reader = Reader.load(model, profile)
    failed = count = 0
    with open_output(output) as stream:
        write = row_writer(form, stream)
        for path, answer in _answers(reader, paths, recursive, batch_size):
            write(path, answer)
            count += 1
            failed += isinstance(answer, ImageError)
    _finish(paths, count, failed)


def sheet(
    paths: Paths,
    output: Annotated[Path, typer.Option(metavar="FILE", help="The picture to write.")],
    recursive: Recursive = False,
    model: Model = "base",
    profile: Profile = "digits",
    batch_size: BatchSize = BATCH_SIZE,
) -> None:
    """Draw images with their readings, a box around each digit, into one picture."""
    reader = Reader.load(model, profile)
    items = []
    failed = 0
    for path, answer in _answers(reader, paths, recursive, batch_size):
        if isinstance(answer, ImageError):
            report(path, answer)
            failed += 1
        else:
            items.append((path, answer))
    if items:
        typer.echo(contact_sheet(items, output))
    _finish(paths, len(items) + failed, failed)


def _answers(
    reader: Reader, arguments: Sequence[str], recursive: bool, batch_size: int
) -> Iterator[tuple[str, Answer]]:
    """Each file named by `arguments` with its reading or error."""
    names, sources = tee(expand(arguments, recursive))
    return zip(names, reader.read_each(sources, batch_size), strict=True)


def _finish(paths: Sequence[str], count: int, failed: int) -> None:
    """Exit with 1 if a file could not be read or there was none."""
    if not count:
        typer.echo(f"seqdigits: no image files. Received: {' '.join(paths)}.", err=True)
    if failed or not count:
        raise typer.Exit(1)
