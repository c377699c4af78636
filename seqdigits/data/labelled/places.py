"""Folders on disk and in zips alike: their root, the texts and the pictures in them."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from seqdigits.data.labelled.layout import BadRowError, Entry, Faults, Fetch, Root
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
def opened(path: Path, part: str) -> Iterator[Root]:
    """The folder `part` of the folder or zip at `path`; of another file, the folder it lies in.

    Raises:
        DataError: if there is nothing, or a zip is damaged.
    """
    if path.suffix.lower() == ".zip" and path.is_file():
        try:
            archive = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile) as error:
            raise DataError(
                f"a .zip is a whole zip file. Received: {path} ({error}). Fetch or pack it again."
            ) from error
        with archive:
            yield zipfile.Path(archive).joinpath(part) if part else zipfile.Path(archive)
    else:
        yield (path if path.is_dir() else path.parent).joinpath(part)


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
        if not faults.skip or b"\0" in content:
            line = content.count(b"\n", 0, start) + 1
            raise DataError(
                f"a label file is UTF-8. Received: {faults.path}: {name}, where byte {start} "
                f"(0x{content[start]:02x}, line {line}) is not. Save it as UTF-8."
            ) from error
        return content.decode("utf-8-sig", "surrogateescape")


def utf8_only(entries: Iterable[Entry], faults: Faults) -> Iterator[Entry]:
    """`entries` without those that `read_text` could not decode; these are noted."""
    for entry in entries:
        if any(ord(char) in _STRAY for char in entry.name + entry.text):
            faults.note(f"{entry}: not UTF-8".encode(errors="backslashreplace").decode())
        else:
            yield entry
