"""`seqdigits train`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from seqdigits.config import CnnConfig, DenseConfig, GlyphTrainConfig, TrainConfig, read_config
from seqdigits.errors import ConfigError, MissingExtraError

train = typer.Typer(no_args_is_help=True, help="Train a net and write its bundle.")

FRAMEWORKS = frozenset({"jax", "keras", "tensorflow", "tf2onnx", "tomli_w", "torch"})
"""What training imports and reading does without."""

Output = Annotated[Path, typer.Option(metavar="DIR", help="The run's folder.")]
File = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="TOML; every key has a default."),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Overrides the file; repeatable."),
]
InitFrom = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", help="A bundle whose weights to start from, as far as they fit the net."
    ),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on where DIR stopped.")]


@train.command()
def crnn(
    output: Output,
    config: File = None,
    overrides: Overrides = None,
    init_from: InitFrom = None,
    resume: Resume = False,
) -> None:
    """Train the string net on strings drawn on the fly; prints the folder of its bundle."""
    settings = read_config(TrainConfig, config, overrides or [])
    if init_from is not None:
        settings = settings.model_copy(update={"init_from": init_from})
    typer.echo(training_room().train_crnn(settings, output, resume))


@train.command()
def dense(
    output: Output,
    config: File = None,
    overrides: Overrides = None,
    init_from: InitFrom = None,
    resume: Resume = False,
) -> None:
    """Train a dense net on single glyphs (784 -> 128 -> 64 -> 10); prints its bundle's folder.

    Without a file the run is on MNIST: 10 epochs of Adam, no regularisation.
    """
    _train_glyphs(DenseConfig(), output, config, overrides, init_from, resume)


@train.command()
def cnn(
    output: Output,
    config: File = None,
    overrides: Overrides = None,
    init_from: InitFrom = None,
    resume: Resume = False,
) -> None:
    """Train a convolutional net on single glyphs; prints the folder of its bundle.

    Without a file the run is on MNIST: two convolutions, 10 epochs of Adam, dropout.
    """
    _train_glyphs(CnnConfig(), output, config, overrides, init_from, resume)


def _train_glyphs(
    net: DenseConfig | CnnConfig,
    output: Path,
    config: Path | None,
    overrides: list[str] | None,
    init_from: Path | None,
    resume: bool,
) -> None:
    settings = glyph_settings(net, config, overrides)
    if init_from is not None:
        settings = settings.model_copy(update={"init_from": init_from})
    typer.echo(training_room().train_glyph_net(settings, output, resume))


def glyph_settings(
    net: DenseConfig | CnnConfig, config: Path | None, overrides: list[str] | None
) -> GlyphTrainConfig:
    """The run that a file and overrides describe, of a net of the kind of `net`, named after it.

    Raises:
        ConfigError: if they break the rules, or name a net of another kind.
    """
    kind = f'net.kind="{net.kind}"'
    settings = read_config(GlyphTrainConfig, config, [kind, *(overrides or [])])
    if settings.net.kind != net.kind:
        raise ConfigError(
            f"this trains nets of kind {net.kind}. Received: {settings.net.kind}. "
            f"Name {settings.net.kind} instead."
        )
    if settings.name == GlyphTrainConfig.model_fields["name"].default:
        settings = settings.model_copy(update={"name": net.kind})
    return settings


def training_room() -> Any:
    """The package `seqdigits.training`, loaded now.

    Raises:
        MissingExtraError: if Keras or its backend is not installed.
    """
    try:
        from seqdigits import training
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in FRAMEWORKS:
            raise
        raise MissingExtraError(
            f"training needs Keras and TensorFlow. Received: no module {error.name!r}. "
            'Install them: pip install "seqdigits[train]".'
        ) from error
    return training


@train.callback()
def _train() -> None:
    """Train a net and write its bundle."""
