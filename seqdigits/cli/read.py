"""`seqdigits read` and `seqdigits sheet`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import tee
from pathlib import Path
from typing import Annotated

import typer

from seqdigits.alphabet import PROFILES
from seqdigits.cli.asked import PANEL, Check, Date, Length, Lexicon, Pattern, Range, Verify
from seqdigits.cli.paths import expand
from seqdigits.cli.rows import Answer, Format, open_output, report, row_writer
from seqdigits.cli.shares import parse_share
from seqdigits.constraints import Asked
from seqdigits.errors import AlphabetError, ConstraintError, ImageError
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
    length: Length = None,
    pattern: Pattern = None,
    lexicon: Lexicon = None,
    range_: Range = None,
    date: Date = None,
    check: Check = None,
    top: Annotated[
        int,
        typer.Option(min=1, help="Give so many of the likeliest texts.", rich_help_panel=PANEL),
    ] = 1,
    verify: Verify = None,
    max_error: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            parser=parse_share,
            help="Reject readings so that at most this share of the others is wrong, 1% or 0.01; "
            "for a model that seqdigits calibrate has seen to.",
            rich_help_panel=PANEL,
        ),
    ] = None,
    max_ood: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            min=0.0,
            max=1.0,
            help="Reject an image that shows what is no number with more probability than this; 1 "
            "rejects none. Without it the model's own threshold holds.",
            rich_help_panel=PANEL,
        ),
    ] = None,
    second_look: Annotated[
        bool,
        typer.Option(
            help="Look again, from other sides, at images the net is unsure of, and ask another "
            "net about their digits; slower."
        ),
    ] = True,
) -> None:
    """Read the number strings in images, a line a file: path, text, confidence.

    What is asked of the texts decides which is read, so that a right check digit is found and
    not only tested; several demands must all hold. The line then goes on with the agreement,
    which is the probability of all texts that are as asked, and read, rejected or unmatched.
    A rejected reading says so in any case; its text is empty.

    A file that cannot be read gets an error of its own and the others go on. The exit code is
    0 if every file was read, 1 if one was not or there was none, 2 for wrong options.
    """
    asked: Asked = {
        "length": length,
        "pattern": pattern,
        "lexicon": lexicon,
        "range": range_,
        "date": date,
        "check": check,
    }
    with _bad_parameters():
        reader = Reader.load(
            model, profile, second_look=second_look, top=top, verify=verify, max_error=max_error,
            max_ood=max_ood, **asked,
        )  # fmt: skip
    known = max_error is not None or any(demand is not None for demand in asked.values())
    failed = count = 0
    with open_output(output) as stream:
        write = row_writer(form, stream, known)
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
    length: Length = None,
    pattern: Pattern = None,
    lexicon: Lexicon = None,
    range_: Range = None,
    date: Date = None,
    check: Check = None,
) -> None:
    """Draw images with their readings, a box around each digit, into one picture."""
    asked: Asked = {
        "length": length,
        "pattern": pattern,
        "lexicon": lexicon,
        "range": range_,
        "date": date,
        "check": check,
    }
    with _bad_parameters():
        reader = Reader.load(model, profile, **asked)
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


@contextmanager
def _bad_parameters() -> Iterator[None]:
    """What is asked of the texts and cannot be is a wrong option."""
    try:
        yield
    except (AlphabetError, ConstraintError) as error:
        raise typer.BadParameter(str(error)) from error


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
