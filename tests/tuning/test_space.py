"""Search spaces from TOML."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("optuna")
pytest.importorskip("tensorflow")

from seqdigits.errors import ConfigError
from seqdigits.tuning import read_space


def _space(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "space.toml"
    path.write_text(text)
    return path


def test_lists_and_ranges_in_both_spellings(tmp_path: Path) -> None:
    space = read_space(
        _space(
            tmp_path,
            '["net.hidden"]\nvalues = [[32], [64, 32]]\n[net.dropout]\nlow = 0.0\nhigh = 0.4\n'
            "points = 5\n[learning_rate]\nlow = 1e-4\nhigh = 1e-2\nlog = true\n"
            "[batch]\nlow = 16\nhigh = 64\nlog = true\n",
        )
    )
    assert list(space) == ["net.hidden", "net.dropout", "learning_rate", "batch"]
    assert [space["net.hidden"].value(v) for v in space["net.hidden"].grid()] == [[32], [64, 32]]
    assert space["net.dropout"].grid() == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4])
    assert space["learning_rate"].grid() == pytest.approx([1e-4, 1e-3, 1e-2])
    assert space["batch"].grid() == [16, 32, 64]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "at least one setting"),
        ("seed = 3\n", "is a table"),
        ("[seed]\nlow = 3\n", "values, or low and high"),
        ("[seed]\nlow = 3\nhigh = 1\n", "below high"),
        ("[seed]\nlow = 0\nhigh = 1\nlog = true\n", "above 0"),
        ("[seed]\nvalues = [1]\nlow = 3\nhigh = 4\n", "values, or low and high"),
        ("[seed\n", "readable TOML"),
    ],
)
def test_a_broken_space_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        read_space(_space(tmp_path, text))
