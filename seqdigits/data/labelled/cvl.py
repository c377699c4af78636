"""CVL digit strings: PNG files named by what they say, `25000-0164-08.png`.

That is text, writer and number, in the folders cvl-strings/train and cvl-strings-eval of the sets
of the ICDAR 2013 and ICFHR 2014 competitions; as a public reader of it takes it apart, the text is
the name up to the first dash. Tried on files written in this layout, not on the set.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from seqdigits.data.labelled.layout import Entry, Faults, Layout, Root
from seqdigits.data.labelled.places import picture_files

_NAME = re.compile(r"(\d+)-\d+-\d+\.png", re.ASCII)


def find(root: Root, names: Sequence[str]) -> list[str]:
    """All PNG files, if one of them is named by text, writer and number."""
    files = [name for name in names if name.endswith(".png")]
    return files if any(map(_NAME.fullmatch, files)) else []


def read(root: Root, found: Sequence[str], faults: Faults) -> Iterator[Entry]:
    """A row a picture."""
    for name in found:
        if match := _NAME.fullmatch(name):
            yield Entry(name, match[1], name)
        else:
            faults.note(f"{name}: a name is text-writer-number.png")


CVL = Layout("CVL HDS", "files named text-writer-number.png", find, read, picture_files)
