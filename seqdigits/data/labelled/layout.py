"""What a layout of labelled pictures is: how it is recognised, its rows and their pictures."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from seqdigits.errors import DataError
from seqdigits.images import Source

#: A folder on disk or inside a zip.
Root = Path | zipfile.Path
#: What helps with every row that cannot be used.
LEAVE_OUT = "leave such rows out: --skip-bad, in Python skip_bad=True"
#: Key of an entry -> what `seqdigits.images.load` takes; raises BadRowError.
Fetch = Callable[[Any], Source]


class BadRowError(Exception):
    """A row's picture cannot be had; the message is the reason alone."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a labelled set.

    Attributes:
        name: the picture's file under the set, or its shard and record.
        text: what it says.
        key: what its layout fetches the picture by.
        stated: where the text is stated, for instance "labels.csv, line 2"; "" with the picture.
    """

    name: str
    text: str
    key: Any
    stated: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.stated})" if self.stated else self.name


@dataclass(slots=True)
class Faults:
    """What is wrong with the rows of a set: the first is raised, or all are collected.

    Attributes:
        path: the set.
        skip: True collects.
        lines: what was collected, a line each.
    """

    path: Path
    skip: bool
    lines: list[str] = field(default_factory=list)

    def note(self, fault: str, advice: str = "Mend it") -> None:
        """Keep the line `fault`.

        Raises:
            DataError: with it and `advice`, unless faults are collected.
        """
        if not self.skip:
            raise DataError(
                f"every row of a labelled set can be used. Received: {self.path}: {fault}. "
                f"{advice}, or {LEAVE_OUT}."
            )
        self.lines.append(fault)

    def nothing_left(self) -> DataError:
        """The error for a set without a row that can be used."""
        bad = f"{len(self.lines)} bad alone, the first: {self.lines[0]}" if self.lines else "none"
        return DataError(
            f"a labelled set has at least one row that can be used. Received: {self.path}, "
            f"with {bad}."
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """A way labelled pictures are stored.

    Attributes:
        name: what it is called.
        sign: what it is recognised by, for people.
        find: names in a folder, sorted, that are its label files or shards; the folder and the
            names to look at are given.
        read: rows of what was found, in order; faults are noted, not raised.
        opened: gives, while it is open, what fetches an entry's picture.
        zipped: whether it may lie in a zip.
        parts: whether each label file is a set of its own, so that one has to be named.
    """

    name: str
    sign: str
    find: Callable[[Root, Sequence[str]], list[str]]
    read: Callable[[Root, Sequence[str], Faults], Iterable[Entry]]
    opened: Callable[[Root], AbstractContextManager[Fetch]]
    zipped: bool = True
    parts: bool = False
