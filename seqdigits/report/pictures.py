"""Pictures as PNG bytes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def figure_png(figure: Figure, dpi: int = 110) -> bytes:
    """PNG of a matplotlib figure."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=dpi)
    return stream.getvalue()


def image_png(pixels: NDArray[np.uint8], scale: int = 1) -> bytes:
    """PNG of `pixels` (h, w) or (h, w, 3) RGB, each pixel drawn `scale` by `scale`."""
    shown = np.repeat(np.repeat(pixels, scale, axis=0), scale, axis=1)
    if shown.ndim == 3:
        shown = shown[..., ::-1]
    done, data = cv2.imencode(".png", shown)
    if not done:
        raise ValueError(f"a picture is (h, w) or (h, w, 3) uint8. Received: {pixels.shape}.")
    return data.tobytes()
