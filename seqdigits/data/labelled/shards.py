"""What layouts of shards share: shards that are missing, and bytes at a place in one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from seqdigits.data.labelled.layout import BadRowError, Faults, Fetch, Root

_NUMBERED = re.compile(r"(.*)-(\d{5})-of-(\d{5})(\..*)?")


class Place(NamedTuple):
    """Bytes of a shard: from `start` on, `size` of them."""

    shard: str
    start: int
    size: int


def note_missing(names: Sequence[str], faults: Faults) -> None:
    """Note the shards that names such as train-00001-of-00002.tar say there are."""
    matches = filter(None, map(_NUMBERED.fullmatch, names))
    for stem, count, suffix in sorted({(m[1], m[3], m[4] or "") for m in matches}):
        for number in range(int(count)):
            name = f"{stem}-{number:05d}-of-{count}{suffix}"
            if name not in names:
                faults.note(f"{name}: the shard is missing")


@contextmanager
def stored_bytes(root: Root) -> Iterator[Fetch]:
    """What reads the bytes at a `Place`; shards stay open meanwhile."""
    with ExitStack() as stack:
        files: dict[str, BinaryIO] = {}

        def fetch(place: Place) -> bytes:
            try:
                if place.shard not in files:
                    files[place.shard] = stack.enter_context(
                        Path(str(root), place.shard).open("rb")
                    )
                file = files[place.shard]
                file.seek(place.start)
                return file.read(place.size)
            except OSError as error:
                raise BadRowError(f"the shard cannot be read ({error})") from error

        yield fetch
