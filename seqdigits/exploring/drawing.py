"""Pictures of a set of glyphs: its classes, their means and measures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from seqdigits.exploring.mosaic import mosaic
from seqdigits.exploring.view import GlyphView

_PER_CLASS = 12
"""Samples of a class."""

_POINTS = 3_000
"""Points in a scatter plot, at most."""

_GAP = 2


def sample_figure(view: GlyphView, seed: int) -> Figure:
    """Samples of each class, a row a class, drawn with `seed`; many classes in two columns."""
    rng = np.random.default_rng(seed)
    rows = []
    for label in range(len(view.characters)):
        members = rng.permutation(np.flatnonzero(view.labels == label))[:_PER_CLASS]
        rows.append([view.tiles[row] for row in members] or [np.zeros_like(view.tiles[0])])
    columns = 1 if len(rows) <= 16 else 2
    length = -(-len(rows) // columns)
    figure = Figure(figsize=(4.4 * columns, 0.37 * length + 0.2), layout="constrained")
    for column, axes in enumerate(figure.subplots(1, columns, squeeze=False)[0]):
        part = slice(column * length, (column + 1) * length)
        draw_sheet(
            axes, mosaic(rows[part]), rows=list(view.characters[part]), side=view.tiles.shape[1]
        )
    return figure


def draw_sheet(
    axes: Axes,
    sheet: NDArray[np.uint8],
    side: int,
    rows: Sequence[str] = (),
    columns: Sequence[str] = (),
) -> None:
    """Draw a `mosaic` of tiles `side` pixels wide with texts beside its rows and above them."""
    axes.imshow(sheet, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    centres = [
        _GAP + side / 2 + i * (side + _GAP) - 0.5 for i in range(max(len(rows), len(columns)))
    ]
    axes.set_yticks(centres[: len(rows)], rows)
    axes.set_xticks(centres[: len(columns)], columns)
    axes.tick_params(length=0, labeltop=True, labelbottom=False)
    axes.spines[:].set_visible(False)


def mean_figure(view: GlyphView) -> Figure:
    """Mean and standard deviation of each class, beneath each other, up to 13 classes a row."""
    across = 13
    blocks = [
        range(i, min(i + across, len(view.characters)))
        for i in range(0, len(view.characters), across)
    ]
    width = 0.62 * min(across, len(view.characters)) + 1.1
    figure = Figure(figsize=(max(width, 4.0), 1.55 * len(blocks) + 0.1), layout="constrained")
    for block, axes in zip(
        blocks, figure.subplots(len(blocks), 1, squeeze=False)[:, 0], strict=True
    ):
        means = [_bytes(view.means[label]) for label in block]
        deviations = [_bytes(view.deviations[label]) for label in block]
        blank = [np.zeros_like(means[0])] * (min(across, len(view.characters)) - len(block))
        sheet = mosaic([[*means, *blank], [*deviations, *blank]])
        names = [view.characters[label] for label in block]
        draw_sheet(axes, sheet, means[0].shape[0], ["mean", "deviation"], names)
    return figure


def _bytes(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.nan_to_num(values).clip(0, 255).round().astype(np.uint8)


def balance_figure(view: GlyphView) -> Figure:
    """Glyphs of each class as bars, beside what each would have if all had the same."""
    classes = len(view.characters)
    figure = Figure(figsize=(_wide(classes), 2.8), layout="constrained")
    axes = figure.subplots()
    axes.bar(range(classes), view.counts, color=colormaps["viridis"](0.35))
    even = view.counts.mean()
    axes.axhline(even, color="black", linewidth=1, linestyle="--", label=f"even: {even:,.0f}")
    axes.set_xticks(range(classes), list(view.characters))
    axes.set(ylabel="glyphs", xlim=(-0.7, classes - 0.3), ylim=(0, view.counts.max() * 1.18))
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.legend(loc="upper right", fontsize="small", ncols=2)
    return figure


def _wide(classes: int) -> float:
    """Inches that a bar or box for each class needs."""
    return max(7.0, 0.23 * classes)


def shape_figure(view: GlyphView) -> Figure:
    """Thickness, slant, width / height and ink of each class as boxes: quartiles, 5 to 95 %."""
    classes = len(view.characters)
    measures = view.shapes.named()
    figure = Figure(figsize=(_wide(classes), 2.1 * len(measures)), layout="constrained")
    for (label, values), axes in zip(
        measures.values(), figure.subplots(len(measures), 1, sharex=True), strict=True
    ):
        known = [values[(view.labels == place) & ~np.isnan(values)] for place in range(classes)]
        axes.boxplot(
            known,
            positions=range(classes),
            whis=(5, 95),
            showfliers=False,
            patch_artist=True,
            boxprops={"facecolor": colormaps["viridis"](0.75)},
            medianprops={"color": "black"},
            manage_ticks=False,
        )
        axes.axhline(float(np.nanmedian(values)), color="gray", linewidth=0.8, linestyle=":")
        axes.set_ylabel(label.replace(", ", ",\n").replace(" (", "\n("), fontsize="small")
        axes.grid(axis="y", alpha=0.3)
    axes.set_xticks(range(classes), list(view.characters))
    axes.set_xlim(-0.7, classes - 0.3)
    return figure


def pixel_figure(view: GlyphView) -> Figure:
    """How often each pixel value is on the tiles, on a logarithmic scale."""
    figure = Figure(figsize=(7, 2.4), layout="constrained")
    axes = figure.subplots()
    axes.bar(
        range(256),
        view.histogram / view.histogram.sum(),
        width=1.0,
        color=colormaps["viridis"](0.35),
    )
    axes.set(
        xlabel="pixel value (0 is paper, 255 full ink)",
        ylabel="share of pixels",
        yscale="log",
        xlim=(-2, 257),
    )
    axes.grid(axis="y", alpha=0.3)
    return figure


def scatter_figure(view: GlyphView, seed: int) -> Figure:
    """Glyphs along the two directions tiles vary in most, a letter at each class's centre."""
    points, classes = view.components.points, len(view.characters)
    rng = np.random.default_rng(seed)
    rows = rng.permutation(len(points))[:_POINTS]
    colours = colormaps["tab10" if classes <= 10 else "turbo"]
    shade = [colours(i if classes <= 10 else i / max(classes - 1, 1)) for i in range(classes)]
    figure = Figure(figsize=(7.5, 6), layout="constrained")
    axes = figure.subplots()
    present = sorted(set(view.labels[rows].tolist()))
    drawn = [points[rows[view.labels[rows] == label], :2] for label in present]
    for label, mine in zip(present, drawn, strict=True):
        name, shown = view.characters[label], shade[label]
        axes.scatter(mine[:, 0], mine[:, 1], s=10, alpha=0.6, color=shown, linewidths=0, label=name)
    centres = spread_out(np.array([np.median(mine, axis=0) for mine in drawn]))
    for label, (x, y) in zip(present, centres.tolist(), strict=True):
        axes.text(
            x,
            y,
            view.characters[label],
            fontsize=13,
            weight="bold",
            ha="center",
            va="center",
            bbox={
                "facecolor": "white",
                "alpha": 0.8,
                "pad": 1.5,
                "linewidth": 0.6,
                "edgecolor": shade[label],
            },
        )
    first, second = view.components.variance[:2]
    axes.set(
        xlabel=f"first component, {first:.1%} of the variance",
        ylabel=f"second component, {second:.1%} of the variance",
    )
    if classes <= 10:
        axes.legend(markerscale=2.5, fontsize="small", loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


def spread_out(places: NDArray[Any], share: float = 0.05) -> NDArray[np.float64]:
    """`places` (N, 2) pushed apart until none is nearer to another than `share` of their spread.

    Labels that lie closer still after 200 pushes stay where they are.
    """
    moved = places.astype(np.float64)
    apart = share * max(float(np.ptp(moved, axis=0).max()), 1e-9)
    for _ in range(200):
        steps = moved[:, None] - moved
        distances = np.linalg.norm(steps, axis=2)
        np.fill_diagonal(distances, np.inf)
        close = distances < apart
        if not close.any():
            break
        push = np.where(close, (apart - distances) / 2, 0.0)[..., None]
        same = (distances < 1e-9)[..., None]
        order = np.sign(np.arange(len(moved))[:, None] - np.arange(len(moved)))[..., None]
        away = np.where(
            same, order * np.array([1.0, 0.0]), steps / np.maximum(distances, 1e-9)[..., None]
        )
        moved += (push * away).sum(axis=1)
    return moved
