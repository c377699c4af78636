"""The rows of labelled sets that were left out, on stderr."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from seqdigits.data.labelled import Labelled

MOST = 20
"""Rows of a set that are named; more are counted."""


def print_left_out(sets: Sequence[Labelled]) -> None:
    """A line on stderr for each row that `sets` left out, and how many they are."""
    for pictures in sets:
        problems = pictures.problems
        for problem in problems[:MOST]:
            typer.echo(f"left out of {pictures.name}: {problem}", err=True)
        if problems:
            more = f", {MOST} of them named" if len(problems) > MOST else ""
            typer.echo(f"{len(problems):,} left out of {pictures.name}{more}", err=True)
