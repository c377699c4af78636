"""Pictures of glyphs that lie close to another class, or far from their own, and of writers."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from seqdigits.exploring.drawing import draw_sheet
from seqdigits.exploring.mosaic import mosaic
from seqdigits.exploring.view import GlyphView
from seqdigits.exploring.writers import Writers

PAIRS = 24
"""Look-alikes shown."""
OUTLIERS = 24
"""Glyphs far from their class that are shown."""
WRITERS = 10
"""Writers whose glyphs are shown."""
_ACROSS = 8
_NUMBERED = 16
"""Classes up to which a matrix has its figures written in."""


def lookalike_figure(view: GlyphView) -> Figure:
    """The closest pairs of different classes, side by side; there are two classes or more."""
    pairs = view.neighbours.pairs(PAIRS)
    rows = -(-len(pairs) // _ACROSS)
    figure = Figure(figsize=(1.25 * _ACROSS, 1.05 * rows), layout="constrained")
    axes = figure.subplots(rows, _ACROSS, squeeze=False).ravel()
    for place, (a, b, distance) in zip(axes, pairs, strict=False):
        place.imshow(mosaic([[view.tiles[a], view.tiles[b]]]), cmap="gray", vmin=0, vmax=255)
        first, second = (view.characters[view.labels[row]] for row in (a, b))
        place.set_title(f"{first}  |  {second}   ({distance:.2f})", fontsize="small", pad=2)
    for place in axes:
        place.axis("off")
    return figure


def outlier_figure(view: GlyphView) -> Figure:
    """The glyphs farthest from their own class; empty if no class has two glyphs."""
    rows = view.neighbours.outliers(OUTLIERS)
    across = 12
    lines = max(1, -(-len(rows) // across))
    figure = Figure(figsize=(0.85 * across, 1.1 * lines), layout="constrained")
    axes = figure.subplots(lines, across, squeeze=False).ravel()
    for place, row in zip(axes, rows, strict=False):
        place.imshow(255 - view.tiles[row], cmap="gray", vmin=0, vmax=255)
        near = view.neighbours.other[row]
        title = f"{view.characters[view.labels[row]]}"
        if near >= 0 and view.neighbours.other_distance[row] < view.neighbours.own_distance[row]:
            title += f", near {view.characters[view.labels[near]]}"
        place.set_title(title, fontsize="small", pad=2)
    for place in axes:
        place.axis("off")
    return figure


def confusable_figure(view: GlyphView) -> Figure:
    """Of each class, how often each other is the nearest."""
    classes = len(view.characters)
    table = view.neighbours.confusable(view.labels, classes)
    side = max(4.6, 0.19 * classes)
    figure = Figure(figsize=(side + 1.2, side), layout="constrained")
    axes = figure.subplots()
    shown = axes.imshow(table, cmap="viridis", vmin=0, vmax=max(float(table.max()), 1e-9))
    axes.set_xticks(range(classes), list(view.characters))
    axes.set_yticks(range(classes), list(view.characters))
    axes.set(xlabel="nearest other class", ylabel="class")
    if classes <= _NUMBERED:
        for row, column in np.argwhere(table >= 0.005):
            dark = table[row, column] < 0.6 * table.max()
            axes.text(
                column,
                row,
                f"{100 * table[row, column]:.0f}",
                ha="center",
                va="center",
                fontsize="small",
                color="white" if dark else "black",
            )
    bar = figure.colorbar(shown, ax=axes, shrink=0.8)
    bar.set_label("share of the class's glyphs")
    return figure


def writer_figure(view: GlyphView, writers: Writers) -> Figure:
    """Writers' own glyphs, from the leftmost slant to the rightmost."""
    shown = min(len(view.characters), 16)
    blank = np.zeros_like(view.tiles[0])
    rows, names = [], []
    for place in writers.across(WRITERS, least=2 * shown):
        mine = np.flatnonzero(writers.numbers == place)
        first = {int(view.labels[row]): row for row in mine[::-1]}
        rows.append([view.tiles[first[i]] if i in first else blank for i in range(shown)])
        slant = round(float(np.nan_to_num(writers.slant[place])))
        names.append(
            f"writer {writers.names[place]}: {slant:+d}°, {writers.thickness[place]:.1f} px"
        )
    figure = Figure(figsize=(0.5 * shown + 3.0, 0.5 * len(rows) + 0.4), layout="constrained")
    columns = list(view.characters[:shown])
    draw_sheet(figure.subplots(), mosaic(rows), view.tiles.shape[1], names, columns)
    return figure


def hand_figure(writers: Writers) -> Figure:
    """Writers by mean slant and thickness."""
    figure = Figure(figsize=(7, 4.2), layout="constrained")
    axes = figure.subplots()
    shown = axes.scatter(
        writers.slant,
        writers.thickness,
        c=writers.counts,
        s=18,
        cmap="viridis",
        alpha=0.85,
        linewidths=0,
    )
    axes.set(
        xlabel="mean slant of a writer, degrees (right is positive)",
        ylabel="mean stroke thickness, pixels",
    )
    axes.grid(alpha=0.3)
    figure.colorbar(shown, ax=axes, label="glyphs of the writer")
    return figure
