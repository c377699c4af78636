"""Tesseract's program, played by a script: how it is called and what is made of its answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from seqdigits.comparison import open_systems, tesseract
from seqdigits.comparison.tesseract import TesseractError

PAGE = np.full((60, 120), 255, np.uint8)
PAGE[15:45, 30:36] = 0

SCRIPT = """#!/bin/sh
if [ "$1" = --version ]; then echo "tesseract 5.3.0"; exit 0; fi
echo "$*" >> "$0.calls"
for page in $(cat "$1"); do cp "$page" "$0.png"; {page}; done
{end}
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "bin" / "tesseract"
    path.parent.mkdir()
    monkeypatch.setenv("PATH", f"{path.parent}:/usr/bin:/bin")
    return path


def install(path: Path, page: str, end: str = "") -> None:
    path.write_text(SCRIPT.replace("{page}", page).replace("{end}", end))
    path.chmod(0o755)


def test_it_is_left_out_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    systems, notes = open_systems([], sliding=False, foreign=True)
    assert systems == []
    assert "no program `tesseract`" in notes[0]
    assert open_systems([], sliding=False, foreign=False) == ([], [])


@pytest.mark.parametrize(
    "page",
    ['printf " 1 7\\n\\f"', 'printf "$between 1 7\\n"; between="\\f"'],
    ids=["form feed after each page", "form feed between pages"],
)
def test_it_reads_lines_of_digits_dark_on_light(program: Path, page: str) -> None:
    install(program, page)
    (system,), notes = open_systems([], sliding=False, foreign=True)
    assert ("5.3.0" in system.way, notes, system.size) == (True, [], None)
    blank = np.full((40, 90), 255, np.uint8)
    assert system.read([PAGE, blank, PAGE]) == ["17", "", "17"]
    calls = Path(f"{program}.calls").read_text().splitlines()
    assert len(calls) == 1
    assert "stdout --psm 7 -c tessedit_char_whitelist=0123456789" in calls[0]
    from seqdigits.images import load

    given = load(Path(f"{program}.png"))
    assert given.shape[0] == 64
    assert np.median(given) == 255
    assert given.min() == 0


def test_its_failure_is_told(program: Path) -> None:
    install(program, "true", 'echo "no eng.traineddata" >&2; exit 1')
    with pytest.raises(TesseractError, match=r"no eng\.traineddata"):
        tesseract.read([PAGE])


def test_a_text_for_each_line_is_asked_for(program: Path) -> None:
    install(program, "true", 'printf "17"')
    with pytest.raises(TesseractError, match="1 texts of 2"):
        tesseract.read([PAGE, PAGE])


def test_nothing_is_run_where_there_is_no_ink(program: Path) -> None:
    install(program, "exit 1")
    assert tesseract.read([np.full((40, 90), 255, np.uint8)]) == [""]
