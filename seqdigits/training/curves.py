"""The course of a run as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path


def draw_curves(history: Sequence[Mapping[str, str]], path: Path) -> None:
    """Draw loss (left) and exact match and CER on validation (right) by step into `path`, a PNG."""
    from matplotlib.figure import Figure

    steps = [float(row["steps"]) for row in history]
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(steps, [float(row["loss"]) for row in history], marker=".")
    left.set(title="training", xlabel="step", ylabel="CTC loss, nats per string", yscale="log")
    for key in history[0]:
        if key.endswith(("exact_match", "cer")):
            values = [float(row[key]) for row in history]
            right.plot(steps, values, marker=".", label=key.replace("_", " "))
    right.set(title="validation", xlabel="step", ylim=(0, 1))
    right.grid(alpha=0.3)
    right.legend(fontsize="small")
    figure.savefig(path, dpi=120)
