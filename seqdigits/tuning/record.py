"""A study's trials as a table and as a picture."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import optuna


def write_trials(study: optuna.Study, path: Path) -> None:
    """Write a row a trial: number, state, score, seconds, and each setting's value."""
    keys = sorted({key for trial in study.trials for key in trial.params})
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("trial", "state", "score", "seconds", *keys))
        for trial in study.trials:
            score = trial.value if trial.value is not None else _last(trial)
            seconds = trial.duration.total_seconds() if trial.duration else ""
            values = (trial.params.get(key, "") for key in keys)
            writer.writerow((trial.number, trial.state.name.lower(), score, seconds, *values))
    unfinished.replace(path)


def draw_study(study: optuna.Study, path: Path) -> None:
    """Draw the scores in turn with the best so far, and by each setting, into a PNG."""
    from matplotlib.figure import Figure

    scored = [trial for trial in study.trials if _last(trial) is not None]
    if not scored:
        return
    keys = sorted({key for trial in scored for key in trial.params})
    figure = Figure(figsize=(3.4 * (1 + len(keys)), 3.4), layout="constrained")
    first, *others = figure.subplots(1, 1 + len(keys), sharey=True, squeeze=False)[0]
    whole = [trial for trial in scored if trial.state.name == "COMPLETE"]
    for trials, colour, label in (
        ([trial for trial in scored if trial.state.name != "COMPLETE"], "0.7", "pruned"),
        (whole, "C0", "finished"),
    ):
        points = [_last(trial) for trial in trials]
        first.scatter([trial.number for trial in trials], points, c=colour, label=label)
        for key, axes in zip(keys, others, strict=True):
            axes.scatter([trial.params.get(key) for trial in trials], points, c=colour)
    best, steps = float("-inf"), []
    for trial in whole:
        best = max(best, trial.value or best)
        steps.append(best)
    first.step([trial.number for trial in whole], steps, where="post", c="C1", label="best so far")
    first.set(xlabel="trial", ylabel="validation score")
    first.legend(fontsize="small")
    for key, axes in zip(keys, others, strict=True):
        axes.set_xlabel(key)
        values = [trial.params[key] for trial in scored if key in trial.params]
        if all(isinstance(value, float) for value in values) and min(values) > 0:
            if max(values) / min(values) > 20:
                axes.set_xscale("log")
        elif any(isinstance(value, str) for value in values):
            axes.tick_params("x", rotation=20)
    figure.savefig(path, dpi=110)


def _last(trial: optuna.trial.FrozenTrial) -> float | None:
    """A trial's score, or that of its last validation."""
    if trial.value is not None:
        return trial.value
    reported = trial.intermediate_values
    return reported[max(reported)] if reported else None
