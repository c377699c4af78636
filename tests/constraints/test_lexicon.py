"""Lexicon files: as editors save them, and those that cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from seqdigits.alphabet import DIGITS, Alphabet
from seqdigits.constraints.kept import Kept
from seqdigits.constraints.lexicon import read_lexicon
from seqdigits.errors import ConstraintError

ALPHABET = Alphabet()
KEPT = Kept(ALPHABET, DIGITS)


@pytest.mark.parametrize(
    "content",
    [
        b"0042\n17\n0043\n",
        b"17\n0043\n0042",
        b"\xef\xbb\xbf0042\r\n17\r\n0043\r\n",
        b"\n 0042\t\n\n17\n0043\n17\n",
    ],
    ids=["lines", "no last newline", "BOM and CRLF", "blanks and repeats"],
)
def test_a_file_is_one_entry_a_line(
    content: bytes, tmp_path: Path, written: Callable[..., list[str]]
) -> None:
    path = tmp_path / "numbers.txt"
    path.write_bytes(content)
    trie = read_lexicon(path, KEPT)
    assert written(trie, ALPHABET) == ["0042", "0043", "17"] and len(trie) == 3


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "at least one entry"),
        (b" \n\n", "at least one entry"),
        (b"17\n4,2\n5.1\n", r"'4,2' in line 2.*such as ','\. Choose profile .*signs"),
        (b"17\nA4\n", r"'A4' in line 2.*such as 'A'\. Choose a model"),
        (b"17\n1 8\n", "'1 8' in line 2"),
        ("1½".encode("latin-1"), "save the file as UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(
    content: bytes, complaint: str, tmp_path: Path
) -> None:
    path = tmp_path / "numbers.txt"
    path.write_bytes(content)
    with pytest.raises(ConstraintError, match=complaint):
        read_lexicon(path, KEPT)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(ConstraintError, match="Check the path"):
            read_lexicon(path, KEPT)
