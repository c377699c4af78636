"""Which list of entries a text stands in."""

from __future__ import annotations

from pathlib import Path

from seqdigits.constraints.kept import Kept
from seqdigits.decoding import Trie
from seqdigits.errors import ConstraintError


def read_lexicon(path: str | Path, kept: Kept) -> Trie:
    """The entries of the file `path`, UTF-8, one a line; blanks around them do not count.

    Raises:
        ConstraintError: if the file cannot be read, has no entries, or has an entry with a
            character that is not kept; the first is named with its line.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConstraintError(
            f"a lexicon is a text file in UTF-8, one entry a line. Received: {str(path)!r}: "
            f"{error}. Check the path, or save the file as UTF-8."
        ) from error
    entries = [line.strip() for line in lines]
    foreign = set().union(*entries) - set(kept.labels)
    if foreign:
        number, entry = next(
            (n, text) for n, text in enumerate(entries, 1) if not foreign.isdisjoint(text)
        )
        kept.require(entry, f"the lexicon {str(path)!r} with {entry!r} in line {number}")
    trie = Trie.from_texts(filter(None, entries), kept.alphabet)
    if trie.is_empty:
        raise ConstraintError(
            f"a lexicon has at least one entry. Received: {str(path)!r}, which has none. "
            "Write one entry a line."
        )
    return trie
