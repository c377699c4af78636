"""A folder of a user's own glyphs, `<character>/<any name>.png`, as a glyph bank.

A folder is called by the character it holds, or by U+002F and the like where a file system cannot
spell it. A file called `w012_....png` was written by writer w012.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.errors import BadDataError, BadRequestError, DataNotFoundError
from synth.glyphs.digests import digest
from synth.glyphs.placed_bank import PlacedBank
from synth.glyphs.proportions import SMALL, height_of
from synth.glyphs.scans import Grey, ink_of, read_grey, rim_darkness
from synth.glyphs.splits import shared_out, split_number

#: Digit height of the bank's tiles, pixels.
DIGIT_HEIGHT = 28.0
#: Larger glyphs are scaled down to this, digit heights.
_TALLEST, _WIDEST = 2.0, 3.0
_SUFFIXES = {".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
_WRITER = re.compile(r"(w\d+)_")
_ESCAPE = re.compile(r"[Uu]\+([0-9A-Fa-f]{4,6})")
#: From this share of a capital's height on a small letter is taken for blown up.
_ALIKE = 0.87
#: Between these shares of a dark rim, the rest of the folder tells dark ink from light.
_IN_DOUBT = (0.35, 0.65)


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    char: str
    writer: str  # "" where the name tells none
    key: int


def load_folder(path: Path, split: str) -> PlacedBank:
    """The glyphs of one split of the folder at `path`.

    If every file tells its writer and there are three or more, no writer is in two splits.
    Otherwise the files of each character are shared out by a hash of their bytes.

    Raises:
        DataNotFoundError: if there is no such folder, or no glyph in it.
        BadDataError: for a folder that is no character, or a file that shows no glyph.
        BadRequestError: if the split lacks a character.
    """
    number = split_number(split)
    found = _files(path)
    mine = _share(found, number)
    lacking = sorted({file.char for file in found} - {file.char for file in mine})
    if lacking:
        raise BadRequestError(
            f"each split needs glyphs of every character: three files or more of each, or writers "
            f"who wrote them all. Received: {path} without {''.join(lacking)!r} for {split}. "
            "Add files."
        )
    pictures = [read_grey(file.path) for file in mine]
    darkness = np.array([rim_darkness(grey) for grey in pictures])
    usual = bool(np.median(darkness) > 0.5)
    low, high = _IN_DOUBT
    light = np.where((darkness < low) | (darkness > high), darkness > 0.5, usual).tolist()
    inks = [ink_of(g, lt, f.path) for g, lt, f in zip(pictures, light, mine, strict=True)]
    names = sorted({file.writer for file in found})
    if "" in names:  # where some do not tell, none is known
        names = [""]
        mine = [replace(file, writer="") for file in mine]
    characters = [file.char for file in mine]
    return PlacedBank(
        tiles=_tiles(inks, _digit_height(inks, characters)),
        characters_of=np.array(characters),
        writers=np.array([names.index(file.writer) for file in mine]),
        keys=np.array([file.key for file in mine], np.int64),
        name=path.name,
        digit_height=DIGIT_HEIGHT,
        fitted=_are_fitted(inks, characters),
    )


def character_of(folder: str) -> str:
    """The character that a folder's name stands for.

    Raises:
        BadDataError: if it stands for none.
    """
    name = unicodedata.normalize("NFC", folder)
    if (match := _ESCAPE.fullmatch(name)) and int(match[1], 16) <= 0x10FFFF:
        name = chr(int(match[1], 16))
    if len(name) != 1 or not name.isprintable() or name.isspace():
        raise BadDataError(
            "a glyph folder is called by its character, or by its code where that is no file "
            f"name, such as U+002F for a slash. Received: {folder!r}. Rename or move it."
        )
    return name


def _files(path: Path) -> list[_File]:
    """Every glyph's file, sorted; one of each where two have the same bytes."""
    if not path.is_dir():
        raise DataNotFoundError(
            f"glyphs are in a folder of folders, <character>/*.png. Received: {path}, which is no "
            "folder. Check the path."
        )
    found: dict[tuple[str, int], _File] = {}
    for folder in sorted(path.iterdir()):
        if not folder.is_dir() or (folder.name.startswith(".") and len(folder.name) > 1):
            continue
        char = character_of(folder.name)
        files = [p for p in sorted(folder.iterdir()) if p.suffix.lower() in _SUFFIXES]
        files = [p for p in files if p.is_file() and not p.name.startswith(".")]
        if not files:
            raise DataNotFoundError(
                f"a glyph folder holds pictures. Received: {folder}, which has none of "
                f"{', '.join(sorted(_SUFFIXES))}. Fill or remove it."
            )
        for file in files:
            key = digest(_bytes(file))
            match = _WRITER.match(file.name)
            found.setdefault((char, key), _File(file, char, match[1] if match else "", key))
    if not found:
        raise DataNotFoundError(
            f"glyphs are in folders <character>/*.png. Received: {path}, which holds no folder. "
            "Put a folder for each character there."
        )
    return list(found.values())


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadDataError(
            f"a glyph is a readable picture. Received: {path}: {error.strerror}. Mend or remove it."
        ) from error


def _share(found: list[_File], number: int) -> list[_File]:
    """The files of split `number`."""
    writers = {file.writer for file in found}
    if "" not in writers and len(writers) > 2:
        parts = shared_out([file.writer for file in found])
        return [file for file, part in zip(found, parts, strict=True) if part == number]
    mine = []
    for char in sorted({file.char for file in found}):
        files = [file for file in found if file.char == char]
        parts = shared_out([str(file.key) for file in files])
        mine += [file for file, part in zip(files, parts, strict=True) if part == number]
    return mine


def _digit_height(inks: list[Grey], characters: list[str]) -> float:
    """Pixels a digit is tall: of the digits, else of the letters, else of whatever there is."""
    tall = np.array([len(ink) for ink in inks], np.float64)
    usual = np.array([height_of(char) or np.nan for char in characters])
    digits = np.array([char.isdigit() for char in characters])
    full = usual == 1.0
    for group, height in ((digits, 1.0), (full, 1.0), (usual == SMALL, SMALL)):
        if group.any():
            return float(np.median(tall[group])) / height
    return float(tall.max())


def _are_fitted(inks: list[Grey], characters: list[str]) -> bool:
    """True if small letters are about as tall as capitals and digits: all were blown up."""
    tall = np.array([len(ink) for ink in inks], np.float64)
    usual = np.array([height_of(char) or np.nan for char in characters])
    small, full = tall[usual == SMALL], tall[usual == 1.0]
    return bool(len(small) and len(full) and np.median(small) > _ALIKE * np.median(full))


def _tiles(inks: list[Grey], digit_height: float) -> NDArray[np.uint8]:
    """(N, h, w): the inks at DIGIT_HEIGHT, each in the upper left corner of its tile."""
    scaled = []
    for ink in inks:
        height, width = ink.shape
        scale = DIGIT_HEIGHT / max(digit_height, height / _TALLEST, width / _WIDEST)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        scaled.append(cv2.resize(ink, size, interpolation=method))
    shape = np.max([image.shape for image in scaled], axis=0)
    tiles = np.zeros((len(scaled), *shape), np.uint8)
    for tile, image in zip(tiles, scaled, strict=True):
        tile[: image.shape[0], : image.shape[1]] = image
    return tiles
