"""`seqdigits runs`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from seqdigits.cli.train import training_room


def runs(
    folders: Annotated[
        list[Path], typer.Argument(metavar="RUN...", help="Folders of training runs.")
    ],
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw their curves into this PNG.")
    ] = None,
) -> None:
    """Compare training runs: their best scores, and what it took to reach the first one's.

    With --init-from in one of two runs that are alike otherwise, that tells what it saved.
    """
    training_room()
    from seqdigits.training.runs import differences, draw_runs, read_run

    found = [read_run(folder) for folder in folders]
    goal = found[0].best
    typer.echo(f"run\tbest\t{found[0].unit}\thours\tto {goal:.4f}\thours")
    for run in found:
        there = run.reached(goal)
        cost = ("never", "") if there is None else (f"{there[0]:g}", f"{there[1]:.2f}")
        typer.echo(
            f"{run.name}\t{run.best:.4f}\t{run.times[-1]:g}\t{run.hours[-1]:.2f}\t"
            + "\t".join(cost)
        )
    for key, values in differences(found).items():
        typer.echo(f"{key}\t" + "\t".join(map(str, values)))
    if output is not None:
        draw_runs(found, output)
        typer.echo(output)
