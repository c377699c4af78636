"""The course of a run as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

_SHARES = ("exact_match", "cer", "accuracy")


def draw_curves(history: Sequence[Mapping[str, str]], path: Path) -> None:
    """Draw losses (left) and shares of right and wrong (right) by step or epoch into a PNG."""
    from matplotlib.figure import Figure

    time = "steps" if "steps" in history[0] else "epoch"
    passed = [float(row[time]) for row in history]
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    for key in history[0]:
        axes = right if key.endswith(_SHARES) else left if key.endswith("loss") else None
        if axes is not None:
            values = [float(row[key]) for row in history]
            axes.plot(passed, values, marker=".", label=key.replace("_", " "))
    left.set(xlabel=time, ylabel="loss, nats", yscale="log")
    right.set(xlabel=time, ylim=(0, 1))
    if all(key.endswith("accuracy") for key in history[0] if key.endswith(_SHARES)):
        right.set_ylim(None, 1)
    for axes in (left, right):
        axes.grid(alpha=0.3)
        axes.legend(fontsize="small")
    figure.savefig(path, dpi=120)
