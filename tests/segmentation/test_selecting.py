"""Candidates of hand-made pieces, and the choice among them."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from seqdigits.images.tile import tile
from seqdigits.segmentation import Candidates, Pieces, candidates, cut_up, segment, select, tiles
from seqdigits.segmentation.selection import WEIGHTS, measures

Floats = NDArray[np.float64]


def bars(*columns: tuple[int, int], width: int = 100, top: int = 4) -> NDArray[np.float32]:
    image = np.zeros((32, width), np.float32)
    for x0, x1 in columns:
        image[top:28, x0:x1] = 1
    return image


def unsure(pictures: NDArray[np.float32]) -> Floats:
    return np.full((len(pictures), 10), np.log(0.1))


def test_runs_of_pieces_and_what_is_measured_of_them() -> None:
    pieces = cut_up(bars((10, 14), (17, 21), (60, 66)), 24.0)
    found = candidates(pieces)
    assert found.runs.tolist() == [[0, 1], [0, 2], [1, 2], [2, 3]]
    assert found.boxes.tolist() == [
        [10, 4, 14, 28], [10, 4, 21, 28], [17, 4, 21, 28], [60, 4, 66, 28],
    ]  # fmt: skip
    # Two bars put together: 11 of 24 wide, as high as a digit, 3 blank columns, both strokes high.
    assert found.shape[1].tolist() == pytest.approx([11 / 24, 1, 0, 0, 0, 0, 3 / 24, 1])
    assert found.shape[0].tolist() == pytest.approx([4 / 24, 1, 0, 0, 0, 0, 0, 0])


def test_a_tile_holds_the_ink_of_its_own_pieces_alone() -> None:
    image = bars((10, 14), (17, 21))
    pieces = cut_up(image, 24.0)
    drawn = tiles(image, pieces, candidates(pieces), 28)
    ink = (image * 255).astype(np.uint8)
    np.testing.assert_array_equal(drawn[0], tile(ink[:, 10:14]))
    np.testing.assert_array_equal(drawn[1], tile(ink))
    np.testing.assert_array_equal(drawn[2], tile(ink[:, 17:21]))


def test_digits_are_all_pieces_once_in_order() -> None:
    image = bars((10, 26), (40, 44), (60, 76))
    (digits,) = segment([image], 24.0, 28, unsure)
    assert [digit.box for digit in digits] == [
        (10, 4, 26, 28), (40, 4, 44, 28), (60, 4, 76, 28),
    ]  # fmt: skip
    np.testing.assert_array_equal(sum(digit.ink.astype(int) for digit in digits), image > 0)


def test_what_the_classifier_is_sure_of_decides() -> None:
    """Two bars a little apart: one digit or two, as the classifier says."""
    image = bars((10, 14), (17, 21))

    def sure_of(*rows: int) -> list[tuple[int, int, int, int]]:
        def classify(pictures: NDArray[np.float32]) -> Floats:
            assert len(pictures) == 3
            table = unsure(pictures)
            table[list(rows)] = np.log(np.full(10, 1e-9))
            table[list(rows), 1] = 0.0
            return table

        (digits,) = segment([image], 24.0, 28, classify)
        return [digit.box for digit in digits]

    assert sure_of(0, 2) == [(10, 4, 14, 28), (17, 4, 21, 28)]
    # The strokes are both as high as a digit, so to be one they need a surer word than to be two.
    assert len(sure_of(0, 1, 2)) == 2


def test_a_dash_that_looks_like_nothing_is_left_out() -> None:
    image = bars((10, 14), (60, 64))
    image[15:18, 30:38] = 1

    def classify(pictures: NDArray[np.float32]) -> Floats:
        # Sure of what is high: a bar's tile has 20 rows of ink.
        high = (pictures > 0.5).any(axis=2).sum(axis=1) > 15
        table = np.where(high[:, None] & (np.arange(10) == 1), 0.0, np.log(0.1))
        return np.asarray(table, np.float64)

    (digits,) = segment([image], 24.0, 28, classify)
    assert [digit.box for digit in digits] == [(10, 4, 14, 28), (60, 4, 64, 28)]


def best_way(count: int, runs: list[list[int]], scores: list[float]) -> float:
    """Highest sum of scores of runs that use every piece once, among all sets of runs."""
    highest = -np.inf
    for taken in product((False, True), repeat=len(runs)):
        rows = [row for row, wanted in enumerate(taken) if wanted]
        used = sorted(piece for row in rows for piece in range(*runs[row]))
        if used == list(range(count)):
            highest = max(highest, sum(scores[row] for row in rows))
    return highest


@given(st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_the_choice_is_the_best_of_all(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    runs = [[a, b] for a in range(count) for b in range(a + 1, count + 1)]
    shape = rng.uniform(0.55, 1.2, (len(runs), 8))
    crossed = np.array([0.0, *rng.uniform(0.1, 0.4, count - 1), 0.0])
    lines = (crossed > 0).astype(np.int64)
    pieces = Pieces(np.zeros((1, 1), np.int32), count, crossed, lines, 24.0)
    found = Candidates(np.array(runs), np.zeros((len(runs), 4), np.int64), shape)
    log_probs = np.log(rng.dirichlet(np.ones(10), len(runs)))
    # Nothing is low, so that the weights are all there is.
    scores = (measures(found, log_probs) @ np.array(WEIGHTS)).tolist()
    rows = select(pieces, found, log_probs)
    assert [piece for row in rows for piece in range(*runs[row])] == list(range(count))
    assert sum(scores[row] for row in rows) == pytest.approx(best_way(count, runs, scores))


def test_images_without_ink_ask_the_classifier_nothing() -> None:
    blank = np.zeros((32, 40), np.float32)

    def never(pictures: NDArray[np.float32]) -> Floats:
        raise AssertionError("asked")

    assert segment([], 24.0, 28, never) == []
    assert segment([blank, blank], 24.0, 28, never) == [[], []]
    digits = segment([blank, bars((10, 14)), blank], 24.0, 28, unsure)
    assert [len(found) for found in digits] == [0, 1, 0]
