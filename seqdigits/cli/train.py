"""`seqdigits train`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from seqdigits.config import TrainConfig, read_config
from seqdigits.errors import MissingExtraError

train = typer.Typer(no_args_is_help=True, help="Train a net and write its bundle.")

FRAMEWORKS = frozenset({"jax", "keras", "tensorflow", "tf2onnx", "tomli_w", "torch"})
"""What training imports and reading does without."""


@train.command()
def crnn(
    output: Annotated[Path, typer.Option(metavar="DIR", help="The run's folder.")],
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="TOML; every key has a default.")
    ] = None,
    overrides: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Overrides the file; repeatable."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where DIR stopped.")] = False,
) -> None:
    """Train the string net on strings drawn on the fly; prints the folder of its bundle."""
    settings = read_config(TrainConfig, config, overrides or [])
    try:
        from seqdigits.training import train_crnn
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in FRAMEWORKS:
            raise
        raise MissingExtraError(
            f"training needs Keras and TensorFlow. Received: no module {error.name!r}. "
            'Install them: pip install "seqdigits[train]".'
        ) from error
    typer.echo(train_crnn(settings, output, resume))


@train.callback()
def _train() -> None:
    """Train a net and write its bundle."""
