"""`seqdigits read` told what is known of the texts: columns, alternatives, refusals."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import seqdigits
from seqdigits.cli import app

ROOT = Path(seqdigits.__file__).resolve().parents[1]


@pytest.fixture
def sample() -> str:
    """A bundled sample that says 1867."""
    return str(ROOT / "seqdigits" / "samples" / "03.png")


def ask(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["read", *arguments])


def test_what_is_asked_adds_agreement_and_status(sample: str) -> None:
    plain, asked = ask(sample), ask(sample, "--length", "4", "--check", "luhn")
    assert (plain.exit_code, asked.exit_code) == (0, 0)
    path, text, confidence = plain.stdout.rstrip("\n").split("\t")
    columns = asked.stdout.rstrip("\n").split("\t")
    assert columns[:2] == [path, text] == [sample, "1867"]
    assert float(columns[2]) >= float(confidence)
    assert columns[4] == "read"
    longer = ask(sample, "--length", "5").stdout.rstrip("\n").split("\t")
    assert 2 * float(longer[3]) < float(columns[3]) < 1


def test_likeliest_texts_and_a_verified_one(sample: str) -> None:
    plain = ask(sample, "--top", "2", "--verify", "1867").stdout.rstrip("\n").split("\t")
    assert len(plain) == 6 and plain[4].split()[0] == "1867"
    assert float(plain[3]) == pytest.approx(float(plain[2]), abs=1e-3)
    (row,) = map(json.loads, ask(sample, "--top", "2", "--format", "jsonl").stdout.splitlines())
    assert row["alternatives"][0]["text"] == "1867"
    assert [digit["alternatives"][0]["text"] for digit in row["digits"]] == list("1867")


def test_a_lexicon_file_and_dates(sample: str, tmp_path: Path) -> None:
    (tmp_path / "known.txt").write_text("1867\n1868\n")
    asked = ask(sample, "--lexicon", str(tmp_path / "known.txt"), "--format", "csv")
    (row,) = csv.DictReader(asked.stdout.splitlines())
    assert (row["text"], row["status"], row["best_guess"]) == ("1867", "read", "1867")
    date = ask(sample, "--profile", "date", "--date", "DD/MM/YYYY", "--format", "csv")
    (row,) = csv.DictReader(date.stdout.splitlines())
    assert float(row["agreement"]) < 0.01


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--length", "4", "--pattern", r"\d"], 2, "leave none"),
        (["--date", "DD/MM/YYYY"], 2, "profile date"),
        (["--lexicon", "absent.txt"], 2, "absent.txt"),
        (["--verify", "x"], 2, "'x'"),
        (["--max-error", "0.1%"], 1, "Allow more errors"),
        (["--max-error", "150%"], 2, "150%"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    sample: str, arguments: list[str], code: int, message: str
) -> None:
    result = ask(sample, *arguments)
    assert result.exit_code == code and result.stdout == ""
    assert message in " ".join(result.stderr.replace("│", " ").split())


def test_a_sheet_is_asked_like_a_reading(sample: str, tmp_path: Path) -> None:
    target = tmp_path / "sheet.png"
    sheet = ["sheet", sample, "--output", str(target)]
    asked = CliRunner().invoke(app, [*sheet, "--length", "3"])
    assert asked.exit_code == 0, asked.output
    three = target.read_bytes()
    assert CliRunner().invoke(app, sheet).exit_code == 0
    assert target.read_bytes() != three
    refused = CliRunner().invoke(app, [*sheet, "--length", "3", "--pattern", "[0-9]{4}"])
    assert refused.exit_code == 2
