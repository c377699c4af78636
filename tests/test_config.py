"""Configurations: files, overrides, and errors that name the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from seqdigits.config import TrainConfig, read_config
from seqdigits.errors import ConfigError


def test_overrides_reach_into_tables_and_keep_types() -> None:
    config = read_config(
        TrainConfig, None, ["seed=7", "net.lstm_units=8", "name=mine", "glyphs={strokes=2.0}"]
    )
    assert (config.seed, config.net.lstm_units, config.name) == (7, 8, "mine")
    assert config.glyphs == {"strokes": 2.0}


def test_the_released_recipe_is_valid() -> None:
    path = Path(__file__).parents[1] / "scripts" / "base.toml"
    assert read_config(TrainConfig, path).name == "base"


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("seed", "key=value"),
        ("sead=1", "sead"),
        ("steps=0", "steps"),
        ("net.height=33", "net"),
        ("seed.more=1", "seed"),
    ],
)
def test_bad_values_are_named(override: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("seed = 3\n")
    with pytest.raises(ConfigError, match=message):
        read_config(TrainConfig, path, [override])


@pytest.mark.parametrize("content", [b"seed = ", b"\xff\xfe"])
def test_broken_files_are_named(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"config\.toml"):
        read_config(TrainConfig, path)
    with pytest.raises(ConfigError, match="missing"):
        read_config(TrainConfig, tmp_path / "missing.toml")
