"""Pictures of a set of labelled strings."""

from __future__ import annotations

import numpy as np
from matplotlib import colormaps
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from seqdigits.exploring.text_summary import StringSummary

_ACROSS = 4


def length_figure(summary: StringSummary) -> Figure:
    """Strings by length, and how often each character is written."""
    figure = Figure(figsize=(9, 2.8), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.3))
    colour = colormaps["viridis"](0.35)
    left.bar(list(summary.lengths), list(summary.lengths.values()), color=colour)
    left.set(xlabel="characters of a text", ylabel="strings")
    left.locator_params(axis="x", integer=True)
    names = list(summary.characters)
    right.bar(range(len(names)), list(summary.characters.values()), color=colour)
    right.set_xticks(range(len(names)), names)
    right.set(xlabel="character", ylabel="times written")
    return figure


def pair_figure(summary: StringSummary) -> Figure:
    """How often one character is followed by another."""
    names = sorted({character for pair in summary.pairs for character in pair})
    table = np.zeros((len(names), len(names)), np.int64)
    for pair, count in summary.pairs.items():
        table[names.index(pair[0]), names.index(pair[1])] = count
    side = max(4.4, 0.2 * len(names))
    figure = Figure(figsize=(side + 1.2, side), layout="constrained")
    axes = figure.subplots()
    shown = axes.imshow(table, cmap="viridis", vmin=0)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="second character", ylabel="first character")
    if len(names) <= 16:
        for row, column in np.argwhere(table > 0):
            dark = table[row, column] < 0.6 * table.max()
            axes.text(
                column,
                row,
                f"{table[row, column]}",
                ha="center",
                va="center",
                fontsize="x-small",
                color="white" if dark else "black",
            )
    figure.colorbar(shown, ax=axes, shrink=0.8, label="pairs")
    return figure


def size_figure(summary: StringSummary) -> Figure:
    """Width and height of the images, on logarithmic scales."""
    figure = Figure(figsize=(6.5, 4), layout="constrained")
    axes = figure.subplots()
    height, width = summary.sizes.T
    axes.scatter(width, height, s=9, alpha=0.4, linewidths=0, color=colormaps["viridis"](0.3))
    axes.set(xlabel="width, pixels", ylabel="height, pixels", xscale="log", yscale="log")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axis.set_major_formatter("{x:g}")
        axis.set_minor_formatter(NullFormatter())
    axes.grid(alpha=0.3)
    return figure


def sheet_figure(summary: StringSummary) -> Figure:
    """Images with their texts, each fitted into a cell of its own."""
    rows = -(-len(summary.shown) // _ACROSS)
    figure = Figure(figsize=(2.4 * _ACROSS, 1.25 * rows), layout="constrained")
    axes = figure.subplots(rows, _ACROSS, squeeze=False).ravel()
    for place, (pixels, text) in zip(axes, summary.shown, strict=False):
        place.imshow(pixels, cmap="gray", vmin=0, vmax=255, interpolation="antialiased")
        place.set_title(_shortened(text), fontsize="small", pad=3)
    for place in axes:
        place.axis("off")
    return figure


def _shortened(text: str, most: int = 26) -> str:
    """`text` on one line of a cell."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
