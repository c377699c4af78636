"""MNIST as a glyph bank: train and validation from its training digits, by writer; test apart.

Pixels are verified by their own checksum, whichever container they came in. Writers are read from
mnist_writers.npz or from QMNIST's own label files, whose first rows are MNIST's.
LeCun, Cortes, Burges 1998; writer ids after QMNIST (Yadav and Bottou 2019).
"""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synth.errors import BadDataError
from synth.glyphs import files
from synth.glyphs.bank import GlyphBank
from synth.glyphs.idx import read_idx, read_idx_integers
from synth.glyphs.splits import VALIDATION_SHARE, held_out, split_number

_NPZ = ("mnist/mnist.npz", "mnist.npz")
_WRITERS = ("mnist/mnist_writers.npz", "mnist_writers.npz")
_QMNIST_FOLDERS = ("mnist/", "qmnist/", "")
#: Columns of QMNIST's extended labels: the digit, and who wrote it.
_QMNIST_DIGIT, _QMNIST_WRITER, _QMNIST_COLUMNS = 0, 2, 8
_IDX = {
    "x_train": "train-images-idx3-ubyte",
    "y_train": "train-labels-idx1-ubyte",
    "x_test": "t10k-images-idx3-ubyte",
    "y_test": "t10k-labels-idx1-ubyte",
}
#: sha256 of each array's bytes in Keras' order.
_PIXELS = {
    "x_train": "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
    "y_train": "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    "x_test": "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    "y_test": "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
}
_MIRRORS = (("https://storage.googleapis.com/tensorflow/tf-keras-datasets/", "mnist.npz"),)
_MIRROR_CHECKSUM = "sha256:731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
#: Without writer ids the last training digits validate: MNIST's order keeps writers together.
_VALIDATION_TAIL = 5000


def read_arrays() -> dict[str, NDArray[np.uint8]]:
    """x_train (60000, 28, 28), y_train (60000,), x_test (10000, 28, 28), y_test (10000,), uint8.

    Found under SEQDIGITS_DATA as Keras' mnist.npz or the four IDX files, else downloaded.

    Raises:
        DataNotFoundError: if there is no file and no mirror answers.
        BadDataError: if the pixels are not MNIST's.
    """
    path = files.find(_NPZ)
    if path is None and (folder := _idx_folder()) is not None:
        arrays = {key: read_idx(_idx_file(folder, name)) for key, name in _IDX.items()}
        source = folder
    else:
        source = path or files.download(
            _MIRRORS, _MIRROR_CHECKSUM, "mnist.npz", "mnist/mnist.npz or MNIST's four IDX files"
        )
        arrays = _read_npz(source)
    _verify(arrays, source)
    return arrays


def load_mnist(split: str) -> GlyphBank:
    """The digits of one split: train and val share no writer, test is MNIST's own.

    Raises:
        DataNotFoundError: if MNIST is not to be had.
        BadDataError: if its pixels are wrong.
    """
    split_number(split)
    arrays = read_arrays()
    part = "test" if split == "test" else "train"
    count = len(arrays[f"y_{part}"])
    writers, out = _writers(part, arrays[f"y_{part}"])
    rows = np.flatnonzero(out == (split == "val")) if part == "train" else np.arange(count)
    return GlyphBank(
        tiles=arrays[f"x_{part}"][rows],
        characters_of=arrays[f"y_{part}"][rows].astype("<U1"),
        writers=writers[rows],
        keys=rows.astype(np.int64),
        name=f"mnist-{part}",
    )


def _writers(part: str, digits: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Writer of each digit and whether it is held out for validation."""
    count = len(digits)
    if (path := files.find(_WRITERS)) is not None:
        with np.load(path, allow_pickle=False) as table:
            writers = table[f"writer_{part}"].astype(np.int64)
    elif (path := files.find(_qmnist_names(part))) is not None:
        writers = _qmnist_writers(path, digits)
    else:
        tail = np.arange(count) >= count - _VALIDATION_TAIL
        return np.zeros(count, dtype=np.int64), tail
    return writers, held_out(writers, VALIDATION_SHARE)


def _qmnist_names(part: str) -> list[str]:
    """Where QMNIST's labels of `part` may lie, gzipped or plain."""
    name = f"qmnist-{part}-labels-idx2-int"
    return [f"{folder}{name}{end}" for folder in _QMNIST_FOLDERS for end in ("", ".gz")]


def _qmnist_writers(path: Path, digits: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The writers that QMNIST's label file names for MNIST's `digits`.

    Raises:
        BadDataError: if its labels are not those of MNIST.
    """
    labels = read_idx_integers(path)
    if labels.ndim != 2 or labels.shape[1] != _QMNIST_COLUMNS or len(labels) < len(digits):
        raise BadDataError(
            f"QMNIST's labels have {_QMNIST_COLUMNS} columns and a row per digit. Received: {path} "
            f"with shape {labels.shape}. Fetch the file again."
        )
    labels = labels[: len(digits)]
    wrong = int(np.count_nonzero(labels[:, _QMNIST_DIGIT] != digits))
    if wrong:
        raise BadDataError(
            f"QMNIST's labels start with MNIST's digits. Received: {path}, of which {wrong} "
            "differ. Fetch the file again."
        )
    return labels[:, _QMNIST_WRITER].astype(np.int64)


def _idx_folder() -> Path | None:
    """The folder under SEQDIGITS_DATA that holds the IDX files, gzipped or plain."""
    first = _IDX["x_train"]
    names = [f"{folder}{first}{suffix}" for folder in ("mnist/", "") for suffix in ("", ".gz")]
    path = files.find(names)
    return path.parent if path else None


def _idx_file(folder: Path, name: str) -> Path:
    plain = folder / name
    return plain if plain.is_file() else folder / f"{name}.gz"


def _read_npz(path: Path) -> dict[str, NDArray[np.uint8]]:
    try:
        with np.load(path, allow_pickle=False) as archive:
            return {key: archive[key] for key in _IDX}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise BadDataError(
            f"mnist.npz holds {', '.join(_IDX)}. Received: {path}: {error}. Fetch the file again."
        ) from error


def _verify(arrays: dict[str, NDArray[np.uint8]], source: Path) -> None:
    for key, expected in _PIXELS.items():
        found = hashlib.sha256(np.ascontiguousarray(arrays[key]).tobytes()).hexdigest()
        if found != expected:
            raise BadDataError(
                f"{key} of MNIST has the sha256 {expected[:12]}... Received: {found[:12]}... from "
                f"{source}. Fetch the file again."
            )
