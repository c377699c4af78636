"""SVHN's full numbers (format 1): PNG files and digitStruct.mat, boxes and labels of their digits.

digitStruct.mat is a MATLAB 7.3 file, which is HDF5: digitStruct/name and digitStruct/bbox hold a
reference per picture, to its name in UTF-16 units and to a group with height, left, top, width and
label (N, 1): numbers if there is one digit, else references to them. Label 10 is the digit 0. The
layout is that of http://ufldl.stanford.edu/housenumbers as public readers of it take it apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqdigits.data.labelled.hdf5 import DAMAGED
from seqdigits.data.labelled.layout import Entry, Faults, Fetch, Layout, Root
from seqdigits.data.labelled.places import picture_files
from seqdigits.errors import DataError
from seqdigits.images import load
from synth.formats.library import library

LABELS = "digitStruct.mat"
MARGIN = 0.3
"""Added to the width and height of the box around all digits, half of it on each side.

As I. Goodfellow et al. crop house numbers, "Multi-digit number recognition from Street View
imagery using deep convolutional neural networks", ICLR 2014.
"""

_Box = tuple[float, float, float, float]


def find(root: Root, names: Sequence[str]) -> list[str]:
    """digitStruct.mat, if it is there."""
    return [name for name in names if name == LABELS]


def read(root: Root, found: Sequence[str], faults: Faults) -> Iterator[Entry]:
    """A row a picture, its text in the order of the boxes.

    Raises:
        DataError: if digitStruct.mat cannot be read.
    """
    h5py = library("h5py")
    try:
        with h5py.File(Path(str(root), LABELS), "r") as file:
            numbers = list(_numbers(file))
    except DAMAGED as error:
        raise DataError(
            f"{LABELS} is SVHN's, of full numbers. Received: {faults.path}: {LABELS} "
            f"({type(error).__name__}: {error}). Unpack it again."
        ) from error
    for number, (name, labels, box) in enumerate(numbers, start=1):
        stated = f"{LABELS}, picture {number}"
        if set(labels) <= set(range(1, 11)):
            text = "".join(str(int(label) % 10) for label in labels)
            yield Entry(name, text, (name, box), stated)
        else:
            faults.note(f"{name} ({stated}): labels are 1 to 10, these are {labels}")


def _numbers(file: Any) -> Iterator[tuple[str, list[float], _Box]]:
    """Of every picture its name, its labels, and (left, top, right, bottom) around its digits."""
    names, groups = file["digitStruct/name"], file["digitStruct/bbox"]
    for number in range(len(names)):
        name = "".join(map(chr, file[names[number, 0]][:].ravel().tolist()))
        group = file[groups[number, 0]]
        left, top, width, height, labels = (
            np.array(_values(file, group[key]))
            for key in ("left", "top", "width", "height", "label")
        )
        right, bottom = (left + width).max(), (top + height).max()
        box = (float(left.min()), float(top.min()), float(right), float(bottom))
        yield name, labels.tolist(), box


def _values(file: Any, stored: Any) -> list[float]:
    if len(stored) == 1:
        return [float(stored[0, 0])]
    return [float(file[reference][0, 0]) for reference in stored[:, 0]]


@contextmanager
def pictures(root: Root) -> Iterator[Fetch]:
    """What reads the part of a picture around its digits, (H, W) or (H, W, 3) uint8."""
    with picture_files(root) as whole:

        def fetch(key: tuple[str, _Box]) -> NDArray[np.uint8]:
            name, box = key
            return crop(load(whole(name)), box)

        yield fetch


def crop(image: NDArray[np.uint8], box: _Box) -> NDArray[np.uint8]:
    """The part of `image` (H, W) or (H, W, 3) in `box`, widened by `MARGIN`, as far as there is."""
    left, top, right, bottom = box
    across, down = (right - left) * MARGIN / 2, (bottom - top) * MARGIN / 2
    x0, y0 = max(0, round(left - across)), max(0, round(top - down))
    return image[y0 : max(0, round(bottom + down)), x0 : max(0, round(right + across))]


SVHN = Layout("SVHN", LABELS, find, read, pictures, zipped=False)
