"""Libraries that only one layout needs, imported when it is read."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from seqdigits.errors import MissingExtraError


def library(name: str) -> ModuleType:
    """The library `name`.

    Raises:
        MissingExtraError: if it is not installed, with the command that installs it.
    """
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"this data is read with the library {name}. Received: no module {error.name!r}. "
            'Install it: pip install "seqdigits[data]".'
        ) from error
