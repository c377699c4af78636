"""One shard of a data set: written under a temporary name and renamed, so whole or absent."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from synth.errors import SynthError
from synth.synthesizer import Sample

#: A sample and its index in the data set.
Numbered = tuple[int, Sample]
#: What the system says of a place where room would not help.
_MISPLACED = (PermissionError, FileNotFoundError, NotADirectoryError, IsADirectoryError)


class ShardError(SynthError, OSError):
    """A shard cannot be written; nothing of it is left behind."""


class Format(Protocol):
    """A way to store samples. The bytes depend on the samples alone.

    Attributes:
        about: what reads it, for the data set's card.
        place: folder under the data set that holds the shards; "" for the data set itself.
        suffix: how a shard's name ends; "" where a shard is a folder.
    """

    about: str
    place: str
    suffix: str

    def write(self, samples: Iterable[Numbered], path: Path) -> None:
        """Write `samples`, one after another, as the shard `path`, which does not exist yet."""

    def join(self, out: Path, shards: Sequence[str]) -> list[str]:
        """Names of the files written to `out` that speak of all shards; most formats have none.

        Args:
            out: the data set's folder.
            shards: names of the shards under `out`, in order.
        """


def shard_name(form: Format, split: str, number: int, shards: int) -> str:
    """Path of a shard under the data set, with slashes."""
    name = f"{split}-{number:05d}-of-{shards:05d}{form.suffix}"
    return f"{form.place}/{name}" if form.place else name


def write_shard(form: Format, samples: Iterable[Numbered], path: Path) -> str:
    """The checksum of the shard written at `path`; a shard that was there is replaced.

    Raises:
        ShardError: if it cannot be written, a full disk for example.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    remove(temporary)
    try:
        with storing(path.name):
            form.write(samples, temporary)
            digest = checksum(temporary)
            remove(path)
            temporary.rename(path)
    finally:
        remove(temporary)
    return digest


@contextmanager
def storing(name: str, after: str = "resume; whole shards are kept") -> Iterator[None]:
    """Turn what the operating system says while `name` is written into a `ShardError`.

    Args:
        name: what is written.
        after: what to do once there is room.
    """
    try:
        yield
    except SynthError:
        raise
    except OSError as error:
        misplaced = isinstance(error, _MISPLACED) or error.errno == errno.EROFS
        advice = "Name a place that can be written to" if misplaced else f"Make room, then {after}"
        raise ShardError(
            "data is stored on a disk with room, where it may be written. "
            f"Received: {name}, {error.strerror or error}. {advice}."
        ) from error


def checksum(path: Path) -> str:
    """The sha256 of a file; of a folder, that of what `sha256sum` prints for its sorted files."""
    if path.is_dir():
        lines = [f"{checksum(file)}  {file.name}\n" for file in sorted(path.iterdir())]
        return hashlib.sha256("".join(lines).encode()).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove(path: Path) -> None:
    """Remove a file or folder, if it is there."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
