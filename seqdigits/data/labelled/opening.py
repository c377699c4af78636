"""open_labelled: the layout is recognised, its rows are read."""

from __future__ import annotations

from pathlib import Path

from seqdigits.data.labelled.folder import FOLDER
from seqdigits.data.labelled.labelled import Labelled
from seqdigits.data.labelled.layout import Faults, Layout, Root
from seqdigits.data.labelled.places import UNREADABLE, opened, utf8_only
from seqdigits.errors import DataError

#: In the order they are looked for.
LAYOUTS: tuple[Layout, ...] = (FOLDER,)


def open_labelled(path: Path, part: str = "", *, skip_bad: bool = False) -> Labelled:
    """The labelled pictures at `path`; texts are read now, pictures when they are asked for.

    Args:
        path: a folder, a zip of one, or one label file or shard of a layout of `LAYOUTS`.
        part: the folder inside it that holds the set; "" for the top.
        skip_bad: leave out rows that cannot be used, and say so in `Labelled.problems`; otherwise
            the first raises. A set of which nothing is left is an error either way.

    Raises:
        DataError: if no layout, or more than one, is recognised, a label file cannot be read, a row
            cannot be used, or there is none.
        MissingExtraError: if a layout's library is not installed.
    """
    faults = Faults(path, skip_bad)
    with opened(path, part) as root:
        layout, found = _recognise(root, path, part)
        entries = tuple(utf8_only(layout.read(root, found, faults), faults))
    if not entries:
        raise faults.nothing_left()
    return Labelled(path, part, layout, entries, faults)


def _recognise(root: Root, path: Path, part: str) -> tuple[Layout, list[str]]:
    """The layout of `root` and its label files or shards there.

    Raises:
        DataError: if there is none, or more than one.
    """
    where = path / part if part else path
    try:
        names = sorted(child.name for child in root.iterdir())
    except UNREADABLE as error:
        raise _unrecognised(where, error) from error
    if not path.is_dir() and isinstance(root, Path):
        names = [name for name in names if name == path.name]
        if not names:
            raise _unrecognised(where, "which is not there")
    for layout in LAYOUTS:
        if found := layout.find(root, names):
            return layout, found
    some = ", ".join(names[:4]) or "nothing"
    raise _unrecognised(where, f"with {some}{', ...' if len(names) > 4 else ''}")


def _unrecognised(where: Path, why: object) -> DataError:
    *others, last = (layout.sign for layout in LAYOUTS)
    signs = f"{', '.join(others)} or {last}" if others else last
    return DataError(
        f"a labelled set is a folder, a zip or a file of one, with {signs}. "
        f"Received: {where}, {why}. Check the path."
    )
