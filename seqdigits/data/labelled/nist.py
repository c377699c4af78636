"""NIST SD19's numeral strings as A. G. Hochuli lists them: `2digit.txt`, a file and digits a line.

The lists are those of the repository andrehochuli/digitstringrecognition, under lists/nist:
`.../NIST_SD_19/HSF_7/numeral_strings/images/cdf3600_46_6.png 52`. Their paths are those of another
machine: a picture is looked for where its path says, then by ever shorter ends of the path under
the list's folder. Each list is a set of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from seqdigits.data.labelled.layout import Entry, Faults, Layout, Root
from seqdigits.data.labelled.lines import entries_of_lines
from seqdigits.data.labelled.places import picture_files

_LIST = re.compile(r"\w+digits?\.txt", re.ASCII)


def find(root: Root, names: Sequence[str]) -> list[str]:
    """The lists."""
    return [name for name in names if _LIST.fullmatch(name)]


def read(root: Root, found: Sequence[str], faults: Faults) -> Iterator[Entry]:
    """A row a line; the text is what follows the last blank."""
    places: dict[PurePosixPath, str] = {}

    def split(line: str) -> tuple[str, str] | None:
        file, _, text = line.strip().rpartition(" ")
        return (_located(root, PurePosixPath(file.strip()), places), text) if file else None

    for name in found:
        yield from entries_of_lines(root, name, faults, split, "a file, a blank and digits")


def _located(root: Root, file: PurePosixPath, places: dict[PurePosixPath, str]) -> str:
    """The file under `root` that `file` means; `places` remembers what stands for each folder."""
    if file.parent not in places:
        folders = file.parent.parts
        ends = ["/".join(folders[start:]) for start in range(1, len(folders))]
        candidates = [str(file.parent), *ends, ""]
        there = (place for place in candidates if root.joinpath(place, file.name).is_file())
        place = next(there, None)
        if place is None:
            return str(file)
        places[file.parent] = place
    return str(PurePosixPath(places[file.parent], file.name))


NIST = Layout("NIST SD19", "a list *digit.txt", find, read, picture_files, parts=True)
