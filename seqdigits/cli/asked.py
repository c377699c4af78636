"""Options that say what is known of the texts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from seqdigits.constraints import SCHEMES

PANEL = "What is known of the texts, and what is wanted of the answers"
"""Their heading in the help."""


def _asked(metavar: str, about: str, *names: str) -> Any:
    """An option under that heading."""
    return typer.Option(*names, metavar=metavar, help=about, rich_help_panel=PANEL)


Length = Annotated[str | None, _asked("N|N-M", "Texts have so many characters: 5 or 4-6.")]
Pattern = Annotated[
    str | None, _asked("REGEX", "Texts match a regular expression, from end to end.")
]
Lexicon = Annotated[Path | None, _asked("FILE", "Texts are lines of a file.")]
Range = Annotated[
    str | None, _asked("LOW-HIGH", "Texts are numbers in a range: 0-5000.", "--range")
]
Date = Annotated[
    str | None, _asked("FORMAT", "Texts are days there are: DD/MM/YYYY, with --profile date.")
]
Check = Annotated[
    str | None, _asked("|".join(SCHEMES), "Texts end in the check digit they should.")
]
Verify = Annotated[str | None, _asked("TEXT", "Give the probability of this text too.")]
