"""`seqdigits compare`."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import seqdigits
from seqdigits.bundle import bundle_names
from seqdigits.cli.command_line import command_line
from seqdigits.errors import MissingExtraError

if TYPE_CHECKING:
    from seqdigits.comparison import Settings

USUAL = ("base", "cnn", "dense")
"""Models that are compared if none is named."""

NEEDED = {"jinja2", "matplotlib", "rapidfuzz", "scipy"}


def compare(
    context: typer.Context,
    report: Annotated[
        Path,
        typer.Option(
            metavar="DIR", help="Write compare.md, compare.json, compare.html and the plots there."
        ),
    ],
    models: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="MODEL...",
            help="Bundles, by name or folder; the others are tested against the first. Nets of "
            "single glyphs read behind a segmenter. Without any: base, cnn and dense, those "
            "that are there.",
            show_default=False,
        ),
    ] = None,
    data: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="PATH", help="A labelled set to read, too; may be given several times."
        ),
    ] = None,
    part: Annotated[
        str, typer.Option(metavar="NAME", help="The folder in each set that holds it.")
    ] = "",
    sliding: Annotated[
        bool, typer.Option("--sliding", help="Slide nets of single glyphs along the line, too.")
    ] = False,
    tesseract: Annotated[bool, typer.Option(help="Run Tesseract, if it is installed.")] = True,
    split: Annotated[
        str,
        typer.Option(
            metavar="val|test", help="MNIST glyphs that strings are drawn from; test at the end."
        ),
    ] = "val",
    drawn: Annotated[
        bool, typer.Option(help="Read strings drawn from MNIST glyphs, or labelled sets alone.")
    ] = True,
    count: Annotated[int, typer.Option(min=1, help="Strings of a drawn set.")] = 500,
    seed: Annotated[int, typer.Option(min=0, help="Of the drawn strings.")] = 7,
    rounds: Annotated[
        int, typer.Option(min=0, help="Rounds of timing, all systems in turn; 0 for none.")
    ] = 5,
) -> None:
    """Set ways of reading side by side on the same strings, and show where they break.

    Strings of MNIST digits by length, by gap and by degradation, and labelled sets: exact match and
    character error rate with intervals, tested in pairs against the first model, with speed and
    size. Prints the files it wrote.
    """
    try:
        from seqdigits.comparison import Settings, write_report
        from seqdigits.comparison import compare as run

        settings = Settings(
            models=tuple(models or _released()),
            data=tuple(data or ()),
            part=part,
            sliding=sliding,
            tesseract=tesseract,
            split=split,
            drawn=drawn,
            count=count,
            seed=seed,
            rounds=rounds,
        )
        found = run(settings, lambda line: typer.echo(line, err=True))
        for path in write_report(found, report, _facts(context, settings)):
            typer.echo(path)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in NEEDED:
            raise
        raise MissingExtraError(
            f"comparing tests, draws and writes pages. Received: no module {error.name!r}. "
            'Install it: pip install "seqdigits[evaluate]".'
        ) from error


def _released() -> list[str]:
    """Those of the usual models that are there."""
    return [name for name in USUAL if name in bundle_names()]


def _facts(context: typer.Context, settings: Settings) -> dict[str, str | int]:
    """What a figure has to be read with: how to repeat it, and where it was measured."""
    facts: dict[str, str | int] = {"command": command_line(context)}
    if settings.drawn:
        facts |= {
            "drawn strings": f"MNIST {settings.split} glyphs, {settings.count} a set",
            "seed": settings.seed,
        }
    return facts | {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs",
        "versions": f"seqdigits {seqdigits.__version__}, Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in ("numpy", "onnxruntime")),
    }
