"""Where data files are found: under SEQDIGITS_DATA, in the cache, or at a public mirror."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from synth.errors import DataNotFoundError

ENVIRONMENT_VARIABLE = "SEQDIGITS_DATA"


def data_folder() -> Path | None:
    """The folder that SEQDIGITS_DATA names, or None if it is not set."""
    root = os.environ.get(ENVIRONMENT_VARIABLE)
    return Path(root) if root else None


def find(names: Sequence[str]) -> Path | None:
    """First of `names` (paths relative to SEQDIGITS_DATA) that exists there, else None."""
    root = data_folder()
    if root is None:
        return None
    return next((root / name for name in names if (root / name).is_file()), None)


def require(names: Sequence[str], what: str) -> Path:
    """First of `names` that exists under SEQDIGITS_DATA.

    Raises:
        DataNotFoundError: saying which file to put where.
    """
    path = find(names)
    if path is None:
        raise DataNotFoundError(
            f"{what} needs {' or '.join(names)} under the folder that {ENVIRONMENT_VARIABLE} "
            f"names. Received: {ENVIRONMENT_VARIABLE}={data_folder() or '(not set)'}. "
            "Put the file there, or use the source 'strokes', which needs no data."
        )
    return path


def download(url_names: Sequence[tuple[str, str]], sha256: str, name: str) -> Path:
    """`name`, downloaded once from the first mirror that answers and checked against `sha256`.

    Raises:
        DataNotFoundError: if no mirror answers or pooch is not installed; names the file to
            put by hand.
    """
    hint = f"Put {name} into the folder that {ENVIRONMENT_VARIABLE} names, or use --glyphs strokes."
    try:
        import pooch
    except ImportError as error:
        raise DataNotFoundError(
            f'downloading needs pooch: pip install "seqdigits[data]". {hint}'
        ) from error
    folder = pooch.os_cache("seqdigits")
    failures = []
    for base, file in url_names:
        try:
            return Path(pooch.retrieve(base + file, f"sha256:{sha256}", name, folder))
        except Exception as error:  # pooch lets each transport's own error through
            failures.append(f"{base + file}: {type(error).__name__}")
    raise DataNotFoundError(f"no mirror gave {name}. Received: {'; '.join(failures)}. {hint}")
