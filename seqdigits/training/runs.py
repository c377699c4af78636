"""Runs side by side: what differs, how far each came, what the later ones saved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from seqdigits.errors import ConfigError
from seqdigits.training.run_folder import RunFolder

_SCORES = ("exact_match", "val_accuracy")


@dataclass(frozen=True, slots=True)
class Run:
    """A run's course.

    Attributes:
        name: its folder's name.
        config: its configuration, keys joined by dots.
        unit: what `times` counts, steps or epochs.
        times: steps or epochs done at each validation.
        hours: hours spent at each validation.
        scores: exact match or accuracy at each validation.
    """

    name: str
    config: dict[str, object]
    unit: str
    times: tuple[float, ...]
    hours: tuple[float, ...]
    scores: tuple[float, ...]

    @property
    def best(self) -> float:
        """Its highest score."""
        return max(self.scores)

    def reached(self, score: float) -> tuple[float, float] | None:
        """Steps or epochs, and hours, until `score` was first reached; None if it never was."""
        for time, hours, found in zip(self.times, self.hours, self.scores, strict=True):
            if found >= score:
                return time, hours
        return None


def read_run(path: Path) -> Run:
    """The run in the folder `path`.

    Raises:
        ConfigError: if it holds no run, or one without a validation yet.
    """
    history = RunFolder(path).history()
    stored = path / "config.json"
    score = next((key for key in _SCORES if history and key in history[0]), None)
    if score is None or not stored.is_file():
        raise ConfigError(
            "a run's folder holds config.json and a history.csv of one epoch or more. "
            f"Received: {path}. Name the DIR of seqdigits train --output DIR."
        )
    unit = "steps" if "steps" in history[0] else "epochs"
    hours, spent = [], 0.0
    for row in history:
        spent += float(row["seconds"]) / 3600
        hours.append(spent)
    return Run(
        path.name,
        _flat(json.loads(stored.read_text(encoding="utf-8"))),
        unit,
        tuple(float(row["steps" if unit == "steps" else "epoch"]) for row in history),
        tuple(hours),
        tuple(float(row[score]) for row in history),
    )


def differences(runs: Sequence[Run]) -> dict[str, tuple[object, ...]]:
    """Configuration keys in which the runs differ, and each run's value; names are left out."""
    keys = dict.fromkeys(key for run in runs for key in run.config)
    values = {key: tuple(run.config.get(key) for run in runs) for key in keys}
    return {
        key: found
        for key, found in values.items()
        if key != "name" and any(value != found[0] for value in found)
    }


def draw_runs(runs: Sequence[Run], path: Path) -> None:
    """Draw the scores of `runs` by step or epoch (left) and by hour (right) into a PNG."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    for run in runs:
        left.plot(run.times, run.scores, marker=".", label=run.name)
        right.plot(run.hours, run.scores, marker=".", label=run.name)
    left.set(xlabel=runs[0].unit, ylabel="validation score")
    right.set(xlabel="hours")
    for axes in (left, right):
        axes.grid(alpha=0.3)
    right.legend(fontsize="small")
    figure.savefig(path, dpi=120)


def _flat(config: dict[str, object], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in config.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = value
    return flat
