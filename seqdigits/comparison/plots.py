"""Exact match by length, by gap, by degradation and on real sets, with interval bars."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from seqdigits.comparison.comparing import Comparison, Row
from seqdigits.report import figure_png

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MARKS = "osD^vP*X"
_TITLES = {
    "length": "Exact match by length, MNIST digits 2 to 8 px apart",
    "gap": "Exact match by gap, 2 to 6 MNIST digits",
    "degradation": "Exact match by degradation, 1 to 8 MNIST digits",
    "data": "Exact match on labelled sets",
}
_LABELS = {"length": "digits", "gap": "gap between neighbours, px (digits are 20 px high)"}


def plots(comparison: Comparison) -> dict[str, bytes]:
    """PNG of each family that has sets, by name."""
    return {
        family: _plot(comparison, family, comparison.family(family))
        for family in _TITLES
        if comparison.family(family)
    }


def _plot(comparison: Comparison, family: str, rows: list[Row]) -> bytes:
    from matplotlib.figure import Figure

    ordered = family in _LABELS
    width = 7.5 if ordered else max(7.5, 0.35 * len(rows) * (len(comparison.systems) + 1))
    figure = Figure(figsize=(width, 4.8), layout="constrained")
    axes = figure.add_subplot()
    (_lines if ordered else _bars)(axes, comparison, rows)
    if family == "length":
        _powers(axes, comparison, [int(row.value) for row in rows])
    axes.set_title(_TITLES[family])
    axes.set_ylabel("strings read wholly right, %")
    axes.set_ylim(0, 102)
    axes.grid(axis="y", alpha=0.3)
    axes.set_axisbelow(True)
    if ordered:
        axes.set_xlabel(_LABELS[family])
    columns = 2 if family == "length" else 3
    figure.legend(loc="outside lower center", ncols=columns, frameon=False)
    return figure_png(figure)


def _lines(axes: Axes, comparison: Comparison, rows: list[Row]) -> None:
    """A line a system over the sets in their order, evenly spaced."""
    count = len(comparison.systems)
    for index, system in enumerate(comparison.systems):
        shares, bars = _shares(rows, index)
        places = [place + 0.06 * (index - (count - 1) / 2) for place in range(len(rows))]
        axes.errorbar(
            places, shares, yerr=bars, label=system.name, color=f"C{index}",
            marker=_MARKS[index % len(_MARKS)], markersize=5, capsize=2, linewidth=1.4,
        )  # fmt: skip
    axes.set_xticks(range(len(rows)), [row.value for row in rows])


def _bars(axes: Axes, comparison: Comparison, rows: list[Row]) -> None:
    """A group of bars a set."""
    count = len(comparison.systems)
    across = 0.8 / count
    for index, system in enumerate(comparison.systems):
        shares, bars = _shares(rows, index)
        places = [place + across * (index - (count - 1) / 2) for place in range(len(rows))]
        axes.bar(
            places, shares, across, yerr=bars, label=system.name, color=f"C{index}",
            error_kw={"linewidth": 1, "capsize": 2},
        )  # fmt: skip
    axes.set_xticks(range(len(rows)), [f"{row.value}\n({row.scores[0].n})" for row in rows])
    if max(len(row.value) for row in rows) > 12:
        axes.tick_params(axis="x", labelrotation=20)


def _powers(axes: Axes, comparison: Comparison, lengths: list[int]) -> None:
    """The accuracy on glyphs alone to the power of the length, dashed; once for each net."""
    drawn: set[Path] = set()
    for index, system in enumerate(comparison.systems):
        accuracy = comparison.glyphs.get(system.name)
        folder = Path(system.name) if system.bundle is None else system.bundle.directory
        if accuracy is not None and folder not in drawn:
            drawn.add(folder)
            powers = [100 * accuracy.share**length for length in lengths]
            axes.plot(
                range(len(lengths)), powers, color=f"C{index}", linestyle="--", linewidth=1,
                label=f"{system.name}: {accuracy.share:.4f} ** digits",
            )  # fmt: skip


def _shares(rows: list[Row], index: int) -> tuple[list[float], list[list[float]]]:
    """Exact match in percent, and how far the interval goes below and above it."""
    scores = [row.scores[index] for row in rows]
    shares = [100 * score.exact_match for score in scores]
    below = [share - 100 * s.interval[0] for share, s in zip(shares, scores, strict=True)]
    above = [100 * s.interval[1] - share for share, s in zip(shares, scores, strict=True)]
    return shares, [[max(0.0, b) for b in below], [max(0.0, a) for a in above]]
