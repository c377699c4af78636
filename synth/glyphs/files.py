"""Where data files are found: under SEQDIGITS_DATA, in the cache, or at a public mirror."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
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


def download(url_names: Sequence[tuple[str, str]], checksum: str, name: str, places: str) -> Path:
    """`name`, downloaded once from the first mirror that answers; progress on standard error.

    Args:
        url_names: each mirror's folder and its name of the file.
        checksum: "sha256:..." or "md5:..." of the file.
        name: what the file is called in the cache.
        places: which file an error says to put where, under SEQDIGITS_DATA.

    Raises:
        DataNotFoundError: if no mirror answers or pooch is not installed; names the file to
            put by hand.
    """
    hint = (
        f"Put {places} under the folder that {ENVIRONMENT_VARIABLE} names (now "
        f"{data_folder() or 'not set'}), or use --glyphs strokes."
    )
    try:
        import pooch
    except ImportError as error:
        raise DataNotFoundError(
            f"downloading needs pooch: pip install 'seqdigits[data]'. {hint}"
        ) from error
    folder = pooch.os_cache("seqdigits")
    failures = []
    for base, file in url_names:
        transport = pooch.HTTPDownloader(progressbar=_Progress(name))
        try:
            return Path(pooch.retrieve(base + file, checksum, name, folder, downloader=transport))
        except Exception as error:  # pooch lets each transport's own error through
            failures.append(f"{base + file}: {type(error).__name__}")
    raise DataNotFoundError(f"no mirror gave {name}. Received: {'; '.join(failures)}. {hint}")


@dataclass
class _Progress:
    """A line on a terminal's standard error that says how much has come; what pooch updates."""

    name: str
    total: int = 0
    done: int = 0
    shown: int = -1

    def update(self, count: int) -> None:
        self.done += count
        percent = min(100, 100 * self.done // self.total) if self.total else 0
        if percent != self.shown and sys.stderr.isatty():
            self.shown = percent
            print(f"\r{self.name}: {percent} %", end="", file=sys.stderr, flush=True)

    def reset(self) -> None:
        self.done = 0

    def close(self) -> None:
        if self.shown >= 0:
            print(file=sys.stderr)
