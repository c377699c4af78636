"""EMNIST's digits and letters as glyph banks, from IDX files, .mat files or the zips of either.

Cohen, Afshar, Tapson, van Schaik 2017. The files were not at hand when this was written: the
loaders are proven on small files of the same layout, and the checksums are those that others
publish. EMNIST and MNIST were cut from the same forms: who trains on the one has no fair test in
the other.
"""

from __future__ import annotations

import importlib.util
import io
import string
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from synth.errors import BadDataError, DataNotFoundError
from synth.glyphs import files
from synth.glyphs.digests import digests
from synth.glyphs.idx import parse_idx
from synth.glyphs.placed_bank import PlacedBank
from synth.glyphs.splits import SPLITS, VALIDATION_SHARE, shared_out, split_number

_SIZE = 28
_BY_CLASS = string.digits + string.ascii_uppercase + string.ascii_lowercase
#: Of 47 classes, these small letters have one of their own; the others share their capital's.
_OWN_SMALL = "abdefghnqrt"

#: Set -> its classes as characters, in label order. Letters, capital or small, count as capitals.
CLASSES = {
    "digits": string.digits,
    "balanced": string.digits + string.ascii_uppercase + _OWN_SMALL,
    "byclass": _BY_CLASS,
    "letters": string.ascii_uppercase,
}
#: Label of the first class.
_FIRST = {"letters": 1}

_FOLDERS = ("emnist/", "emnist/gzip/", "emnist/matlab/", "gzip/", "matlab/", "EMNIST/raw/", "")
_ZIPS = tuple(f"{folder}{name}.zip" for folder in ("emnist/", "") for name in ("matlab", "gzip"))
_MIRROR = "https://biometrics.nist.gov/cs_links/EMNIST/"
#: Published by MLDatasets.jl and by torchvision; neither file has been tried here.
_CHECKSUMS = {
    "matlab.zip": "sha256:e1fa805cdeae699a52da0b77c2db17f6feb77eed125f9b45c022e7990444df95",
    "gzip.zip": "md5:58c8d27c78d21e728a6bc7b3cc06412e",
}


@dataclass(frozen=True, slots=True)
class Part:
    """The training or test part of a set.

    Attributes:
        images: (N, 28, 28) uint8, upright, ink high.
        labels: (N,) class labels as stored.
        writers: (N,) writers, or None where the file does not say.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    writers: NDArray[np.int64] | None


def load_emnist(name: str, split: str) -> PlacedBank:
    """The glyphs of one split of EMNIST's set `name`, one of CLASSES.

    Train and val come from its training part, test from its test part. Where writers are known
    (.mat) no writer is in two splits: its own parts share writers, so the test split leaves out
    those who train. Elsewhere a hash of the pixels holds glyphs out for validation.

    Raises:
        DataNotFoundError: if the files are not to be had; names what to put where.
        BadDataError: if they are damaged.
    """
    number = split_number(split)
    part = _read("test" if split == "test" else "train", name)
    classes, first = CLASSES[name], _FIRST.get(name, 0)
    codes = part.labels - first
    if len(codes) and not 0 <= codes.min() <= codes.max() < len(classes):
        raise BadDataError(
            f"labels of EMNIST {name} lie in {first}..{first + len(classes) - 1}. Received: "
            f"{part.labels.min()}..{part.labels.max()}. Fetch the file again."
        )
    keys = digests(part.images)
    if part.writers is not None:
        inside = shared_out(part.writers) == number
    elif split == "test":
        inside = np.ones(len(keys), bool)
    else:
        out = keys / 2.0**63 < VALIDATION_SHARE
        inside = out == (number == SPLITS["val"])
    rows = np.flatnonzero(inside)
    return PlacedBank(
        tiles=np.ascontiguousarray(part.images[rows]),
        characters_of=np.array(list(classes))[codes[rows]],
        writers=np.zeros(len(rows), np.int64) if part.writers is None else part.writers[rows],
        keys=keys[rows],
        name="emnist",
        fitted=True,
    )


def upright(stored: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(N, 28, 28) tiles that stand upright; EMNIST stores them column by column."""
    return stored.reshape(-1, _SIZE, _SIZE).swapaxes(1, 2)


def read_mat(data: bytes, source: str, part: str, name: str) -> Part:
    """The `part` ("train" or "test") of the .mat file `data`.

    Raises:
        DataNotFoundError: if scipy is not installed.
        BadDataError: if it is no such file or has other classes.
    """
    try:
        from scipy.io import loadmat
    except ImportError as error:
        raise DataNotFoundError(
            f"{source} is read with scipy. Received: no scipy. Run pip install 'seqdigits[data]', "
            "or use EMNIST's IDX files."
        ) from error
    try:
        dataset = loadmat(io.BytesIO(data), simplify_cells=True)["dataset"]
        table, mapping = dataset[part], np.asarray(dataset["mapping"])
        images = np.asarray(table["images"], np.uint8)
        labels, writers = (np.asarray(table[key]).reshape(-1) for key in ("labels", "writers"))
    except Exception as error:  # scipy lets errors of every kind through
        raise BadDataError(
            f"EMNIST's .mat files hold dataset.train, .test and .mapping. Received: {source}: "
            f"{type(error).__name__}: {error}. Fetch the file again."
        ) from error
    # A row is the label, the capital's code and, for letters, the small letter's code.
    found = "".join(map(chr, mapping.reshape(-1, mapping.shape[-1])[:, 1].tolist()))
    if found != CLASSES[name]:
        raise BadDataError(
            f"the classes of EMNIST {name} are {CLASSES[name]}. Received: {found} in {source}."
        )
    return _part(images, labels, writers, source)


def _part(images: Any, labels: Any, writers: Any, source: str) -> Part:
    """A checked part; `images` as stored, (N, 784) or (N, 28, 28)."""
    count = images.size // _SIZE**2
    lengths = {count, len(labels), count if writers is None else len(writers)}
    if len(lengths) > 1 or images.size % _SIZE**2:
        raise BadDataError(
            "a set holds 28 x 28 pixels, a label and, in .mat files, a writer per glyph. "
            f"Received: {source} with {images.shape}, {len(labels)} labels. Fetch the file again."
        )
    known = None if writers is None else writers.astype(np.int64)
    return Part(upright(images), labels.astype(np.int64), known)


def _read(part: str, name: str) -> Part:
    """The `part` of set `name` from the best file there is: .mat, IDX, a zip, a download."""
    mat = f"emnist-{name}.mat"
    if (path := files.find([folder + mat for folder in _FOLDERS])) is not None:
        return read_mat(path.read_bytes(), str(path), part, name)
    idx = tuple(f"emnist-{name}-{part}-{kind}-ubyte" for kind in ("images-idx3", "labels-idx1"))
    found = [files.find([f + i + end for f in _FOLDERS for end in ("", ".gz")]) for i in idx]
    if found[0] is not None and found[1] is not None:
        images, labels = (parse_idx(path.read_bytes(), str(path)) for path in found if path)
        return _part(images, labels, None, str(found[0]))
    path = files.find(_ZIPS) or _download(name, part)
    return _read_zip(path, mat, idx, part, name)


def _read_zip(path: Path, mat: str, idx: tuple[str, ...], part: str, name: str) -> Part:
    try:
        with zipfile.ZipFile(path) as archive:
            members = {Path(member).name: member for member in archive.namelist()}
            if mat in members:
                return read_mat(archive.read(members[mat]), f"{path}:{mat}", part, name)
            images, labels = (
                parse_idx(archive.read(members[f"{file}.gz"]), f"{path}:{file}") for file in idx
            )
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise BadDataError(
            f"EMNIST's zip holds {mat} or {idx[0]}.gz. Received: {path}: {error}. "
            "Fetch the file again."
        ) from error
    return _part(images, labels, None, str(path))


def _download(name: str, part: str) -> Path:
    """EMNIST's zip: with writers where scipy can read it."""
    file = "matlab.zip" if importlib.util.find_spec("scipy") else "gzip.zip"
    idx = f"emnist/emnist-{name}-{part}"
    places = (
        f"emnist/emnist-{name}.mat (with writers), or {idx}-images-idx3-ubyte.gz and "
        f"-labels-idx1-ubyte.gz, or emnist/{file}"
    )
    return files.download([(_MIRROR, file)], _CHECKSUMS[file], f"emnist-{file}", places)
