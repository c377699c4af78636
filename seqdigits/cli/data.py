"""`seqdigits data`."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from seqdigits.errors import MissingExtraError

data = typer.Typer(no_args_is_help=True, help="Look at a data set before training on it.")

Source = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        help="Glyphs: mnist, emnist-digits|balanced|byclass|letters, folder:PATH, an .npz or IDX "
        "file. Strings: any other path, a folder or zip with labels.csv or the like.",
        show_default=False,
    ),
]
Split = Annotated[
    str, typer.Option(metavar="train|val|test|all", help="Of glyphs, the split to look at.")
]
Part = Annotated[str, typer.Option(metavar="FOLDER", help="Of strings, a folder inside the set.")]
SkipBad = Annotated[
    bool, typer.Option("--skip-bad", help="Of strings, leave out rows that cannot be used.")
]
Seed = Annotated[int, typer.Option(min=0, help="Of what is drawn.")]


class Form(StrEnum):
    """How to print."""

    TEXT = "text"
    JSON = "json"


@data.command()
def info(
    source: Source,
    split: Split = "train",
    splits: Annotated[
        str,
        typer.Option(
            metavar="LIST", help="Splits to count and to search for shared writers and glyphs."
        ),
    ] = "train,val,test",
    part: Part = "",
    skip_bad: SkipBad = False,
    form: Annotated[Form, typer.Option("--format", help="How to print.")] = Form.TEXT,
) -> None:
    """Print what a data set holds: counts, sizes, balance, writers, duplicates."""
    from seqdigits.data import GlyphSet
    from seqdigits.exploring import open_source, summarise, summarise_strings
    from seqdigits.exploring.plain import glyph_lines, string_lines

    opened = open_source(source, split, part, skip_bad)
    if isinstance(opened, GlyphSet):
        glyphs = summarise(source, split, [name.strip() for name in splits.split(",")])
        lines, figures = glyph_lines(glyphs), asdict(glyphs)
    else:
        strings = summarise_strings(opened)
        lines, figures = string_lines(strings), strings.figures()
    if form is Form.JSON:
        typer.echo(json.dumps(figures, indent=2, ensure_ascii=False))
    else:
        typer.echo("\n".join(lines))


@data.command()
def explore(
    source: Source,
    output: Annotated[Path, typer.Option(metavar="DIR", help="Where explore.html goes.")],
    split: Split = "train",
    part: Part = "",
    skip_bad: SkipBad = False,
    sample: Annotated[
        int, typer.Option(min=50, help="Glyphs searched for look-alikes and outliers, at most.")
    ] = 20_000,
    seed: Seed = 0,
) -> None:
    """Write a page of pictures of a data set, DIR/explore.html, and each picture as PNG.

    Glyphs: samples, means, balance, thickness, slant and width by class, principal components,
    look-alikes, outliers, writers. Strings: lengths, characters, neighbours, sizes, samples.
    """
    from seqdigits.data import GlyphSet
    from seqdigits.exploring import open_source

    opened = open_source(source, split, part, skip_bad)
    try:
        from seqdigits.exploring.pages import explore_glyphs, explore_strings

        if isinstance(opened, GlyphSet):
            typer.echo(explore_glyphs(opened, split, output, sample, seed))
        else:
            typer.echo(explore_strings(opened, output, seed))
    except ModuleNotFoundError as error:
        if error.name not in ("jinja2", "matplotlib"):
            raise
        raise MissingExtraError(
            f"pages are drawn with Matplotlib. Received: no module {error.name!r}. "
            'Install it: pip install "seqdigits[evaluate]".'
        ) from error
