"""Tesseract as a rival, where its program is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from seqdigits.config import InputConfig
from seqdigits.errors import SeqDigitsError
from seqdigits.images import Source, normalise

PROGRAM = "tesseract"

LINES = InputConfig(height=64, digit_height=48.0, margin=16)
"""Its lines are twice as high as a net's: it wants capitals of 30 pixels or more."""

OPTIONS = ("--psm", "7", "-c", "tessedit_char_whitelist=0123456789")
"""One line of text, digits alone."""


class TesseractError(SeqDigitsError, RuntimeError):
    """The program was found and failed."""


def version() -> str | None:
    """Version of the program; None if it is not installed."""
    program = shutil.which(PROGRAM)
    if program is None:
        return None
    shown = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    words = (shown.stdout or shown.stderr).split()
    return words[1].lstrip("v") if len(words) > 1 else "of unknown version"


def read(pictures: Sequence[Source]) -> list[str]:
    """Texts of `pictures`, in order, on one thread.

    It gets the line images that nets get, twice as high and dark on light, so that all systems are
    compared on one preparation.

    Raises:
        TesseractError: if the program fails.
        ImageError: if a picture cannot be read.
    """
    lines = [normalise(picture, LINES) for picture in pictures]
    inked = [line.image for line in lines if not line.is_empty]
    texts = iter(_read(inked) if inked else ())
    return ["" if line.is_empty else next(texts) for line in lines]


def _read(images: Sequence[NDArray[np.float32]]) -> list[str]:
    """Texts of line images (H, W), ink high 0..1; one process reads them all."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.png" for number in range(len(images))]
        for path, image in zip(paths, images, strict=True):
            cv2.imwrite(str(path), np.round(255 * (1 - image)).astype(np.uint8))
        names = Path(folder) / "names.txt"
        names.write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
        run = subprocess.run(
            [PROGRAM, str(names), "stdout", *OPTIONS],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    # Version 5 writes a form feed between pages, version 4 after each.
    pages = run.stdout.split("\f")
    if len(pages) == len(images) + 1 and not pages[-1].strip():
        pages.pop()
    if run.returncode or len(pages) != len(images):
        raise TesseractError(
            f"tesseract reads PNG files of lines. Received: {len(pages)} texts of {len(images)}, "
            f"exit code {run.returncode}, {run.stderr.strip()[-200:]!r}. Install its data for "
            "English, or leave it out: --no-tesseract."
        )
    return ["".join(page.split()) for page in pages]
