"""Sets of labelled single glyphs: MNIST, EMNIST, a folder, .npz and IDX files."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from seqdigits.errors import DataError
from seqdigits.images import find_ink
from seqdigits.images.tile import TILE, tile
from synth.glyphs.bank import GlyphBank
from synth.glyphs.digests import digests
from synth.glyphs.emnist import CLASSES, load_emnist
from synth.glyphs.folder import load_folder
from synth.glyphs.idx import read_idx
from synth.glyphs.mnist import load_mnist
from synth.glyphs.splits import VALIDATION_SHARE

_TIGHT = 40
"""A smaller picture, in pixels, was cropped to its glyph, which may fill it up to its edges."""

SPLITS = ("train", "val", "test", "all")

_BANKS: dict[str, Callable[[str], GlyphBank]] = {
    "mnist": load_mnist,
    **{f"emnist-{name}": partial(load_emnist, name) for name in CLASSES},
}


@dataclass(frozen=True, eq=False)
class GlyphSet:
    """Labelled single glyphs of one split.

    Attributes:
        name: what the set is called.
        images: (N, h, w) uint8, as stored.
        characters_of: (N,) the character each shows.
        writers: (N,) who wrote each; None if that is not known.
        laid_out: True if the images are tiles already, ink high, as MNIST's are.
    """

    name: str
    images: NDArray[np.uint8]
    characters_of: NDArray[np.str_]
    writers: NDArray[np.int64] | None
    laid_out: bool

    def __len__(self) -> int:
        return len(self.images)

    @property
    def characters(self) -> str:
        """The characters there are glyphs of, sorted."""
        return "".join(sorted(set(self.characters_of.tolist())))

    def labels(self, characters: str) -> NDArray[np.int64]:
        """(N,) place of each glyph's character in `characters`.

        Raises:
            DataError: naming the characters that it lacks.
        """
        if foreign := set(self.characters) - set(characters):
            raise DataError(
                f"the net tells apart {characters!r}. Received: {self.name} with "
                f"{''.join(sorted(foreign))!r} besides. Train a net on these characters: "
                f"--set 'net.characters=\"{self.characters}\"'."
            )
        place = {character: number for number, character in enumerate(characters)}
        return np.array([place[c] for c in self.characters_of.tolist()], np.int64)

    def tiles(self, size: int = TILE) -> NDArray[np.uint8]:
        """(N, size, size) uint8, ink high, each glyph laid out as in MNIST.

        Stored tiles of that size are given as they are; else ink is found and laid out anew, by
        `seqdigits.images`, whatever the polarity.
        """
        if self.laid_out and self.images.shape[1:] == (size, size):
            return self.images
        inks = self.images if self.laid_out else map(_ink, self.images)
        return np.stack([tile(ink, size) for ink in inks])

    def take(self, rows: NDArray[np.int64]) -> GlyphSet:
        """The glyphs at `rows` alone."""
        writers = None if self.writers is None else self.writers[rows]
        return GlyphSet(
            self.name, self.images[rows], self.characters_of[rows], writers, self.laid_out
        )


def names_glyphs(name: str) -> bool:
    """Whether `open_glyphs` takes `name` for a set of single glyphs, be it at hand or not."""
    prefix, _, path = name.partition(":")
    file = Path(name)
    return (
        name in _BANKS
        or (prefix == "folder" and path != "")
        or file.suffix == ".npz"
        or ("images" in file.name and "idx" in file.name)
    )


def open_glyphs(name: str, split: str = "train") -> GlyphSet:
    """The glyphs of one split of a set.

    Args:
        name: mnist, emnist-digits, emnist-balanced, emnist-byclass, emnist-letters, folder:PATH, or
            the path of an .npz file (x and y, or x_train, y_train, x_test and y_test) or of an IDX
            file of images, whose labels lie beside it under MNIST's names.
        split: train, val or test; a part without a test part of its own has none. `all` is
            everything there is. Validation glyphs are those of held-out writers where writers
            are known, else chosen by a hash of their pixels.

    Raises:
        DataError: for an unknown name or split, a damaged file, or a split without glyphs.
        DataNotFoundError: if the data is not at hand; it says what to put where.
    """
    if split not in SPLITS:
        raise DataError(f"a split is one of {', '.join(SPLITS)}. Received: {split!r}.")
    if not names_glyphs(name):
        raise DataError(
            f"a set of glyphs is one of {', '.join(_BANKS)}, folder:PATH, or the path of an .npz "
            f"or IDX file. Received: {name!r}."
        )
    prefix, _, path = name.partition(":")
    if name in _BANKS or prefix == "folder":
        load = _BANKS.get(name) or partial(load_folder, Path(path).expanduser())
        return _from_bank(name, load, split)
    file = Path(name).expanduser()
    if file.suffix == ".npz":
        return _split_of(file, _read_npz(file, split), split)
    return _split_of(file, _read_idx(file), split)


def _from_bank(name: str, load: Callable[[str], GlyphBank], split: str) -> GlyphSet:
    banks = [load(part) for part in (("train", "val", "test") if split == "all" else (split,))]
    writers = np.concatenate([bank.writers for bank in banks])
    return GlyphSet(
        name,
        np.concatenate(_of_one_size([bank.tiles for bank in banks])),
        np.concatenate([bank.characters_of for bank in banks]),
        writers if len(np.unique(writers)) > 1 else None,
        laid_out=True,
    )


def _of_one_size(parts: list[NDArray[np.uint8]]) -> list[NDArray[np.uint8]]:
    """`parts` (N, h, w) with empty rows and columns added up to the largest h and w."""
    height, width = (max(part.shape[axis] for part in parts) for axis in (1, 2))
    return [
        np.pad(part, ((0, 0), (0, height - part.shape[1]), (0, width - part.shape[2])))
        for part in parts
    ]


@dataclass(frozen=True)
class _Stored:
    """Images (N, h, w) and labels (N,) of a file; `whole` if it has no test part of its own."""

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    whole: bool


def _read_npz(path: Path, split: str) -> _Stored:
    try:
        # Opened here: numpy leaves a damaged file open.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            keys = set(archive.files)
            whole = {"x", "y"} <= keys
            if whole:
                parts = [""]
            elif split == "all":
                parts = [part for part in ("_train", "_test") if f"x{part}" in keys]
            else:
                parts = ["_test" if split == "test" else "_train"]
            images = np.concatenate([archive[f"x{part}"] for part in parts])
            labels = np.concatenate([archive[f"y{part}"] for part in parts])
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise DataError(
            "an .npz file of glyphs holds x and y, or x_train, y_train, x_test and y_test. "
            f"Received: {path}: {error}."
        ) from error
    return _checked(path, images, labels, whole)


def _read_idx(path: Path) -> _Stored:
    beside = path.with_name(path.name.replace("images", "labels").replace("idx3", "idx1"))
    return _checked(path, read_idx(path), read_idx(beside), True)


def _checked(
    path: Path, images: NDArray[np.generic], labels: NDArray[np.generic], whole: bool
) -> _Stored:
    if images.ndim != 3 or labels.shape != (len(images),) or not len(images):
        raise DataError(
            "a set of glyphs holds images (N, h, w) and a label for each. "
            f"Received: {path} with {images.shape} and {labels.shape}."
        )
    highest = images.max()
    if images.dtype != np.uint8 and not (images.min() >= 0 and highest <= 255):
        raise DataError(f"pixels lie in 0..255 or 0..1. Received: {path} with {highest}.")
    scaled = images.astype(np.float32) * (255.0 if highest <= 1 else 1.0)
    if not np.isin(labels, np.arange(10)).all():
        raise DataError(
            f"labels of an .npz or IDX file are digits, 0..9. Received: {path} with "
            f"{labels.min()}..{labels.max()}. Store other characters as folder:PATH."
        )
    return _Stored(scaled.round().astype(np.uint8), labels.astype(np.int64), whole)


def _split_of(path: Path, stored: _Stored, split: str) -> GlyphSet:
    rows = np.arange(len(stored.images))
    if split == "test" and stored.whole:
        raise DataError(
            f"a test split needs x_test and y_test. Received: {path}, which has one part. "
            "Take all of it: --split all."
        )
    if split in ("train", "val"):
        held_out = digests(stored.images) / 2.0**63 < VALIDATION_SHARE
        rows = np.flatnonzero(held_out == (split == "val"))
    if not len(rows):
        raise DataError(f"a split has at least one glyph. Received: none for {split} of {path}.")
    # MNIST's layout is known by its size and its empty rim.
    images = stored.images[rows]
    rim = np.concatenate([images[:, [0, -1]].ravel(), images[:, :, [0, -1]].ravel()])
    laid_out = images.shape[1:] == (TILE, TILE) and float(rim.mean()) < 1.0
    return GlyphSet(path.stem, images, stored.labels[rows].astype("<U1"), None, laid_out)


def _ink(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Ink (h, w) uint8 of a picture of one glyph."""
    if max(image.shape) < _TIGHT:
        rim = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
        image = np.pad(image, max(image.shape) // 4, constant_values=int(np.median(rim)))
    return find_ink(image)
