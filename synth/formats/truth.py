"""What is known of a sample, and its picture as PNG bytes; the same for all formats."""

from __future__ import annotations

import json
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.synthesizer import Sample

#: Fixed, so that equal pixels give equal bytes.
_PNG = (cv2.IMWRITE_PNG_COMPRESSION, 3)


def name_of(index: int) -> str:
    """The name of sample `index`; names sort as indices do."""
    return f"{index:09d}"


def png(image: NDArray[np.uint8]) -> bytes:
    """`image` (h, w) or (h, w, 3) RGB as a PNG file."""
    pixels = image if image.ndim == 2 else np.ascontiguousarray(image[..., ::-1])
    return cv2.imencode(".png", pixels, _PNG)[1].tobytes()


def truth(index: int, sample: Sample) -> dict[str, Any]:
    """All that is known of sample `index` besides its pixels, as JSON values."""
    return {
        "index": index,
        "text": sample.text,
        "boxes": [[int(value) for value in box] for box in sample.boxes],
        "height": sample.image.shape[0],
        "width": sample.image.shape[1],
        "digit_height": float(sample.digit_height),
        "keys": list(sample.keys),
        "parameters": sample.parameters,
    }


def as_json(value: Any) -> str:
    """`value` as JSON on one line, keys sorted, so that equal values give equal bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
