"""Images that show no number, none of them from a generator of strings, to measure rejection on.

Every set is drawn again alike from the same data, count and seed. A set's images come as
(name, image) pairs: the name says what is shown, the image is (H, W) or (H, W, 3) uint8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from seqdigits.errors import DataError, MissingExtraError
from seqdigits.evaluation.turned import upside_down

Pixels = NDArray[np.uint8]
Negative = tuple[str, Pixels]

NON_DIGITS = "glyphs/unipen_nondigits_28x28.npz"

LOOK_ALIKES = {
    "0": ("O", "o", "D", "Q", "a", "%"),
    "1": ("I", "l", "i", "J", "j", "!", "|", "'", "`", "(", ")", "[", "]", '"', ":", ";", "\\\\"),
    "2": ("Z", "z"),
    "3": ("}",),
    "4": ("Y", "y"),
    "5": ("S", "s", "$"),
    "6": ("b", "G"),
    "7": ("T", ">", "?"),
    "8": ("B", "&"),
    "9": ("g", "q"),
    "a sign": (".", ",", "-", "/", "+", "_", "~", "=", "\\@"),
}
"""What may be read -> classes of NON_DIGITS with glyphs that nobody could tell from it, alone.

The file doubles a backslash; one before an @ stands for a dot, dash or stroke. A few of its labels
are wrong, so some look-alikes remain without these classes.
"""

PHOTOGRAPHS = (
    "astronaut", "brick", "camera", "cell", "chelsea", "coffee", "coins", "grass", "gravel",
    "hubble_deep_field", "immunohistochemistry", "microaneurysms", "moon", "retina", "rocket",
)  # fmt: skip
"""What `skimage.data` brings along and shows no writing; `text` shows a formula with digits."""

WORDS = (
    "account", "amount", "approved", "bank", "birth", "branch", "cheque", "city", "copy", "count",
    "country", "customer", "date", "delivery", "draft", "family", "from", "height", "invoice",
    "march", "meter", "month", "name", "number", "order", "paper", "payment", "person", "place",
    "price", "quantity", "reference", "remark", "school", "signature", "street", "teacher",
    "total", "water", "weight", "word", "year",
)  # fmt: skip

FONTS = (
    "DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSerif", "DejaVuSerif-Bold",
    "DejaVuSerif-Italic", "DejaVuSansMono", "DejaVuSansMono-Bold",
)  # fmt: skip


def negative_sets(data: Path, count: int, seed: int) -> dict[str, Callable[[], Iterator[Negative]]]:
    """Name of every set -> what draws it; `count` images each, fewer where there are no more.

    Args:
        data: the folder of data sets.
        count: most images of a set.
        seed: of every choice.
    """
    return {
        "non-digits": partial(non_digits, data, count, seed),
        "non-digits, no look-alikes": partial(non_digits, data, count, seed, look_alikes=False),
        "words of non-digits": partial(words_of_non_digits, data, count, seed),
        "words of non-digits, no look-alikes": partial(
            words_of_non_digits, data, count, seed, look_alikes=False
        ),
        "photographs": lambda: islice(photographs(), count),
        "crops of photographs": partial(photograph_crops, count, seed),
        "printed words": partial(printed_words, count, seed),
        "words of a photographed page": lambda: islice(page_words(), count),
        "upside down": partial(upside_down, data, count, seed),
        "upside down, perhaps a number": partial(upside_down, data, count, seed, readable=True),
    }


def non_digits(
    data: Path, count: int, seed: int, *, look_alikes: bool = True
) -> Iterator[Negative]:
    """Handwritten letters and symbols one by one, (28, 28), ink high, as often as in the file.

    Args:
        data: the folder of data sets.
        count: most images.
        seed: of the choice.
        look_alikes: whether the classes of `LOOK_ALIKES` are among them.

    Raises:
        DataError: if the file is missing.
    """
    tiles, classes = _glyphs(data, look_alikes)
    for row in np.random.default_rng(seed).permutation(len(tiles))[:count]:
        yield str(classes[row]), tiles[row]


def words_of_non_digits(
    data: Path, count: int, seed: int, *, look_alikes: bool = True
) -> Iterator[Negative]:
    """3 to 6 glyphs of `non_digits` side by side, 1 to 5 pixels apart, whoever wrote them.

    Args:
        data: the folder of data sets.
        count: how many images.
        seed: of the choice.
        look_alikes: whether the classes of `LOOK_ALIKES` are among them.

    Raises:
        DataError: if the file is missing.
    """
    tiles, classes = _glyphs(data, look_alikes)
    for index in range(count):
        rng = np.random.default_rng([seed, index])
        rows = rng.integers(len(tiles), size=rng.integers(3, 7))
        parts = []
        for row in rows:
            x, _, width, _ = cv2.boundingRect(tiles[row])
            gap = np.zeros((tiles.shape[1], int(rng.integers(1, 6))), np.uint8)
            parts += [tiles[row][:, x : x + width], gap]
        yield " ".join(map(str, classes[rows])), np.pad(np.hstack(parts), 4)


def photographs() -> Iterator[Negative]:
    """scikit-image's `PHOTOGRAPHS`, whole.

    Raises:
        MissingExtraError: if scikit-image is not installed.
    """
    for name in PHOTOGRAPHS:
        yield name, _bundled(name)


def photograph_crops(count: int, seed: int) -> Iterator[Negative]:
    """Parts of `photographs` shaped like a field: 24 to 96 pixels high, 1.5 to 6 times as wide.

    Raises:
        MissingExtraError: if scikit-image is not installed.
    """
    whole = list(photographs())
    for index in range(count):
        rng = np.random.default_rng([seed, index])
        name, picture = whole[int(rng.integers(len(whole)))]
        height = int(rng.integers(24, 97))
        width = min(round(height * rng.uniform(1.5, 6)), picture.shape[1])
        top = int(rng.integers(picture.shape[0] - height + 1))
        left = int(rng.integers(picture.shape[1] - width + 1))
        yield f"{name} {left},{top}", picture[top : top + height, left : left + width]


def printed_words(count: int, seed: int) -> Iterator[Negative]:
    """`WORDS` in `FONTS` at 14 to 64 pixels an em, in small, capital or mixed letters.

    Raises:
        MissingExtraError: if matplotlib, whose fonts they are, is not installed.
    """
    folder = _font_folder()
    cases: tuple[Callable[[str], str], ...] = (str.lower, str.upper, str.capitalize)
    for index in range(count):
        rng = np.random.default_rng([seed, index])
        word = cases[int(rng.integers(len(cases)))](WORDS[int(rng.integers(len(WORDS)))])
        file = folder / f"{FONTS[int(rng.integers(len(FONTS)))]}.ttf"
        font = ImageFont.truetype(file, int(rng.integers(14, 65)))
        left, top, right, bottom = map(int, font.getbbox(word))
        margin = int(rng.integers(3, 13))
        size = right - left + 2 * margin, bottom - top + 2 * margin
        paper = Image.new("L", size, int(rng.integers(215, 256)))
        ink = int(rng.integers(0, 81))
        ImageDraw.Draw(paper).text((margin - left, margin - top), word, fill=ink, font=font)
        yield word, np.asarray(paper, np.uint8)


def page_words() -> Iterator[Negative]:
    """Words of `skimage.data.page`, a photographed page of print without digits, line by line.

    Raises:
        MissingExtraError: if scikit-image is not installed.
    """
    page = _bundled("page")
    dark = cv2.adaptiveThreshold(
        page, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 21, 15
    )
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((3, 5), np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(joined)
    for x, y, width, height, _ in boxes[1:]:
        # Commas, dots and the rule under the text are no words.
        if height >= 6 and 12 <= width < 10 * height:
            part = page[max(0, y - 3) : y + height + 3, max(0, x - 3) : x + width + 3]
            yield f"page {x},{y}", part


def _glyphs(data: Path, look_alikes: bool) -> tuple[Pixels, NDArray[np.str_]]:
    """Tiles (N, 28, 28) and classes (N,) of the letters and symbols."""
    try:
        with np.load(data / NON_DIGITS) as file:
            tiles, classes = file["x"], file["y"]
    except FileNotFoundError as error:
        raise DataError(
            f"letters and symbols are in {NON_DIGITS} under the folder of data sets. "
            f"Received: {data} without it. Check SEQDIGITS_DATA."
        ) from error
    if look_alikes:
        return tiles, classes
    others = ~np.isin(classes, [name for names in LOOK_ALIKES.values() for name in names])
    return tiles[others], classes[others]


def _bundled(name: str) -> Pixels:
    """The image of `skimage.data` called `name`."""
    try:
        from skimage import data
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"photographs come with scikit-image. Received: no module {error.name!r}. "
            'Install it: pip install "seqdigits[evaluate]".'
        ) from error
    return np.asarray(getattr(data, name)(), np.uint8)


def _font_folder() -> Path:
    """The folder of the fonts that matplotlib brings along."""
    try:
        from matplotlib import get_data_path
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"printed words take matplotlib's fonts. Received: no module {error.name!r}. "
            'Install it: pip install "seqdigits[train]".'
        ) from error
    return Path(get_data_path()) / "fonts" / "ttf"
