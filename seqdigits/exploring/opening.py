"""A name on the command line -> glyphs or labelled strings."""

from __future__ import annotations

from pathlib import Path

from seqdigits.data import GlyphSet, names_glyphs, open_glyphs
from seqdigits.data.labelled import Labelled, open_labelled
from seqdigits.errors import DataError


def open_source(
    name: str, split: str = "train", part: str = "", skip_bad: bool = False
) -> GlyphSet | Labelled:
    """The glyphs of one split of the set `name`, or the labelled strings at the path `name`.

    Args:
        name: a set of glyphs, see `seqdigits.data.open_glyphs`; any other path is taken for
            labelled strings, see `seqdigits.data.open_labelled`.
        split: of glyphs, train, val, test or all.
        part: of strings, a folder inside the set.
        skip_bad: of strings, whether rows that cannot be used are left out and noted.

    Raises:
        DataError: if there is nothing of that name, or it is damaged.
        DataNotFoundError: if a set of glyphs is known and not at hand.
    """
    if names_glyphs(name):
        if part:
            raise DataError(
                f"a part is asked of strings. Received: --part {part} of the glyphs {name}. "
                "Ask for a split: --split train, val, test or all."
            )
        return open_glyphs(name, split)
    path = Path(name).expanduser()
    if not path.exists():
        raise DataError(
            "data is a set of glyphs (mnist, emnist-digits, emnist-balanced, emnist-byclass, "
            "emnist-letters, folder:PATH, an .npz or IDX file) or a path of labelled strings. "
            f"Received: {name}, where there is nothing. Check the name."
        )
    return open_labelled(path, part, skip_bad=skip_bad)
