"""`seqdigits ensemble`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from seqdigits.bundle import load_bundle
from seqdigits.bundle.saving import require_unreleased
from seqdigits.cli.train import training_room


def ensemble(
    models: Annotated[
        list[str],
        typer.Argument(
            metavar="MODEL...", help="Bundles: names or folders, two or more.", show_default=False
        ),
    ],
    output: Annotated[Path, typer.Option(metavar="DIR", help="The bundle to write.")],
    name: Annotated[str, typer.Option(help="What the bundle is called.")] = "ensemble",
) -> None:
    """Join nets of one kind into a bundle that averages their probabilities; prints its folder.

    String nets must share alphabet and input, single-glyph nets their classes and size. The bundle
    is read, evaluated and compared like any other.
    """
    if len(models) < 2:
        raise typer.BadParameter(f"an ensemble has two nets or more. Received: {models[0]}.")
    require_unreleased(output)
    bundles = [load_bundle(model) for model in models]
    typer.echo(training_room().save_ensemble(bundles, output, name).directory)
