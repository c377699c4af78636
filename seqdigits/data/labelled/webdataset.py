"""WebDataset tar files: a sample is a picture and NAME.txt, its text, one after the other."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from seqdigits.data.labelled.layout import Entry, Faults, Layout, Root
from seqdigits.data.labelled.shards import Place, stored_bytes
from synth.formats import FORMATS

_SUFFIX = FORMATS["webdataset"].suffix
_PICTURES = ("png", "jpg", "jpeg", "webp", "tif", "tiff", "bmp")


def find(root: Root, names: Sequence[str]) -> list[str]:
    """The files named *.tar."""
    return [name for name in names if name.endswith(_SUFFIX)]


def read(root: Root, found: Sequence[str], faults: Faults) -> Iterator[Entry]:
    """A row a sample; members that are no file are passed over."""
    for shard in found:
        path = Path(str(root), shard)
        try:
            with tarfile.open(path, "r:") as archive:
                yield from _samples(archive, shard, faults)
        except (OSError, tarfile.TarError, UnicodeDecodeError) as error:
            faults.note(f"{shard}: the shard cannot be read ({error})")


def _samples(archive: tarfile.TarFile, shard: str, faults: Faults) -> Iterator[Entry]:
    members = list(_members(archive, shard, faults))
    for stem, group in groupby(members, lambda member: _parted(member.name)[0]):
        parts = {_parted(member.name)[1]: member for member in group}
        name = f"{shard}, {stem}"
        picture = next((parts[suffix] for suffix in _PICTURES if suffix in parts), None)
        if picture is None or "txt" not in parts:
            faults.note(f"{name}: a sample is a picture ({', '.join(_PICTURES)}) and a txt")
            continue
        file = archive.extractfile(parts["txt"])
        try:
            text = file.read().decode() if file else ""
        except UnicodeDecodeError:
            faults.note(f"{name}: its text is not UTF-8")
            continue
        yield Entry(name, text, Place(shard, picture.offset_data, picture.size))


def _members(archive: tarfile.TarFile, shard: str, faults: Faults) -> Iterator[tarfile.TarInfo]:
    """Files whose bytes are all there. A header that is damaged ends a tar file as its end does."""
    stream = archive.fileobj
    size = os.stat(archive.name).st_size  # type: ignore[arg-type]
    end = 0
    for member in archive:
        end = -(-(member.offset_data + member.size) // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE
        if member.offset_data + member.size > size:
            faults.note(f"{shard}, {member.name}: the shard ends within it")
            return
        if member.isfile():
            yield member
    if stream is not None:
        stream.seek(end)
        if stream.read(tarfile.BLOCKSIZE) != tarfile.NUL * tarfile.BLOCKSIZE:
            faults.note(f"{shard}: damaged at byte {end}, what follows cannot be read")


def _parted(name: str) -> tuple[str, str]:
    """A member's name up to the first dot of its last part, and what follows, as in WebDataset."""
    folder, slash, last = name.rpartition("/")
    stem, _, suffix = last.partition(".")
    return folder + slash + stem, suffix.lower()


WEBDATASET = Layout("webdataset", f"*{_SUFFIX}", find, read, stored_bytes, zipped=False)
