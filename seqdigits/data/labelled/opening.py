"""open_labelled: the layout is recognised, its rows are read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from seqdigits.data.labelled.coco import COCO
from seqdigits.data.labelled.cvl import CVL
from seqdigits.data.labelled.doctr import DOCTR
from seqdigits.data.labelled.folder import FOLDER
from seqdigits.data.labelled.hdf5 import HDF5
from seqdigits.data.labelled.labelled import Labelled
from seqdigits.data.labelled.layout import Faults, Layout, Root
from seqdigits.data.labelled.lmdb import LMDB
from seqdigits.data.labelled.nist import NIST
from seqdigits.data.labelled.orand_car import ORAND_CAR
from seqdigits.data.labelled.paddleocr import PADDLEOCR
from seqdigits.data.labelled.places import UNREADABLE, opened, utf8_only
from seqdigits.data.labelled.shards import note_missing
from seqdigits.data.labelled.svhn import SVHN
from seqdigits.data.labelled.tfrecord import TFRECORD
from seqdigits.data.labelled.trdg import TRDG
from seqdigits.data.labelled.webdataset import WEBDATASET
from seqdigits.errors import DataError

#: What `seqdigits synth make` writes, then the layouts of public sets.
LAYOUTS: tuple[Layout, ...] = (
    FOLDER,
    TFRECORD,
    WEBDATASET,
    LMDB,
    HDF5,
    COCO,
    PADDLEOCR,
    DOCTR,
    TRDG,
    ORAND_CAR,
    CVL,
    NIST,
    SVHN,
)


def open_labelled(path: Path, part: str = "", *, skip_bad: bool = False) -> Labelled:
    """The labelled pictures at `path`; texts are read now, pictures when they are asked for.

    How they are stored is known by what lies there, see `LAYOUTS`.

    Args:
        path: a folder, a zip of one, or one label file or shard.
        part: the folder, label file or shard inside it; "" for the top.
        skip_bad: leave out rows that cannot be used, and say so in `Labelled.problems`; otherwise
            the first raises. A set of which nothing is left is an error either way.

    Raises:
        DataError: if no layout, or more than one, is recognised, a label file cannot be read, a row
            cannot be used, or there is none.
        MissingExtraError: if a layout's library is not installed.
    """
    faults = Faults(path / part if part else path, skip_bad)
    with opened(path, part) as (root, only):
        layout, found = _recognise(root, only, faults.path)
        if only is None:
            note_missing(found, faults)
        entries = tuple(utf8_only(layout.read(root, found, faults), faults))
    if not entries:
        raise faults.nothing_left()
    return Labelled(path, part, layout, entries, faults)


def _recognise(root: Root, only: str | None, where: Path) -> tuple[Layout, list[str]]:
    """The layout of `root` and its label files or shards there.

    Args:
        root: a folder.
        only: the one name in it to look at; None for all.
        where: what errors call it.

    Raises:
        DataError: if there is none, or more than one.
    """
    names = _names(root)
    if only is not None:
        names = [name for name in names if name == only]
    if not names:
        raise _unrecognised(where, "which is empty or not there")
    found = _found(root, names)
    if not found:
        folders = [name for name in names[:99] if root.joinpath(name).is_dir()]
        inside = {name: root.joinpath(name) for name in folders}
        sets = [name for name, folder in inside.items() if _found(folder, _names(folder))]
        some = ", ".join(names[:4])
        named = f"Name a set in it, by its path or as part: {', '.join(sets)}"
        advice = named if sets else "Check the path"
        raise _unrecognised(where, f"with {some}{', ...' if len(names) > 4 else ''}", advice)
    if len(found) > 1:
        # Names of pictures tell least.
        found = [(layout, files) for layout, files in found if layout is not CVL]
    layout, files = found[0]
    labels = [name for _, each in found for name in each]
    if len(found) > 1 or (layout.parts and len(files) > 1):
        raise DataError(
            f"a labelled set is one at a time. Received: {where}, with {', '.join(labels[:6])}. "
            f"Name the one to read, by its path or as part: {labels[0]}."
        )
    if not (layout.zipped or isinstance(root, Path)):
        raise DataError(
            f"{layout.name} data is read from a folder. Received: {where}, in a zip. Unpack it."
        )
    return layout, files


def _found(root: Root, names: Sequence[str]) -> list[tuple[Layout, list[str]]]:
    found = ((layout, layout.find(root, names)) for layout in LAYOUTS)
    return [(layout, files) for layout, files in found if files]


def _names(root: Root) -> list[str]:
    try:
        return sorted(child.name for child in root.iterdir())
    except UNREADABLE:
        return []


def _unrecognised(where: Path, why: str, advice: str = "Check the path") -> DataError:
    *others, last = (layout.sign for layout in LAYOUTS)
    return DataError(
        f"a labelled set is a folder, a zip or a file of one, with {', '.join(others)} or {last}. "
        f"Received: {where}, {why}. {advice}."
    )
