r"""ORAND-CAR-2014: amounts from cheques, `CAR-A/a_train_gt.txt` beside `CAR-A/a_train_images/`.

A line is a file of that folder, a tab and its digits. The layout is that of the set published for
the ICFHR 2014 competition on digit strings, as a public reader of it takes it apart; CAR-B has
`b_` for `a_`, the test part `test` for `train`. Each part is a set of its own. Tried on files
written in this layout, not on the set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seqdigits.data.labelled.layout import Entry, Faults, Layout, Root
from seqdigits.data.labelled.lines import entries_of_lines
from seqdigits.data.labelled.places import picture_files

_ENDING = "_gt.txt"


def find(root: Root, names: Sequence[str]) -> list[str]:
    """The label files that have a folder of pictures beside them."""
    files = (name for name in names if name.endswith(_ENDING))
    return [name for name in files if root.joinpath(_pictures(name)).is_dir()]


def read(root: Root, found: Sequence[str], faults: Faults) -> Iterator[Entry]:
    """A row a line; blanks around or between the digits are no part of the text."""
    for name in found:
        folder = _pictures(name)

        def split(line: str, folder: str = folder) -> tuple[str, str] | None:
            file, tab, text = line.partition("\t")
            return (f"{folder}/{file.strip()}", "".join(text.split())) if tab else None

        yield from entries_of_lines(root, name, faults, split, "a file, a tab and digits")


def _pictures(labels: str) -> str:
    return labels.removesuffix(_ENDING) + "_images"


ORAND_CAR = Layout("ORAND-CAR", "*_gt.txt beside *_images", find, read, picture_files, parts=True)
