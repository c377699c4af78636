"""Plots show the figures they are made of."""

from __future__ import annotations

import numpy as np
import pytest

from seqdigits.evaluation.alignment import align
from seqdigits.evaluation.confusion import count_glyphs, count_pairs
from seqdigits.evaluation.plots import (
    plot_confusion,
    plot_lengths,
    plot_reliability,
    plot_risk_coverage,
)
from seqdigits.evaluation.string_figures import LengthFigures
from seqdigits.evaluation.sureness import measure_sureness
from seqdigits.report import figure_png

pytest.importorskip("matplotlib")


def test_lengths_are_points_with_their_counts_below() -> None:
    rows = (LengthFigures(1, 3, 3, (0.4, 1.0), 0.0), LengthFigures(12, 40, 10, (0.1, 0.4), 0.3))
    figure = plot_lengths(rows)
    above, below = figure.axes
    assert above.lines[0].get_ydata().tolist() == [1.0, 0.25]  # type: ignore[union-attr]
    assert [bar.get_height() for bar in below.patches] == [3, 40]  # type: ignore[attr-defined]
    assert [label.get_text() for label in below.get_xticklabels()] == ["1", "12"]
    assert figure_png(figure).startswith(b"\x89PNG")


def test_every_cell_that_is_met_has_its_count() -> None:
    texts = [("122", "12"), ("1", "12"), ("33", "33"), ("21", "1")]
    confusion = count_pairs([align(*pair) for pair in texts], "123")
    figure = plot_confusion(confusion)
    axes = figure.axes[0]
    cells = {
        (round(text.get_position()[1]), round(text.get_position()[0])): int(text.get_text())
        for text in axes.texts
    }
    assert cells == {(0, 0): 3, (1, 1): 1, (2, 2): 2, (1, 3): 2, (3, 1): 1}
    shares = np.ma.filled(axes.images[0].get_array(), np.nan)
    # 2 of 3 that are written are missed, 1 of 2 that are read is inserted.
    assert (shares[1, 3], shares[3, 1]) == (pytest.approx(2 / 3), 0.5)
    assert np.isnan(shares).sum() == 16 - 2
    assert figure_png(figure).startswith(b"\x89PNG")


def test_a_matrix_without_mistakes_and_one_of_many_classes_can_be_drawn() -> None:
    letters = "".join(map(chr, range(ord("A"), ord("A") + 47)))
    for confusion in (count_glyphs(["1"], ["1"], "12"), count_glyphs(letters, letters, letters)):
        assert figure_png(plot_confusion(confusion)).startswith(b"\x89PNG")


@pytest.mark.parametrize("correct", [[True] * 60, [False] * 60, [True, False] * 30])
def test_reliability_and_risk(correct: list[bool]) -> None:
    sureness = measure_sureness(np.linspace(0.5, 1.0, 60).tolist(), correct, 0, 0)
    assert sureness is not None and len(sureness.bins) == 2
    diagram = plot_reliability(sureness).axes[0]
    points = diagram.lines[1]
    assert points.get_xdata().tolist() == [one.mean_confidence for one in sureness.bins]  # type: ignore[union-attr]
    low, high = diagram.get_ylim()
    assert low <= min(one.share_correct for one in sureness.bins) and high >= 1
    curve = plot_risk_coverage(sureness).axes[0]
    assert curve.get_ylim()[1] >= float(sureness.curve.risk.max())
