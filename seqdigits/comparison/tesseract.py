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
    with tempfile.TemporaryDirectory() as folder:
        return [_read(picture, Path(folder) / "line.png") for picture in pictures]


def _read(picture: Source, path: Path) -> str:
    line = normalise(picture, LINES)
    if line.is_empty:
        return ""
    cv2.imwrite(str(path), np.round(255 * (1 - line.image)).astype(np.uint8))
    run = subprocess.run(
        [PROGRAM, str(path), "stdout", *OPTIONS],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    if run.returncode:
        raise TesseractError(
            f"tesseract reads a PNG file of a line. Received: exit code {run.returncode}, "
            f"{run.stderr.strip()!r}. Install its data for English, or "
            "leave it out: --no-tesseract."
        )
    return "".join(run.stdout.split())
