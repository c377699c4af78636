"""HDF5 files as `seqdigits synth make` writes them: pixels end to end, by offsets and shapes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqdigits.data.labelled.layout import BadRowError, Entry, Faults, Fetch, Layout, Root
from synth.formats import FORMATS
from synth.formats.library import library

_SUFFIX = FORMATS["hdf5"].suffix
#: What h5py raises for a file that is none, is cut short, or lacks a data set.
DAMAGED = (OSError, KeyError, ValueError, TypeError, IndexError, RuntimeError)


def find(root: Root, names: Sequence[str]) -> list[str]:
    """The files named *.h5."""
    return [name for name in names if name.endswith(_SUFFIX)]


def read(root: Root, found: Sequence[str], faults: Faults) -> Iterator[Entry]:
    """A row a sample; the place of its pixels and their shape are its key."""
    h5py = library("h5py")
    for shard in found:
        try:
            with h5py.File(Path(str(root), shard), "r") as file:
                texts = file["text"][:]
                offsets, shapes = file["offsets"][:], file["shapes"][:]
                if not len(texts) == len(shapes) == len(offsets) - 1:
                    raise ValueError("text, shapes and offsets differ in length")
        except DAMAGED as error:
            faults.note(f"{shard}: the shard cannot be read ({error})")
            continue
        for number, text in enumerate(texts):
            name = f"{shard}, sample {number}"
            try:
                stated = text.decode()
            except UnicodeDecodeError:
                faults.note(f"{name}: its text is not UTF-8")
                continue
            start, end = offsets[number : number + 2].tolist()
            yield Entry(name, stated, (shard, start, end, tuple(shapes[number].tolist())))


@contextmanager
def pictures(root: Root) -> Iterator[Fetch]:
    """What reads a sample's pixels, (H, W) or (H, W, 3) uint8; shards stay open meanwhile."""
    h5py = library("h5py")
    with ExitStack() as stack:
        stored: dict[str, Any] = {}

        def fetch(key: tuple[str, int, int, tuple[int, int, int]]) -> NDArray[np.uint8]:
            shard, start, end, (height, width, channels) = key
            try:
                if shard not in stored:
                    file = stack.enter_context(h5py.File(Path(str(root), shard), "r"))
                    stored[shard] = file["pixels"]
                shape = (height, width) if channels == 1 else (height, width, channels)
                pixels: NDArray[np.uint8] = stored[shard][start:end].reshape(shape)
            except DAMAGED as error:
                raise BadRowError(f"its pixels cannot be read ({error})") from error
            return pixels

        yield fetch


HDF5 = Layout("hdf5", f"*{_SUFFIX}", find, read, pictures, zipped=False)
