"""Pictures of how a string net reads: source and line image, lattice, alternatives."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

from seqdigits.explanation.colours import colour
from seqdigits.explanation.string import StringExplanation

_LEAST = 1e-6
"""Probabilities below are drawn alike."""


def inches(explanation: StringExplanation) -> float:
    """Width of a figure whose columns are those of the line image."""
    return float(np.clip(explanation.image.shape[1] / 28, 7.5, 24.0))


def draw_line(axes: Axes, explanation: StringExplanation, label: str = "") -> None:
    """The net's input, dark on white, in its own pixels."""
    height, width = explanation.image.shape
    axes.imshow(
        1 - explanation.image,
        cmap="gray",
        vmin=0,
        vmax=1,
        aspect="auto",
        extent=(0, width, height, 0),
        interpolation="nearest",
    )
    axes.set_yticks([])
    axes.set_ylabel(label, rotation=0, ha="right", va="center")


def strip_height(explanation: StringExplanation, width: float) -> float:
    """Inches that the line image is high where it is `width` inches wide."""
    height, columns = explanation.image.shape
    return float(np.clip(width * height / columns, 0.35, 1.6))


def found_figure(explanation: StringExplanation) -> Figure:
    """The source, the ink found on it, and the line image, beneath each other."""
    height, width = explanation.pixels.shape[:2]
    shown = min(6.5 * height / width, 3.2)
    figure = Figure(figsize=(7.5, 2 * shown + 2.2), layout="constrained")
    parts = figure.subplots(3, 1, height_ratios=(shown, shown, 1.0))
    grey = explanation.pixels.ndim == 2
    parts[0].imshow(explanation.pixels, cmap="gray" if grey else None, vmin=0, vmax=255)
    parts[0].set_title(f"source, {width} x {height} pixels", fontsize="medium")
    parts[1].imshow(255 - explanation.ink, cmap="gray", vmin=0, vmax=255)
    parts[1].set_title("ink", fontsize="medium")
    line = explanation.line.image
    parts[2].imshow(1 - line, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    parts[2].set_title(
        f"line image, {line.shape[1]} x {line.shape[0]} pixels, scaled by "
        f"{explanation.line.scale:.2f}",
        fontsize="medium",
    )
    for axes in parts:
        axes.set_xticks([])
        axes.set_yticks([])
    return figure


def lattice_figure(explanation: StringExplanation) -> Figure:
    """Probability of each class at each timestep, the best path and the spans of the reading."""
    wide = inches(explanation)
    strip = strip_height(explanation, wide - 1.6)
    classes, steps = len(explanation.characters), len(explanation.log_probs)
    figure = Figure(figsize=(wide, strip + 0.21 * classes + 1.4), layout="constrained")
    top, below = figure.subplots(2, 1, sharex=True, height_ratios=(strip, 0.21 * classes + 0.3))
    draw_line(top, explanation)
    _name_spans(top, explanation)
    width = explanation.image.shape[1]
    shown = below.imshow(
        np.exp(explanation.log_probs).T.clip(_LEAST, 1),
        cmap="viridis",
        norm=LogNorm(_LEAST, 1),
        aspect="auto",
        interpolation="nearest",
        extent=(0, width, classes - 0.5, -0.5),
    )
    middles = (np.arange(steps) + 0.5) * explanation.stride
    below.plot(middles, explanation.path, color="white", linewidth=2.6)
    below.plot(
        middles,
        explanation.path,
        color="black",
        linewidth=1.2,
        marker=".",
        markersize=4,
        label="best path",
    )
    for place, read in enumerate(explanation.places):
        start, end = (step * explanation.stride for step in read.span)
        row = explanation.labels.index(read.label)
        below.plot(
            [start, end, end, start, start],
            [row - 0.5, row - 0.5, row + 0.5, row + 0.5, row - 0.5],
            color=colour(place),
            linewidth=2.2,
        )
    names = [character or "blank" for character in explanation.characters]
    below.set_yticks(range(classes), names)
    below.set_xlabel(f"column of the line image, pixels; a timestep is {explanation.stride}")
    below.legend(loc="upper right", bbox_to_anchor=(1.0, -0.08), fontsize="small", frameon=False)
    figure.colorbar(shown, ax=below, label="probability", pad=0.01, extend="min")
    return figure


def _name_spans(axes: Axes, explanation: StringExplanation) -> None:
    """The characters read above their spans, each between two thin lines."""
    size = float(np.clip(inches(explanation) * 30 / max(len(explanation.places), 1), 6, 14))
    for place, read in enumerate(explanation.places):
        start, end = (step * explanation.stride for step in read.span)
        axes.axvspan(start, end, color=colour(place), alpha=0.3, linewidth=0)
        axes.annotate(
            read.char,
            ((start + end) / 2, 1.04),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            fontsize=size,
            weight="bold",
            color=colour(place),
        )
