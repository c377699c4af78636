"""Libraries that only one format needs, imported when it is written or read."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from synth.errors import DataNotFoundError


def library(name: str) -> ModuleType:
    """The library `name`.

    Raises:
        DataNotFoundError: if it is not installed, with the command that installs it.
    """
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise DataNotFoundError(
            f"this format takes the library {name}. Received: no module {error.name!r}. "
            "Install it: pip install 'seqdigits[data]'."
        ) from error
