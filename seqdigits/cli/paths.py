"""PATH arguments to the files they name."""

from __future__ import annotations

import glob
import io
import os
import sys
from collections.abc import Iterable, Iterator

SUFFIXES = (
    *(".avif", ".bmp", ".dib", ".gif", ".j2k", ".jfif", ".jp2", ".jpe", ".jpeg", ".jpg"),
    *(".pbm", ".pgm", ".png", ".pnm", ".ppm", ".tga", ".tif", ".tiff", ".webp"),
)
"""What an image file's name ends in, in lower case."""


def expand(arguments: Iterable[str], recursive: bool = False) -> Iterator[str]:
    """Files named by PATH arguments, in their order.

    A folder gives its image files by suffix, sorted by path, hidden ones left out; `recursive`
    goes down into its folders. A pattern gives what it matches, sorted. `-` gives the paths on
    standard input, a line each. What does not exist comes as it is, to be reported by whoever
    opens it.
    """
    for argument in arguments:
        if argument == "-":
            for line in _standard_input():
                yield from _expand_path(line, recursive)
        elif glob.has_magic(argument) and not os.path.lexists(argument):
            matches = sorted(glob.glob(argument, recursive=True))
            for match in matches or [argument]:
                yield from _expand_path(match, recursive)
        else:
            yield from _expand_path(argument, recursive)


def _standard_input() -> Iterator[str]:
    """Lines of standard input without their ends, blank ones left out."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")
    for line in sys.stdin:
        if path := line.rstrip("\r\n"):
            yield path


def _expand_path(path: str, recursive: bool) -> list[str]:
    return sorted(_images_below(path, recursive)) if os.path.isdir(path) else [path]


def _images_below(folder: str, recursive: bool) -> Iterator[str]:
    """Image files in `folder`; the folder itself if it cannot be listed."""
    try:
        with os.scandir(folder) as entries:
            visible = [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:
        yield folder
        return
    for entry in visible:
        if entry.is_dir():
            # A link could lead back up.
            if recursive and not entry.is_symlink():
                yield from _images_below(entry.path, recursive)
        elif entry.name.lower().endswith(SUFFIXES):
            yield entry.path
