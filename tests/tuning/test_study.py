"""Studies of tiny runs: drawn, stopped, resumed, and the best written down."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest

pytest.importorskip("optuna")
pytest.importorskip("tensorflow")

from typer.testing import CliRunner

from seqdigits.cli.app import app
from seqdigits.config import DenseConfig, GlyphTrainConfig, read_config
from seqdigits.errors import ConfigError
from seqdigits.tuning import Budget, read_space, run_study

SPACE = (
    '["net.hidden"]\nvalues = [[4], [16]]\n[learning_rate]\nlow = 1e-6\nhigh = 1e-2\npoints = 2\n'
)


def _trials(folder: Path) -> list[dict[str, str]]:
    with (folder / "trials.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_grid_tries_all_and_the_best_is_a_configuration(
    stroke_digits: Path, tmp_path: Path
) -> None:
    space = tmp_path / "space.toml"
    space.write_text(SPACE)
    study = tmp_path / "study"
    command = ["tune", "dense", "--space", str(space), "--output", str(study), "--sampler", "grid"]
    command += ["--set", f"glyphs={stroke_digits}", "--set", "epochs=2", "--set", "batch=16"]
    first = CliRunner().invoke(app, [*command, "--trials", "1"])
    assert first.exit_code == 0, first.output
    again = CliRunner().invoke(app, command)
    assert again.exit_code == 1
    assert "--resume" in again.stderr
    rest = CliRunner().invoke(app, [*command, "--resume"])
    assert rest.exit_code == 0, rest.output
    trials = _trials(study)
    assert {(t["net.hidden"], float(t["learning_rate"])) for t in trials} == {
        (hidden, rate) for hidden in ("[4]", "[16]") for rate in (1e-6, 1e-2)
    }
    assert all(trial["state"] == "complete" for trial in trials)
    best = max(trials, key=lambda trial: float(trial["score"]))
    written = read_config(GlyphTrainConfig, study / "best.toml")
    assert written.learning_rate == float(best["learning_rate"]) == 1e-2
    assert str(list(written.net.hidden)) == best["net.hidden"]  # type: ignore[union-attr]
    assert written.epochs == 2
    assert tomllib.loads((study / "best.toml").read_text())["name"] == "dense"
    assert (study / "study.png").read_bytes().startswith(b"\x89PNG")


def test_a_study_ends_with_its_minutes_and_says_if_nothing_was_finished(
    stroke_digits: Path, tmp_path: Path
) -> None:
    space = tmp_path / "space.toml"
    space.write_text(SPACE)
    base = GlyphTrainConfig(net=DenseConfig(hidden=(4,)), glyphs=str(stroke_digits), epochs=10_000)
    with pytest.raises(ConfigError, match="more --minutes"):
        run_study(base, read_space(space), tmp_path / "study", Budget(minutes=0.05))
    (trial,) = _trials(tmp_path / "study")
    assert trial["state"] == "pruned"


def test_a_key_the_configuration_lacks_is_refused(tmp_path: Path) -> None:
    space = tmp_path / "space.toml"
    space.write_text('["net.hiden"]\nvalues = [1]\n')
    with pytest.raises(ConfigError, match="hidden"):
        run_study(GlyphTrainConfig(), read_space(space), tmp_path / "study", Budget(1))
    assert not (tmp_path / "study").exists()
