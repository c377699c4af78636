"""Pictures of what a string net's reading rests on: activations, Grad-CAM, fields, context."""

from __future__ import annotations

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from seqdigits.explanation.colours import HEAT, colour, heated
from seqdigits.explanation.string import ReadPlace, StringExplanation
from seqdigits.explanation.string_drawing import draw_line, inches, strip_height

WINDOW = 400
"""Columns of a line image on which the grounds of one character are drawn, at most."""

_LANES = 9
"""Rows that the fields of neighbouring characters are spread over."""


def activation_figure(explanation: StringExplanation) -> Figure:
    """The most varied channels of each stage, stretched to the line image, which is on top."""
    columns = 4 if explanation.image.shape[1] <= 160 else 2
    shown = len(explanation.maps[0].maps)
    rows_each = -(-shown // columns)
    wide = inches(explanation) if columns == 2 else 9.0
    strip = strip_height(explanation, wide / columns)
    figure = Figure(
        figsize=(wide, (strip + 0.27) * (rows_each * len(explanation.maps) + 1) + 0.2),
        layout="constrained",
    )
    grid = figure.subplots(rows_each * len(explanation.maps) + 1, columns, squeeze=False)
    for axes in grid.ravel():
        axes.axis("off")
    draw_line(grid[0, 0], explanation)
    grid[0, 0].set_title("line image", fontsize="small", pad=2)
    for number, found in enumerate(explanation.maps):
        block = grid[1 + number * rows_each : 1 + (number + 1) * rows_each].ravel()
        for axes, channel, values in zip(block, found.channels, found.maps, strict=False):
            axes.imshow(values, cmap="viridis", aspect="auto", interpolation="nearest")
            axes.set_title(
                f"{found.stage.name}, channel {channel}, up to {values.max():.1f}",
                fontsize="small",
                pad=2,
            )
    return figure


def cam_figure(explanation: StringExplanation) -> Figure:
    """Grad-CAM, HiResCAM and the pixels' gradients of each character read, a row a character.

    Of a line wider than `WINDOW` the part around the character's timestep is drawn.
    """
    made = explanation.attribution
    kinds = {
        "Grad-CAM": made.cams,
        "HiResCAM": made.located,
        "gradient by pixel": np.abs(made.gradients),
    }
    height, width = explanation.image.shape
    shown = min(width, WINDOW)
    wide = float(np.clip(shown / 20, 9.5, 15))
    strip = float(np.clip((wide - 2.0) / len(kinds) * height / shown, 0.35, 1.6))
    rows = len(explanation.places)
    figure = Figure(figsize=(wide, (strip + 0.08) * rows + 0.5), layout="constrained")
    grid = figure.subplots(rows, len(kinds), squeeze=False)
    for row, read in enumerate(explanation.places):
        for axes, maps in zip(grid[row], kinds.values(), strict=True):
            axes.imshow(
                heated(maps[row], explanation.image), aspect="auto", extent=(0, width, height, 0)
            )
            _mark(axes, explanation, read)
        grid[row, 0].set_ylabel(
            f"{read.char}  {read.probability:.0%}", rotation=0, ha="right", va="center"
        )
    for axes, kind in zip(grid[0], kinds, strict=True):
        axes.set_title(kind, fontsize="medium", pad=3)
    figure.colorbar(
        ScalarMappable(cmap=HEAT),
        ax=grid,
        label="share of the row's highest",
        fraction=0.02,
        pad=0.01,
    )
    return figure


def _mark(axes: Axes, explanation: StringExplanation, read: ReadPlace) -> None:
    """A triangle at the character's timestep, in the middle of what is drawn of a wide line."""
    axes.set_xticks([])
    axes.set_yticks([])
    middle = (read.timestep + 0.5) * explanation.stride
    width = explanation.image.shape[1]
    start = float(np.clip(middle - WINDOW / 2, 0, max(width - WINDOW, 0)))
    axes.set_xlim(start, min(start + WINDOW, width))
    axes.plot(
        [middle],
        [explanation.image.shape[0] - 1.5],
        marker="^",
        markersize=6,
        color="white",
        markeredgecolor="black",
    )


def field_figure(explanation: StringExplanation) -> Figure:
    """What the convolutions can see for each character: its columns, as bars under the image."""
    field = explanation.stages[-1].field.horizontal
    width = explanation.image.shape[1]
    wide = inches(explanation)
    strip = strip_height(explanation, wide - 0.6)
    lanes = min(max(len(explanation.places), 1), _LANES)
    figure = Figure(figsize=(wide, strip + 0.17 * lanes + 0.75), layout="constrained")
    top, below = figure.subplots(2, 1, sharex=True, height_ratios=(strip, 0.17 * lanes + 0.1))
    draw_line(top, explanation)
    for number, read in enumerate(explanation.places):
        start, end = field.at(read.timestep, width)
        lane = number % lanes
        below.plot(
            [start, end], [lane, lane], color=colour(number), linewidth=5, solid_capstyle="butt"
        )
        middle = (read.timestep + 0.5) * explanation.stride
        below.text(
            middle,
            lane,
            read.char,
            ha="center",
            va="center",
            fontsize="small",
            weight="bold",
            bbox={"facecolor": "white", "pad": 0.8, "linewidth": 0},
        )
        top.axvline(middle, color=colour(number), linewidth=1.2)
    below.set(
        ylim=(lanes - 0.4, -0.6),
        yticks=[],
        xlim=(0, width),
        xlabel="column of the line image, pixels",
    )
    return figure


def growth_figure(explanation: StringExplanation) -> Figure:
    """The receptive field of each stage at one timestep, the middle character's, as rectangles."""
    height = explanation.image.shape[0]
    step = explanation.places[len(explanation.places) // 2].timestep if explanation.places else 0
    middle = (step + 0.5) * explanation.stride
    last = explanation.stages[-1].field
    room = (max(last.vertical.size, height) - height) / 2 + 6
    figure = Figure(figsize=(6.4, 4.6), layout="constrained")
    axes = figure.subplots()
    draw_line(axes, explanation)
    axes.set_aspect("equal")
    for number, stage in enumerate(explanation.stages):
        tall, broad = stage.field.vertical.size, stage.field.horizontal.size
        corner = (middle - broad / 2, height / 2 - tall / 2)
        axes.add_patch(
            _rectangle(
                corner,
                broad,
                tall,
                number,
                len(explanation.stages),
                f"{stage.name}: {broad} x {tall}",
            )
        )
    side = max(last.horizontal.size, 2.2 * height) / 2 + 8
    axes.set(
        xlim=(middle - side, middle + side),
        ylim=(height + room, -room),
        xlabel="column of the line image, pixels",
    )
    axes.legend(
        loc="center left",
        bbox_to_anchor=(1.0, 0.5),
        fontsize="small",
        title="width x height, pixels",
        title_fontsize="small",
    )
    return figure


def _rectangle(
    corner: tuple[float, float], width: float, height: float, number: int, count: int, label: str
) -> Rectangle:
    edge = colormaps["viridis"](0.9 * number / max(count - 1, 1))
    return Rectangle(corner, width, height, fill=False, edgecolor=edge, linewidth=2, label=label)


def context_figure(explanation: StringExplanation) -> Figure:
    """How the gradient's share falls with the distance, and how much lies within a distance."""
    context = explanation.context
    far = int(min(max(context.within(0.99), 40), explanation.image.shape[1]))
    near = np.abs(context.distances) <= far
    figure = Figure(figsize=(9, 3.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(context.distances[near], context.shares[near], color="black", linewidth=1.2)
    field = explanation.stages[-1].field.horizontal
    for axes, edges in ((left, _half(field.size)), (right, (0.0, field.size / 2))):
        axes.axvspan(
            *edges,
            color=HEAT(0.85),
            alpha=0.6,
            linewidth=0,
            label=f"convolutions' field, {field.size} px",
        )
        axes.grid(alpha=0.3)
    left.set(xlabel="columns from the timestep", ylabel="share of |gradient|", xlim=(-far, far))
    reached = np.arange(far + 1)
    held = [float(context.shares[np.abs(context.distances) <= d].sum()) for d in reached]
    right.plot(reached, held, color="black", linewidth=1.5)
    for share in (0.5, 0.9):
        right.plot([context.within(share)], [share], marker="o", color="black")
        right.annotate(
            f"{share:.0%} within {context.within(share)} px",
            (context.within(share), share),
            (8, -12),
            textcoords="offset points",
            fontsize="small",
        )
    right.set(
        xlabel="columns to either side",
        ylabel="share of |gradient| within",
        xlim=(0, far),
        ylim=(0, 1.03),
    )
    right.legend(loc="lower right", fontsize="small")
    return figure


def _half(size: float) -> tuple[float, float]:
    return -size / 2, size / 2
