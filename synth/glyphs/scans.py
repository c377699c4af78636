"""Ink out of pictures of one glyph: any image mode, dark on light or light on dark."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.errors import BadDataError

#: Fainter pictures count as blank, of 255.
_LEAST_CONTRAST = 24
#: Values of the paper stray this many of their median deviations.
_STRAY = 6.0
#: Pieces of ink smaller than this share of the largest are specks.
_SPECK = 0.01

Grey = NDArray[np.uint8]


def read_grey(path: Path) -> Grey:
    """The picture (h, w) at `path` as grey values; what is transparent is white.

    Raises:
        BadDataError: naming the file if it is no picture.
    """
    from PIL import Image

    try:
        with Image.open(path) as picture:
            picture.load()
            if picture.mode in ("I", "F") or picture.mode.startswith("I;16"):
                return _deep(np.asarray(picture, np.float64))
            rgba = np.asarray(picture.convert("RGBA"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadDataError(
            f"a glyph is a readable picture. Received: {path}: {error}. Mend or remove the file."
        ) from error
    grey, alpha = cv2.cvtColor(rgba, cv2.COLOR_RGBA2GRAY), rgba[..., 3].astype(np.float64) / 255
    on_white = np.round(grey * alpha + 255 * (1 - alpha)).astype(np.uint8)
    if np.ptp(on_white) < _LEAST_CONTRAST:  # white ink on nothing
        return (255 - rgba[..., 3]).astype(np.uint8)
    return on_white


def _deep(values: NDArray[np.float64]) -> Grey:
    """Values of 16 bits or more in eight."""
    if values.min() >= 0 and values.max() <= 255:
        return values.astype(np.uint8)
    low = min(0.0, float(values.min()))
    return ((values - low) / max(65535.0, float(values.max()) - low) * 255).astype(np.uint8)


def rim_darkness(grey: Grey) -> float:
    """Share of the picture's rim that is dark: near 0 for dark ink on light paper.

    Near 1 the ink is light; near one half, as in a tight crop, the picture alone does not tell.
    """
    threshold, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    rim = np.concatenate([grey[0], grey[-1], grey[1:-1, 0], grey[1:-1, -1]])
    return float(np.mean(rim <= threshold))


def ink_of(grey: Grey, light_ink: bool, path: Path) -> Grey:
    """The ink (h, w), 255 where it is full, of a picture, cropped.

    Args:
        grey: the picture.
        light_ink: True for light ink on dark paper.
        path: what errors call it.

    Raises:
        BadDataError: if there is nothing on the picture.
    """
    values = (grey if light_ink else 255 - grey).astype(np.float64)
    if np.ptp(values) < _LEAST_CONTRAST:
        raise BadDataError(f"a glyph shows ink. Received: {path}, which is blank. Remove the file.")
    threshold, marked = cv2.threshold(
        values.astype(np.uint8), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU
    )
    paper = values[values <= threshold]
    blank = float(np.median(paper))
    stray = max(4.0, _STRAY * float(np.median(np.abs(paper - blank))))
    full = float(np.median(values[values > threshold]))
    ink = np.clip((values - blank) / max(1.0, full - blank), 0, 1) * 255
    ink[values - blank <= stray] = 0
    kept = _without_specks(ink.astype(np.uint8), np.asarray(marked, np.uint8))
    x, y, width, height = cv2.boundingRect(kept)
    return np.ascontiguousarray(kept[y : y + height, x : x + width])


def _without_specks(ink: Grey, marked: Grey) -> Grey:
    """`ink` without the pieces that hold hardly any of the pixels `marked`."""
    count, pieces = cv2.connectedComponents((ink > 0).astype(np.uint8), connectivity=8)
    amounts = np.bincount(pieces[marked > 0], minlength=count)
    amounts[0] = 0
    kept = amounts > _SPECK * amounts.max()
    return np.where(kept[pieces], ink, 0).astype(np.uint8)
