"""Pictures of how a single-glyph net answers."""

from __future__ import annotations

import numpy as np
from matplotlib import colormaps
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure

from seqdigits.explanation.colours import HEAT, heated
from seqdigits.explanation.glyph import GlyphExplanation, Hidden

_CLASSES = 16
"""Classes whose probability is drawn, at most."""

_UNITS = 24
"""Units whose weights are drawn, at most."""


def answer_figure(explanation: GlyphExplanation) -> Figure:
    """The source, the tile, and the probabilities of the likeliest classes as bars."""
    figure = Figure(figsize=(9, 2.7), layout="constrained")
    source, tile, bars = figure.subplots(1, 3, width_ratios=(1, 1, 1.7))
    grey = explanation.pixels.ndim == 2
    source.imshow(explanation.pixels, cmap="gray" if grey else None, vmin=0, vmax=255)
    source.set_title("source", fontsize="medium")
    tile.imshow(255 - explanation.tile, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    tile.set_title("tile", fontsize="medium")
    for axes in (source, tile):
        axes.set_xticks([])
        axes.set_yticks([])
    order = np.sort(np.argsort(-explanation.probabilities, kind="stable")[:_CLASSES])
    values = explanation.probabilities[order].clip(1e-9, 1)
    bars.bar(range(len(order)), values, color=colormaps["viridis"](0.35))
    bars.set_xticks(range(len(order)), [explanation.characters[label] for label in order])
    bars.set(yscale="log", ylim=(min(1e-4, values.min() / 2), 2), ylabel="probability")
    bars.grid(axis="y", alpha=0.3)
    return figure


def activation_figure(explanation: GlyphExplanation) -> Figure:
    """The most varied channels of each convolution, a row each."""
    rows, columns = len(explanation.maps), max(len(found.maps) for found in explanation.maps)
    figure = Figure(figsize=(1.25 * columns, 1.5 * rows), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False)
    for line, found in zip(grid, explanation.maps, strict=True):
        for axes in line:
            axes.axis("off")
        for axes, channel, values in zip(line, found.channels, found.maps, strict=False):
            axes.imshow(values, cmap="viridis", interpolation="nearest")
            axes.set_title(f"{found.stage.name}, {channel}", fontsize="small", pad=2)
    return figure


def grounds_figure(explanation: GlyphExplanation) -> Figure:
    """Of each of the likeliest classes, Grad-CAM and HiResCAM if there are, and the gradient."""
    made = explanation.attribution
    kinds = {"gradient by pixel": np.abs(made.gradients)}
    if explanation.stages:
        kinds = {"Grad-CAM": made.cams, "HiResCAM": made.located, **kinds}
    figure = Figure(
        figsize=(2.1 * len(explanation.top) + 1.9, 2.0 * len(kinds) + 0.3), layout="constrained"
    )
    grid = figure.subplots(len(kinds), len(explanation.top), squeeze=False)
    ink = explanation.tile.astype(np.float32) / np.float32(255)
    for row, (kind, maps) in enumerate(kinds.items()):
        for axes, label, heat in zip(grid[row], explanation.top, maps, strict=True):
            axes.imshow(heated(heat, ink), interpolation="nearest")
            axes.set_xticks([])
            axes.set_yticks([])
            if row == 0:
                share = explanation.probabilities[label]
                axes.set_title(f"{explanation.characters[label]}: {share:.2g}", fontsize="medium")
        grid[row, 0].set_ylabel(kind)
    figure.colorbar(
        ScalarMappable(cmap=HEAT), ax=grid, label="share of the picture's highest", shrink=0.8
    )
    return figure


def weight_figure(explanation: GlyphExplanation, layer: Hidden) -> Figure:
    """What the first layer's units look for: those that answer most to this tile first."""
    weights = layer.weights if layer.weights is not None else np.zeros((0, 1, 1), np.float32)
    units = np.argsort(-layer.activations, kind="stable")[:_UNITS]
    across = min(8, len(units))
    rows = -(-len(units) // across)
    figure = Figure(figsize=(1.2 * across + 1.2, 1.4 * rows), layout="constrained")
    grid = figure.subplots(rows, across, squeeze=False)
    most = float(np.abs(weights[units]).max())
    for axes in grid.ravel():
        axes.axis("off")
    for axes, unit in zip(grid.ravel(), units, strict=False):
        shown = axes.imshow(weights[unit], cmap="PuOr", vmin=-most, vmax=most)
        outline = explanation.tile.astype(np.float32)
        axes.contour(outline, levels=[127], colors="black", linewidths=0.7)
        axes.set_title(f"{unit}: {layer.activations[unit]:.1f}", fontsize="small", pad=2)
    figure.colorbar(shown, ax=grid, label="weight", shrink=0.8)
    return figure


def hidden_figure(explanation: GlyphExplanation) -> Figure:
    """Activations of each hidden layer's units, as bars in falling order."""
    layers = explanation.hidden
    figure = Figure(figsize=(9, 1.7 * len(layers)), layout="constrained")
    for axes, layer in zip(
        figure.subplots(len(layers), 1, squeeze=False)[:, 0], layers, strict=True
    ):
        ordered = np.sort(layer.activations)[::-1]
        axes.bar(range(len(ordered)), ordered, width=1.0, color=colormaps["viridis"](0.35))
        active = int((layer.activations > 0).sum())
        axes.set_title(f"{layer.name}: {active} of {len(ordered)} units active", fontsize="medium")
        axes.set(ylabel="activation", xlim=(-1, len(ordered)))
    axes.set_xlabel("unit, the most active first")
    return figure
