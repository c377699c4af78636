"""The `seqdigits` command and its subcommands."""

from __future__ import annotations

import os
from typing import Annotated, Any

import typer
import typer.main
from typer.core import TyperGroup

import seqdigits
from seqdigits.cli.calibrate import calibrate
from seqdigits.cli.compare import compare
from seqdigits.cli.data import data
from seqdigits.cli.ensemble import ensemble
from seqdigits.cli.evaluate import evaluate
from seqdigits.cli.explain import explain
from seqdigits.cli.models import models
from seqdigits.cli.read import read, sheet
from seqdigits.cli.runs import runs
from seqdigits.cli.train import train
from seqdigits.cli.tune import tune
from seqdigits.errors import SeqDigitsError
from synth.errors import SynthError


class _Group(TyperGroup):
    """Turns an expected error into one line on stderr and exit code 1, here and nowhere else.

    `synth` is loaded when it is named or listed: reading starts faster without it.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """Names of the subcommands."""
        return [*super().list_commands(ctx), "synth"]

    def get_command(self, ctx: Any, name: str) -> Any:
        """The subcommand `name`, None if there is none."""
        if name != "synth":
            return super().get_command(ctx, name)
        from seqdigits.cli.synth import synth

        command = typer.main.get_command(synth)
        command.name = name
        return command

    def invoke(self, ctx: Any) -> Any:
        """What the chosen subcommand returns."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # the reader of a pipe has seen enough; the library exits quietly
        except (SeqDigitsError, SynthError, OSError) as error:
            typer.echo(f"seqdigits: {' '.join(str(error).split())}", err=True)
            raise typer.Exit(1) from error


app = typer.Typer(
    cls=_Group,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Reads handwritten number strings.",
)
app.command()(read)
app.command()(sheet)
app.command()(models)
app.command()(explain)
app.command()(calibrate)
app.command()(compare)
app.command()(evaluate)
app.command()(ensemble)
app.command()(runs)
app.command()(tune)
app.add_typer(train, name="train")
app.add_typer(data, name="data")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"seqdigits {seqdigits.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Reads handwritten number strings."""


def main() -> None:
    """Run the command line and exit."""
    # TensorFlow's chatter about the machine is no message of ours.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    app()
