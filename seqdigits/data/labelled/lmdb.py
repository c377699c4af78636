"""LMDB folders: num-samples, image-000000001, label-000000001 and so on, counted from one.

The layout of deep-text-recognition-benchmark and its kin, which `seqdigits synth make` writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from seqdigits.data.labelled.layout import BadRowError, Entry, Faults, Fetch, Layout, Root
from synth.formats.library import library

_STORE = "data.mdb"


def find(root: Root, names: Sequence[str]) -> list[str]:
    """The folders that hold data.mdb; "." if `root` does."""
    if _STORE in names:
        return ["."]
    return [name for name in names if root.joinpath(name, _STORE).is_file()]


def read(root: Root, found: Sequence[str], faults: Faults) -> Iterator[Entry]:
    """A row a sample of each folder."""
    for shard in found:
        label = "" if shard == "." else f"{shard}, "
        try:
            with _opened(root, shard) as entries:
                yield from _samples(entries, shard, label, faults)
        except BadRowError as error:
            faults.note(f"{label}{error}")


def _samples(entries: Any, shard: str, label: str, faults: Faults) -> Iterator[Entry]:
    count = bytes(entries.get(b"num-samples") or b"")
    if not count.isdigit():
        raise BadRowError("num-samples is missing or no number")
    for number in range(1, int(count) + 1):
        name = f"{label}sample {number}"
        text = entries.get(b"label-%09d" % number)
        if text is None:
            faults.note(f"{name}: there is no label-{number:09d}")
            continue
        try:
            stated = bytes(text).decode()
        except UnicodeDecodeError:
            faults.note(f"{name}: its text is not UTF-8")
        else:
            yield Entry(name, stated, (shard, number))


@contextmanager
def pictures(root: Root) -> Iterator[Fetch]:
    """What reads a sample's picture; a store is open only while it is read from."""

    def fetch(key: tuple[str, int]) -> bytes:
        shard, number = key
        with _opened(root, shard) as entries:
            picture = entries.get(b"image-%09d" % number)
        if picture is None:
            raise BadRowError(f"there is no image-{number:09d}")
        return bytes(picture)

    yield fetch


@contextmanager
def _opened(root: Root, shard: str) -> Iterator[Any]:
    """A read transaction of the store in the folder `shard`.

    Reading a page behind the end of the file would end the process, so its size is checked.

    Raises:
        BadRowError: if the store is damaged.
    """
    lmdb = library("lmdb")
    folder = Path(str(root), shard)
    try:
        with lmdb.open(str(folder), readonly=True, lock=False, create=False) as store:
            needed = (store.info()["last_pgno"] + 1) * store.stat()["psize"]
            if (folder / _STORE).stat().st_size < needed:
                raise BadRowError(f"{_STORE} is damaged, it ends before its last page")
            with store.begin() as entries:
                yield entries
    except (OSError, lmdb.Error) as error:
        raise BadRowError(f"{_STORE} cannot be read ({error})") from error


LMDB = Layout("lmdb", f"{_STORE} or folders with one", find, read, pictures, zipped=False)
