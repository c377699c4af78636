"""Shares on the command line: 1% or 0.01."""

from __future__ import annotations

import math

import typer


def parse_share(text: str) -> float:
    """The share that `text` gives, ends excluded: "1%" and "0.01" are both one in a hundred.

    Raises:
        typer.BadParameter: if it is none between 0 and 1.
    """
    number, percent = text.strip(), text.strip().endswith("%")
    try:
        share = float(number.rstrip("%")) / (100 if percent else 1)
    except ValueError:
        share = math.nan
    if not 0 < share < 1:
        raise typer.BadParameter(f"{text!r} is no share between 0 and 1, such as 1% or 0.01.")
    return share
