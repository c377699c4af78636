"""Folders on disk and in zips alike: their root, the texts and the pictures in them."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from seqdigits.data.labelled.layout import LEAVE_OUT, BadRowError, Entry, Faults, Fetch, Root
from seqdigits.errors import DataError

#: What reading a member of a folder or zip may raise.
UNREADABLE = (
    OSError,
    KeyError,
    ValueError,
    RuntimeError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
)
#: What a byte that is not UTF-8 is read as where faults are collected.
_STRAY = range(0xDC80, 0xDD00)


@contextmanager
def opened(path: Path, part: str) -> Iterator[tuple[Root, str | None]]:
    """The folder at `path`/`part`, and None; of a file there, its folder and its name.

    `path` may be a zip. One that holds a single folder and nothing else is that folder.

    Raises:
        DataError: if a zip is damaged.
    """
    with ExitStack() as stack:
        root: Root = path
        if path.suffix.lower() == ".zip" and path.is_file():
            try:
                root = zipfile.Path(stack.enter_context(zipfile.ZipFile(path)))
            except (OSError, zipfile.BadZipFile) as error:
                raise DataError(
                    f"a .zip is a whole zip file. Received: {path} ({error}). Pack it again."
                ) from error
            if not part or not root.joinpath(part).exists():
                root = _single_folder(root)
        folder, _, name = part.rpartition("/")
        if part and root.joinpath(part).is_file():
            yield root.joinpath(folder) if folder else root, name
        elif isinstance(root, Path) and not part and not root.is_dir():
            yield root.parent, root.name
        else:
            yield root.joinpath(part) if part else root, None


def _single_folder(root: zipfile.Path) -> zipfile.Path:
    children = [child for child in root.iterdir() if child.name != "__MACOSX"]
    return children[0] if len(children) == 1 and children[0].is_dir() else root


@contextmanager
def picture_files(root: Root) -> Iterator[Fetch]:
    """What reads the picture file of a name under `root`."""

    def fetch(name: str) -> bytes:
        try:
            return root.joinpath(name).read_bytes()
        except (FileNotFoundError, KeyError) as error:
            raise BadRowError("there is no such file") from error
        except UNREADABLE as error:
            raise BadRowError(f"the file cannot be read ({error})") from error

    yield fetch


def read_text(root: Root, name: str, faults: Faults) -> str:
    """The label file `name`, UTF-8 with or without a byte order mark.

    Where faults are collected, a byte that is not UTF-8 becomes a surrogate, and `utf8_only`
    leaves out the rows that hold one.

    Raises:
        DataError: if it cannot be read, or, naming the byte, decoded.
    """
    try:
        content = root.joinpath(name).read_bytes()
    except UNREADABLE as error:
        raise DataError(
            f"a label file can be read. Received: {faults.path}: {name} ({error}). Check it."
        ) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The decoder counts from behind a byte order mark.
        start = error.start + (3 if content.startswith(b"\xef\xbb\xbf") else 0)
        foreign = b"\0" in content  # UTF-16, say: no line of it can be read
        if not faults.skip or foreign:
            line = content.count(b"\n", 0, start) + 1
            raise DataError(
                f"a label file is UTF-8. Received: {faults.path}: {name}, where byte {start} "
                f"(0x{content[start]:02x}, line {line}) is not. Save it as UTF-8"
                f"{'' if foreign else f', or {LEAVE_OUT}'}."
            ) from error
        return content.decode("utf-8-sig", "surrogateescape")


def read_json(root: Root, name: str, faults: Faults) -> Any:
    """The values of the JSON file `name`.

    Raises:
        DataError: if it cannot be read, decoded or parsed, naming the line.
    """
    try:
        return json.loads(read_text(root, name, faults))
    except (json.JSONDecodeError, RecursionError) as error:
        raise DataError(
            f"{name} is JSON. Received: {faults.path}: {name} ({error}). Write it again."
        ) from error


def utf8_only(entries: Iterable[Entry], faults: Faults) -> Iterator[Entry]:
    """`entries` without those that `read_text` could not decode; these are noted."""
    for entry in entries:
        if any(ord(char) in _STRAY for char in entry.name + entry.text):
            faults.note(f"{entry}: not UTF-8".encode(errors="backslashreplace").decode())
        else:
            yield entry
