"""`seqdigits synth make` and `seqdigits synth preview`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from synth.errors import BadRequestError
from synth.formats import FORMATS
from synth.glyphs import PATH_SOURCES, SOURCES, parse_glyphs
from synth.glyphs.splits import SPLITS
from synth.making import Recipe, make_dataset, write_preview
from synth.style import STYLES
from synth.text import KINDS, PROFILES

synth = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Synthesize handwritten strings."
)


def _choice(names: Collection[str], explained: str, *flags: str) -> Any:
    """An option that takes one of `names`."""

    def check(name: str | None) -> str | None:
        if name is not None and name not in names:
            raise typer.BadParameter(f"{name!r} is not one of {', '.join(names)}.")
        return name

    text = f"{explained}: {', '.join(names)}."
    return typer.Option(*flags, metavar="NAME", callback=check, help=text)


def _known_style(name: str) -> str:
    if name not in STYLES and not name.endswith(".toml"):
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(STYLES)} or a TOML file.")
    return name


def _known_styles(names: list[str] | None) -> list[str]:
    return [_known_style(name) for name in names or STYLES]


def _weights(text: str) -> str:
    try:
        parse_glyphs(text)
    except BadRequestError as error:
        raise typer.BadParameter(str(error)) from error
    return text


Glyphs = Annotated[
    str,
    typer.Option(
        metavar="NAME:WEIGHT,...",
        callback=_weights,
        help="Glyph sources, a weight left out is 1: "
        + ", ".join([*SOURCES, *(f"{prefix}:PATH" for prefix in PATH_SOURCES)])
        + ".",
    ),
]
Seed = Annotated[int, typer.Option(min=0, help="Another seed, other samples.")]
Pattern = Annotated[
    str | None, typer.Option(metavar="REGEX", help=r"Texts that match, \d{3}-\d{4} for example.")
]


@synth.command()
def make(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="An empty or new folder.")],
    count: Annotated[int, typer.Option(min=1, help="How many samples.")],
    seed: Seed = 0,
    style: Annotated[
        str,
        typer.Option(
            metavar="NAME|FILE",
            callback=_known_style,
            help=f"One of {', '.join(STYLES)}, or a TOML file.",
        ),
    ] = "everyday",
    glyphs: Glyphs = "strokes",
    pattern: Pattern = None,
    kind: Annotated[str | None, _choice(KINDS, "A kind of number")] = None,
    corpus: Annotated[
        Path | None, typer.Option(metavar="FILE", help="One text a line, UTF-8.")
    ] = None,
    length: Annotated[
        str | None,
        typer.Option(
            metavar="N|LOW-HIGH[:n]",
            help="Characters of a text; with :n, longer ones are likelier by their length.",
        ),
    ] = None,
    profile: Annotated[
        str | None,
        _choice(PROFILES, "The characters to use"),
    ] = None,
    empty: Annotated[float, typer.Option(min=0.0, max=1.0, help="Share of empty texts.")] = 0.0,
    same_writer: Annotated[
        bool | None,
        typer.Option(
            "--same-writer/--mixed-writers", help="One writer per string; the source's own else."
        ),
    ] = None,
    split: Annotated[str, _choice(SPLITS, "Whose glyphs and writers")] = "train",
    form: Annotated[
        str,
        _choice(FORMATS, "How to store them", "--format"),
    ] = "folder",
    shards: Annotated[
        int | None, typer.Option(min=1, help="Parts to store; one per 10,000 samples.")
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, help="Processes, at most one a shard; changes no byte.")
    ] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where OUT stopped.")] = False,
) -> None:
    """Make a data set: images with text and boxes in shards, a manifest, a card.

    Prints the manifest's path. Without --pattern, --kind, --corpus, --length, --profile or --empty
    the style's own texts are written.
    """
    text: dict[str, Any] = {
        "kind": kind,
        "pattern": pattern,
        "corpus": corpus,
        "length": length,
        "profile": profile,
        "empty": empty or None,
    }
    given = {name: value for name, value in text.items() if value is not None}
    recipe = Recipe(style, parse_glyphs(glyphs), seed, split, given, same_writer)
    with _bar(count) as show:
        make_dataset(
            recipe,
            out,
            count,
            shards=shards,
            workers=workers,
            format=form,
            resume=resume,
            on_progress=show,
        )
    typer.echo(out / "manifest.json")


@synth.command()
def preview(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A file in .png or .html.")] = Path(
        "preview.png"
    ),
    style: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME|FILE", callback=_known_styles, help="Repeatable; every preset if none."
        ),
    ] = None,
    glyphs: Glyphs = "strokes",
    seed: Seed = 0,
    pattern: Pattern = None,
    count: Annotated[int, typer.Option(min=1, help="Samples of each style.")] = 12,
    boxes: Annotated[bool, typer.Option("--boxes", help="Draw the characters' boxes.")] = False,
) -> None:
    """Draw samples of every style on one sheet, and print its path."""
    text = {} if pattern is None else {"pattern": pattern}
    recipe = Recipe(glyphs=parse_glyphs(glyphs), seed=seed, text=text)
    typer.echo(write_preview(recipe, style or list(STYLES), out, count, boxes))


@synth.callback()
def _synth() -> None:
    """Synthesize handwritten strings."""


@contextmanager
def _bar(count: int) -> Iterator[Callable[[int], None]]:
    """What shows on standard error how many of `count` samples are done, once it is called."""
    bar = Progress(
        TextColumn("making"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
    task = bar.add_task("samples", total=count)

    def show(done: int) -> None:
        bar.start()
        bar.update(task, completed=done)

    try:
        yield show
    finally:
        if bar.live.is_started:
            bar.stop()
