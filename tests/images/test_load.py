import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from seqdigits.config import InputConfig
from seqdigits.errors import ImageError
from seqdigits.images import load, normalise

from .conftest import Canvas, draw_number

CONFIG = InputConfig()
INK = draw_number("2047")
PAPER = 255 - INK


def on_disk(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def grey() -> Image.Image:
    return Image.fromarray(PAPER)


def with_alpha(colour: int, ink: Canvas) -> Image.Image:
    layer = Image.new("RGB", ink.shape[::-1], (colour, colour, colour))
    layer.putalpha(Image.fromarray(ink))
    return layer


def palette(transparent: bool) -> bytes:
    image = grey().quantize(64)
    if not transparent:
        return on_disk(image, "PNG")
    paper = max(set(image.tobytes()), key=image.tobytes().count)
    return on_disk(image, "PNG", transparency=paper)


def exif(orientation: int) -> bytes:
    undo = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    image = grey() if undo is None else grey().transpose(Image.Transpose(undo))
    tags = Image.Exif()
    tags[0x0112] = orientation
    return on_disk(image, "PNG", exif=tags)


def deep(array: NDArray[np.generic]) -> bytes:
    return on_disk(Image.fromarray(array), "TIFF")


def animation() -> bytes:
    other = Image.fromarray(np.zeros_like(PAPER))
    return on_disk(grey(), "GIF", save_all=True, append_images=[other])


SAVED: dict[str, Callable[[], object]] = {
    "L": lambda: on_disk(grey(), "PNG"),
    "1": lambda: on_disk(grey().point(lambda v: 255 * (v > 128), "1"), "PNG"),
    "LA": lambda: on_disk(with_alpha(0, INK).convert("LA"), "PNG"),
    "P": lambda: palette(False),
    "P, paper transparent": lambda: palette(True),
    "RGB": lambda: on_disk(grey().convert("RGB"), "PNG"),
    "RGBA, dark ink": lambda: on_disk(with_alpha(20, INK), "PNG"),
    "RGBA, light ink": lambda: on_disk(with_alpha(255, INK), "PNG"),
    "RGBA, opaque": lambda: on_disk(grey().convert("RGBA"), "PNG"),
    "CMYK": lambda: on_disk(grey().convert("CMYK"), "TIFF"),
    "YCbCr": lambda: grey().convert("YCbCr"),
    "HSV": lambda: grey().convert("RGB").convert("HSV"),
    "LAB": lambda: Image.merge("LAB", [grey(), *[Image.new("L", grey().size, 0)] * 2]),
    "I;16": lambda: deep(PAPER.astype(np.uint16) * 257),
    "I;16, of which 12 bits": lambda: deep(PAPER.astype(np.uint16) * 16),
    "I": lambda: deep(PAPER.astype(np.int32)),
    "F": lambda: deep((PAPER / 255).astype(np.float32)),
    "JPEG": lambda: on_disk(grey(), "JPEG", quality=90),
    "WebP": lambda: on_disk(grey(), "WEBP", lossless=True),
    "GIF, first frame": animation,
    "light on dark": lambda: on_disk(Image.fromarray(INK), "PNG"),
    "blue on yellow": lambda: on_disk(
        Image.composite(
            Image.new("RGB", grey().size, (250, 245, 180)),
            Image.new("RGB", grey().size, (20, 40, 160)),
            grey(),
        ),
        "PNG",
    ),
    "uint8 array": lambda: PAPER,
    "uint16 array": lambda: PAPER.astype(np.uint16) * 257,
    "uint16 array, of which 10 bits": lambda: PAPER.astype(np.uint16) * 4,
    "bool array": lambda: PAPER > 128,
    "float array, 0..1": lambda: PAPER / 255,
    "float array, 0..255": lambda: PAPER.astype(np.float32),
    "float array, -1..1": lambda: PAPER / 127.5 - 1,
    "(H, W, 1) array": lambda: PAPER[:, :, None],
    "(H, W, 3) array": lambda: np.dstack([PAPER] * 3),
    "(H, W, 4) array": lambda: np.dstack([PAPER] * 3 + [np.full_like(PAPER, 255)]),
    "low contrast": lambda: (200 - INK / 4).astype(np.uint8),
    **{f"EXIF {k}": lambda k=k: exif(k) for k in range(1, 9)},
}


@pytest.mark.parametrize("kind", SAVED)
def test_one_number_however_saved_is_one_image(kind: str) -> None:
    expected = normalise(PAPER, CONFIG)
    line = normalise(SAVED[kind](), CONFIG)  # type: ignore[arg-type]
    assert line.source == expected.source
    assert abs(line.image.shape[1] - expected.image.shape[1]) <= 1
    width = min(line.image.shape[1], expected.image.shape[1])
    off = np.abs(line.image[:, :width] - expected.image[:, :width])
    assert off.mean() < 0.05
    assert (off > 0.6).mean() < 0.01


def test_a_path_reads_like_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "0042.png"
    path.write_bytes(exif(6))
    assert np.array_equal(load(path), PAPER)
    assert np.array_equal(load(str(path)), load(path.read_bytes()))


def test_colour_stays_three_channels() -> None:
    assert load(np.zeros((4, 5, 3), np.uint8)).shape == (4, 5, 3)
    assert load(np.zeros((4, 5, 4), np.uint8)).shape == (4, 5, 3)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"", "format Pillow knows.*0 bytes"),
        (b"no image", "format Pillow knows.*8 bytes.*Save it as PNG"),
        (on_disk(Image.fromarray(INK), "PNG")[:300], "whole.*300 bytes.*save it again"),
        (on_disk(Image.fromarray(INK), "JPEG")[:900], "whole.*900 bytes.*save it again"),
        (Path("nowhere") / "0042.png", "exists.*0042.png.*Check the path"),
        (Path(), "one file.*folder"),
        (np.zeros((0, 5), np.uint8), r"has pixels.*\(0, 5\)"),
        (np.zeros(5, np.uint8), r"\(H, W\).*\(5,\)"),
        (np.zeros((2, 5, 5, 3), np.uint8), "one image at a time"),
        (np.zeros((5, 5), np.complex64), "complex64.*uint8"),
        (42, "Received: int"),
    ],
)
def test_what_is_no_image_is_refused(source: object, message: str) -> None:
    with pytest.raises(ImageError, match=message):
        load(source)  # type: ignore[arg-type]


def test_an_image_too_large_is_refused_before_it_is_decoded() -> None:
    data = on_disk(Image.new("1", (12_000, 12_000)), "PNG")
    with pytest.raises(ImageError, match=r"at most 100,000,000 pixels.*12000 x 12000.*shrink"):
        load(data)
