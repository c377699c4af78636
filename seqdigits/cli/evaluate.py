"""`seqdigits evaluate`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seqdigits.cli.command_line import command_line
from seqdigits.cli.read import Profile
from seqdigits.errors import MissingExtraError

if TYPE_CHECKING:
    from seqdigits.data import GlyphSet
    from seqdigits.data.labelled import Labelled


class Form(StrEnum):
    """How to print."""

    TEXT = "text"
    JSON = "json"


def evaluate(
    context: typer.Context,
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A released bundle or a folder.")],
    data: Annotated[
        list[str],
        typer.Argument(
            metavar="DATA...",
            help="Single glyphs: mnist, emnist-digits|balanced|byclass|letters, folder:PATH, an "
            ".npz or IDX file. Strings: any other path, a folder or zip with labels.csv or the "
            "like.",
            show_default=False,
        ),
    ],
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Write report.html, report.json, strings.csv and confusion.csv."
        ),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="How to print.")] = Form.TEXT,
    split: Annotated[
        str, typer.Option(metavar="train|val|test|all", help="Of glyphs, the split.")
    ] = "val",
    part: Annotated[
        str, typer.Option(metavar="NAME", help="Of strings, the folder inside each DATA.")
    ] = "",
    profile: Profile = "digits",
    max_ood: Annotated[
        float,
        typer.Option(
            metavar="SHARE",
            min=0.0,
            max=1.0,
            help="Reject a picture that shows what is no number with more probability than this; "
            "what is rejected counts as wrong. 1 rejects none.",
        ),
    ] = 1.0,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Of strings, leave out rows that cannot be used.")
    ] = False,
    mistakes: Annotated[
        int, typer.Option(min=0, help="Mistakes shown of each set, the surest.")
    ] = 24,
    bootstrap: Annotated[
        int, typer.Option(min=0, help="Bootstrap replicates; 0 for no such intervals.")
    ] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Of the bootstrap.")] = 0,
) -> None:
    """Measure how well a model reads labelled strings or single glyphs.

    Prints a row a set: how many there are, the share read right and the character error rate,
    with 95 % intervals. A report adds all other figures, plots and the surest mistakes. A model
    that reads strings reads single glyphs too: what is not exactly the one character is wrong.

    The exit code is 1 if nothing was read, or a row cannot be used and --skip-bad is not given.
    """
    made = command_line(context)
    try:
        from seqdigits.evaluation import Settings
        from seqdigits.evaluation import evaluate as run
        from seqdigits.evaluation.report_folder import figures_text, write_report
        from seqdigits.evaluation.tables import overview
    except ModuleNotFoundError as error:
        if error.name != "rapidfuzz":
            raise
        raise MissingExtraError(
            f"evaluating takes edit distances. Received: no module {error.name!r}. "
            'Install it: pip install "seqdigits[evaluate]".'
        ) from error
    sets = [_open(name, split, part, skip_bad) for name in data]
    evaluation = run(
        model, sets, Settings(profile, max_ood, seed, bootstrap, mistakes if report else 0)
    )
    if form is Form.JSON:
        typer.echo(figures_text(evaluation, made), nl=False)
    else:
        typer.echo("\n".join(_lines(*overview(evaluation.sections))))
    for one in evaluation.sets:
        if problems := one.reads.problems:
            typer.echo(
                f"{one.reads.name}: bad rows left out: {len(problems):,}", err=form is Form.JSON
            )
    if report:
        page = write_report(evaluation, report, made)
        typer.echo(page, err=form is Form.JSON)


def _open(name: str, split: str, part: str, skip_bad: bool) -> GlyphSet | Labelled:
    """The set of glyphs or strings called `name`."""
    from seqdigits.data import names_glyphs, open_glyphs
    from seqdigits.data.labelled import open_labelled

    if names_glyphs(name):
        glyphs = open_glyphs(name, split)
        return replace(glyphs, name=f"{glyphs.name}, {split}")
    return open_labelled(Path(name).expanduser(), part, skip_bad=skip_bad)


def _lines(header: Sequence[str], rows: Sequence[Sequence[str | int | float]]) -> list[str]:
    """Columns side by side, numbers to the right."""
    shown = [[f"{cell:.4f}" if isinstance(cell, float) else str(cell) for cell in row]
             for row in (header, *rows)]  # fmt: skip
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    right = [False, *(not isinstance(cell, str) for cell in rows[0][1:])]
    return [
        "  ".join(
            cell.rjust(width) if last else cell.ljust(width)
            for cell, width, last in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in shown
    ]
