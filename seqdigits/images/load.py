"""File, bytes, Pillow image or array -> upright 8-bit pixels."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from seqdigits.errors import ImageError

Source = str | Path | bytes | Image.Image | NDArray[np.generic]

MOST_PIXELS = 100_000_000
"""Images of more pixels are refused before they are decoded."""

DEPTHS = (8, 10, 12, 14, 16)
"""Bits of cameras and scanners; files of 16 often hold fewer, so white is the least that fits."""


def load(source: Source) -> NDArray[np.uint8]:
    """Pixels (H, W) or (H, W, 3) uint8 of `source`, upright.

    Takes a path, the bytes of a file, a Pillow image or an array, of any mode and depth. Deeper
    pixels are scaled to 8 bits, transparency lies on paper that its ink stands out from, and of
    an animation the first frame counts. Arrays are (H, W), (H, W, 1), (H, W, 2) grey + alpha,
    (H, W, 3) RGB or (H, W, 4) RGBA; floats within 0..1 are scaled to 0..255.

    Raises:
        ImageError: if `source` cannot be read as an image, or holds no or too many pixels.
    """
    if isinstance(source, np.ndarray):
        return _from_array(source)
    if isinstance(source, Image.Image):
        with _reading("a Pillow image"):
            return _from_pillow(source, "a Pillow image")
    if isinstance(source, bytes | bytearray):
        return _decode(io.BytesIO(source), f"{len(source)} bytes")
    if isinstance(source, str | Path):
        return _decode(Path(source), str(source))
    raise ImageError(
        "an image is a path, bytes, a Pillow image or an array. Received: "
        f"{type(source).__name__}. Pass one of those."
    )


def _decode(file: Path | io.BytesIO, name: str) -> NDArray[np.uint8]:
    """Pixels of an encoded image that errors call `name`."""
    with _reading(name), warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(file) as image:
            return _from_pillow(image, name)


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """Turns what reading the image called `name` raises into errors that say what to do.

    Raises:
        ImageError: for a missing, damaged, unknown or too large image.
    """
    try:
        yield
    except ImageError:
        raise
    except FileNotFoundError as error:
        raise ImageError(f"an image file exists. Received: {name}. Check the path.") from error
    except IsADirectoryError as error:
        raise ImageError(
            f"an image is one file. Received: the folder {name}. Pass the files in it."
        ) from error
    except Image.DecompressionBombError as error:
        raise _too_large(name, str(error)) from error
    except UnidentifiedImageError as error:
        raise ImageError(
            f"an image is in a format Pillow knows. Received: {name}, which is none or lost its "
            "beginning. Save it as PNG or JPEG."
        ) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise ImageError(
            f"an image is whole and readable. Received: {name} ({error}). "
            "Check its permissions, or fetch or save it again."
        ) from error


def _too_large(name: str, size: str) -> ImageError:
    """The error for an image of too many pixels."""
    return ImageError(
        f"an image has at most {MOST_PIXELS:,} pixels. Received: {name} ({size}). "
        "Crop or shrink it first."
    )


def _from_pillow(image: Image.Image, name: str) -> NDArray[np.uint8]:
    """Pixels of a Pillow image's current frame, upright."""
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise _too_large(name, f"{width} x {height}")
    image = ImageOps.exif_transpose(image)
    if image.has_transparency_data:
        return _from_array(np.asarray(image.convert("RGBA")))
    if image.mode in ("1", "L", "RGB"):
        return _from_array(np.asarray(image))
    if image.mode.startswith(("I", "F")):
        return _from_array(np.asarray(image))
    if image.mode == "LAB":
        profiles = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, *profiles, outputMode="RGB")
        return _from_array(np.asarray(converted))
    return _from_array(np.asarray(image.convert("RGB")))


def _from_array(array: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Pixels of an array of any depth."""
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (2, 3, 4)):
        raise ImageError(
            "an image array is (H, W), or (H, W, C) with 1 to 4 channels. Received: shape "
            f"{array.shape}. Pass one image at a time, channels last."
        )
    if not array.size:
        raise ImageError(f"an image has pixels. Received: shape {array.shape}. Check the crop.")
    if array.shape[0] * array.shape[1] > MOST_PIXELS:
        raise _too_large("an array", f"{array.shape[1]} x {array.shape[0]}")
    pixels = _eight_bits(array)
    if pixels.ndim == 3 and pixels.shape[2] != 3:
        pixels = _on_paper(pixels[:, :, :-1], pixels[:, :, -1])
    return np.ascontiguousarray(pixels)


def _eight_bits(array: NDArray[np.generic]) -> NDArray[np.uint8]:
    """`array` scaled to 0..255: from its type's range, or, wider types, from its values' depth.

    Raises:
        ImageError: for a type that holds no numbers.
    """
    if array.dtype == np.uint8:
        return array.astype(np.uint8, copy=False)
    if array.dtype == np.bool_:
        return array.astype(np.uint8) * np.uint8(255)
    if array.dtype.kind not in "uif":
        raise ImageError(
            f"an image array holds integers, floats or booleans. Received: {array.dtype}. "
            "Convert it to uint8."
        )
    values = np.nan_to_num(array.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    lowest = min(0.0, float(values.min()))
    highest = float(values.max())
    full = highest - lowest if lowest < 0 else _full_scale(array.dtype, highest)
    return np.rint((values - lowest) * (255.0 / max(full, 1e-9))).astype(np.uint8)


def _full_scale(dtype: np.dtype[np.generic], highest: float) -> float:
    """The value that is white, for pixels of `dtype` none of which is above `highest`."""
    if dtype.kind == "f" and highest <= 2.0:
        return max(1.0, highest)
    return next((full for bits in DEPTHS if highest <= (full := 2.0**bits - 1)), highest)


def _on_paper(colour: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`colour` (H, W, 1 or 3) laid by `alpha` on white, or on black if what is opaque is light."""
    opacity = alpha[:, :, None].astype(np.float32) / np.float32(255)
    ink = float((colour * opacity).mean()) / max(float(opacity.mean()), 1e-6)
    paper = np.float32(0 if ink > 160 and opacity.mean() < 0.6 else 255)
    laid: NDArray[np.uint8] = np.rint(colour * opacity + paper * (1 - opacity)).astype(np.uint8)
    return laid[:, :, 0] if laid.shape[2] == 1 else laid
