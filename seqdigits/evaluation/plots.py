"""Figures of an evaluation: by length, confusion, reliability, risk and coverage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from seqdigits.errors import MissingExtraError
from seqdigits.evaluation.confusion import Confusion
from seqdigits.evaluation.string_figures import LengthFigures
from seqdigits.evaluation.sureness import Sureness
from seqdigits.metrics import wilson_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, RED, GREY = "#2563a8", "#c0392b", "#8a94a3"


def plot_lengths(lengths: Sequence[LengthFigures]) -> Figure:
    """Exact match with its interval for each length, and how many strings there are of it."""
    figure = _figure(7.2, 4.2)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    places = np.arange(len(lengths))
    shares = np.array([one.right / one.count for one in lengths])
    ends = np.array([one.interval for one in lengths])
    above.errorbar(
        places, shares, np.abs(ends.T - shares), fmt="o", color=BLUE, ecolor=GREY, capsize=3
    )
    above.set_ylim(-0.03, 1.03)
    above.set_ylabel("read wholly right")
    bars = below.bar(places, [one.count for one in lengths], color=GREY)
    below.bar_label(bars, [f"{one.count:,}" for one in lengths], fontsize=8, padding=2)
    below.set_yscale("symlog")
    below.set_ylim(0, 4 * max(one.count for one in lengths))
    below.set_yticks([])
    below.set_yticks([], minor=True)
    below.set_ylabel("strings")
    below.set_xlabel("characters written")
    below.set_xticks(places, [str(one.length) for one in lengths])
    for axes in (above, below):
        _tidy(axes)
    return figure


def plot_confusion(confusion: Confusion) -> Figure:
    """Heat map: each cell's number is the count, its colour the share of what is written.

    Of what is read where nothing is written, the colour is the share of the column. Right pairs are
    left uncoloured, so that the mistakes stand out.
    """
    rows, columns = confusion.counts.shape
    side = 0.46 if columns <= 20 else 0.3
    figure = _figure(max(4.5, 1.6 + side * columns), max(3.6, 1.2 + side * rows))
    axes = figure.subplots()
    size = len(confusion.characters)
    shares = _mistaken_shares(confusion)
    top = max(float(np.nanmax(shares, initial=0.0)), 0.01)
    image = axes.imshow(shares, cmap="Reds", vmin=0, vmax=top)
    _write_counts(axes, confusion.counts, shares > 0.6 * top, np.isnan(shares), side)
    axes.set_xticks(range(columns), confusion.columns, rotation=90 if columns > 20 else 0)
    axes.set_yticks(range(rows), confusion.rows)
    for place in range(size, columns):
        axes.get_xticklabels()[place].set_rotation(90)
    axes.set_xticks(np.arange(columns + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(rows + 1) - 0.5, minor=True)
    axes.grid(which="minor", color="#e3e7ec", linewidth=0.6)
    axes.tick_params(which="both", length=0)
    axes.set_xlabel("read")
    axes.set_ylabel("written")
    below = "; of the column for (nothing)" if rows > size else ""
    figure.colorbar(image, label=f"share of the row{below}", shrink=0.8)
    return figure


def plot_reliability(sureness: Sureness) -> Figure:
    """Share right against confidence, a point for each bin of equally many readings."""
    figure = _figure(4.6, 4.4)
    axes = figure.subplots()
    sure = np.array([one.mean_confidence for one in sureness.bins])
    share = np.array([one.share_correct for one in sureness.bins])
    ends = np.array([wilson_interval(one.correct, one.count) for one in sureness.bins])
    low = max(0.0, min(float(sure.min()), float(ends.min())) - 0.03)
    axes.plot([low, 1], [low, 1], color=GREY, linestyle="--", linewidth=1)
    axes.errorbar(sure, share, np.abs(ends.T - share), fmt="o", color=BLUE, ecolor=GREY, capsize=2)
    axes.set_xlim(low, 1 + 0.02 * (1 - low))
    axes.set_ylim(low, 1 + 0.02 * (1 - low))
    axes.set_xlabel("mean confidence")
    axes.set_ylabel("read right")
    _tidy(axes)
    return figure


def plot_risk_coverage(sureness: Sureness) -> Figure:
    """Share wrong among the surest readings against the share of readings these are."""
    figure = _figure(5.4, 4.4)
    axes = figure.subplots()
    curve = sureness.curve
    axes.step(curve.coverage, curve.risk, where="pre", color=BLUE)
    axes.axhline(
        float(curve.risk[-1]), color=GREY, linestyle="--", linewidth=1, label="all accepted"
    )
    axes.set_xlim(0, 1)
    axes.set_ylim(0, max(0.01, 1.1 * float(curve.risk.max())))
    axes.set_xlabel("coverage: share of the readings accepted")
    axes.set_ylabel("risk: share of these that is wrong")
    axes.legend(frameon=False)
    _tidy(axes)
    return figure


def _mistaken_shares(confusion: Confusion) -> NDArray[np.float64]:
    """Share of its row, of an insertion of its column, of each cell; NaN if right or empty."""
    counts, size = confusion.counts, len(confusion.characters)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    shares[size:] = counts[size:] / np.maximum(counts.sum(axis=0), 1)
    shares[counts == 0] = np.nan
    np.fill_diagonal(shares[:size, :size], np.nan)
    return np.asarray(shares, np.float64)


def _write_counts(
    axes: Axes,
    counts: NDArray[np.int64],
    dark: NDArray[np.bool_],
    right: NDArray[np.bool_],
    side: float,
) -> None:
    """The counts above 0, light on dark cells."""
    for row, column in np.argwhere(counts).tolist():
        count = int(counts[row, column])
        colour = "white" if dark[row, column] else (GREY if right[row, column] else "#1d2430")
        size = (7.5 if count < 10_000 else 6) * side / 0.46
        axes.text(column, row, str(count), ha="center", va="center", fontsize=size, color=colour)


def _figure(width: float, height: float) -> Figure:
    try:
        from matplotlib.figure import Figure
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"plots are drawn by matplotlib. Received: no module {error.name!r}. "
            'Install it: pip install "seqdigits[evaluate]".'
        ) from error
    return Figure((width, height), layout="constrained")


def _tidy(axes: Axes) -> None:
    axes.grid(axis="y", color="#e3e7ec", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
