"""`seqdigits tune`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from seqdigits.cli.train import File, Overrides, glyph_settings, training_room
from seqdigits.config import CnnConfig, DenseConfig, TrainConfig, read_config
from seqdigits.errors import MissingExtraError


class Net(StrEnum):
    """Which net to tune."""

    DENSE = "dense"
    CNN = "cnn"
    CRNN = "crnn"


class Sampler(StrEnum):
    """How settings are drawn."""

    TPE = "tpe"
    RANDOM = "random"
    GRID = "grid"


def tune(
    net: Annotated[Net, typer.Argument(help="The net to train.")],
    space: Annotated[
        Path, typer.Option(metavar="FILE", help="TOML: the settings to search and their values.")
    ],
    output: Annotated[Path, typer.Option(metavar="DIR", help="The study's folder.")],
    minutes: Annotated[float, typer.Option(min=0.05, help="When to stop.")] = 30.0,
    trials: Annotated[int | None, typer.Option(min=1, help="Stop after so many.")] = None,
    sampler: Annotated[Sampler, typer.Option(help="How settings are drawn.")] = Sampler.TPE,
    seed: Annotated[int, typer.Option(min=0, help="Of the sampler.")] = 1,
    config: File = None,
    overrides: Overrides = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the study in DIR.")] = False,
) -> None:
    """Search for better settings of a training run; prints the file of the best ones.

    Every trial is a training run of --config with other settings. It is stopped early if it falls
    behind, and when the minutes are over. DIR receives best.toml (for seqdigits train --config),
    trials.csv, study.png and a folder a trial. A setting is a table in the space's file:
    ["net.dropout"] with values = [0.0, 0.3], or ["learning_rate"] with low, high and log.
    """
    training_room()
    try:
        from seqdigits.tuning import Budget, read_space, run_study
    except ModuleNotFoundError as error:
        if error.name != "optuna":
            raise
        raise MissingExtraError(
            f"tuning needs Optuna. Received: no module {error.name!r}. "
            'Install it: pip install "seqdigits[tune]".'
        ) from error
    base = (
        read_config(TrainConfig, config, overrides or [])
        if net is Net.CRNN
        else glyph_settings(DenseConfig() if net is Net.DENSE else CnnConfig(), config, overrides)
    )
    budget = Budget(minutes, trials)
    typer.echo(run_study(base, read_space(space), output, budget, sampler.value, seed, resume))
