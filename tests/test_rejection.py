"""Thresholds keep to their rate, AUROC counts pairs, and nothing read is always rejected."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqdigits.bundle import Bundle
from seqdigits.config import CrnnConfig
from seqdigits.errors import DataError
from seqdigits.evaluation.rejection import (
    BOTH,
    CONFIDENCE,
    OOD,
    Judged,
    doubt_threshold,
    doubts_of,
    judge,
    pooled,
    rejections,
)
from seqdigits.reading import Reader

INF = math.inf
#: Few values, so that ties are common.
DOUBTS = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0, INF]), min_size=1, max_size=60)


def judged(confidence: list[float], ood: list[float]) -> Judged:
    doubts = {CONFIDENCE: np.array(confidence), OOD: np.array(ood)}
    return Judged(np.zeros(len(confidence), bool), doubts)


class Stub:
    """A reader of a net that tells what is no number; gives the readings it was made with."""

    def __init__(self, *readings: SimpleNamespace) -> None:
        self.readings = readings
        self.bundle = SimpleNamespace(config=SimpleNamespace(net=CrnnConfig(ood=True)))

    def read(self, sources: Any) -> list[SimpleNamespace]:
        assert len(sources) == len(self.readings)
        return list(self.readings)


@pytest.mark.parametrize(
    ("doubts", "rate", "threshold", "away"),
    [
        # Of 5, 20 % is one: 0.5 goes, 0.4 is the highest that stays.
        ([0.1, 0.5, 0.3, 0.2, 0.4], 0.2, 0.4, 1),
        ([0.1, 0.5, 0.3, 0.2, 0.4], 0.39, 0.4, 1),
        ([0.1, 0.5, 0.3, 0.2, 0.4], 0.4, 0.3, 2),
        ([0.1, 0.5, 0.3, 0.2, 0.4], 0.0, 0.5, 0),
        # Two share the highest doubt: one of them alone cannot go.
        ([0.5, 0.5, 0.1, 0.1], 0.25, 0.5, 0),
        # The unread one is the allowed one.
        ([INF, 0.5, 0.1, 0.1], 0.25, 0.5, 1),
        # More are unread than allowed: nothing else goes.
        ([INF, INF, 0.1, 0.2], 0.25, 0.2, 2),
        ([INF, INF], 0.5, 0.0, 2),
        # 29 % of 100 is 29, though 0.29 * 100 is a little less in floating point.
        ([i / 100 for i in range(100)], 0.29, 0.70, 29),
    ],
)
def test_thresholds_by_hand(doubts: list[float], rate: float, threshold: float, away: int) -> None:
    found = doubt_threshold(np.array(doubts), rate)
    assert found == threshold
    assert rejections(np.array(doubts), found).sum() == away


@given(DOUBTS, st.floats(0, 0.99))
def test_a_threshold_keeps_to_its_rate_and_is_the_lowest(doubts: list[float], rate: float) -> None:
    values = np.array(doubts)
    threshold = doubt_threshold(values, rate)
    allowed = max(rate * len(values) + 1e-6, np.isinf(values).sum())
    assert rejections(values, threshold).sum() <= allowed
    for lower in values[values < threshold]:
        assert rejections(values, float(lower)).sum() > rate * len(values)


@pytest.mark.parametrize("rate", [-0.1, 1.0])
def test_rates_outside_are_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="rate"):
        doubt_threshold(np.array([0.5]), rate)


def test_no_positives_are_refused() -> None:
    with pytest.raises(ValueError, match="0 positives"):
        doubt_threshold(np.array([]), 0.1)


def test_both_takes_the_higher_rank_among_the_positives() -> None:
    positives = judged([0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.0, 0.7])
    # Less doubtful positives: confidence 0, 1, 2, 3 of 4; OOD score 1, 2, 0, 3 of 4.
    assert doubts_of(positives, BOTH, positives).tolist() == [0.25, 0.5, 0.5, 0.75]
    others = judged([0.05, 0.9, 0.05, INF], [0.55, 0.1, 0.9, INF])
    assert doubts_of(others, BOTH, positives).tolist() == [0.5, 1.0, 1.0, INF]
    assert doubts_of(others, OOD, positives).tolist() == [0.55, 0.1, 0.9, INF]


def test_both_is_a_threshold_on_either() -> None:
    rng = np.random.default_rng(1)
    positives = judged(rng.random(200).tolist(), rng.random(200).tolist())
    others = judged(rng.random(500).tolist(), rng.random(500).tolist())
    threshold = doubt_threshold(doubts_of(positives, BOTH, positives), 0.1)
    away = rejections(doubts_of(others, BOTH, positives), threshold)
    cut = math.floor(threshold * 200 + 1e-9)
    limits = [np.sort(positives.doubts[name])[cut] for name in (CONFIDENCE, OOD)]
    either = (others.doubts[CONFIDENCE] > limits[0]) | (others.doubts[OOD] > limits[1])
    assert 0 < away.sum() < 500
    assert (away == either).all()


def test_readings_become_doubts() -> None:
    reader = Stub(
        SimpleNamespace(best_guess="12", confidence=0.75, ood=0.125),
        SimpleNamespace(best_guess="", confidence=1.0, ood=None),
        SimpleNamespace(best_guess="7", confidence=0.5, ood=0.25),
    )
    found = judge(cast(Reader, reader), [(b"", "12"), (b"", ""), (b"", "1")])
    assert found.correct.tolist() == [True, True, False]
    assert found.unread.tolist() == [False, True, False]
    assert found.doubts[CONFIDENCE].tolist() == [0.25, INF, 0.5]
    assert found.doubts[OOD].tolist() == [0.125, INF, 0.25]
    assert found.scores == (CONFIDENCE, OOD, BOTH)


def test_pictures_without_ink_have_every_score() -> None:
    reader = Stub(SimpleNamespace(best_guess="", confidence=1.0, ood=None))
    assert judge(cast(Reader, reader), [(b"", "")]).doubts == {CONFIDENCE: [INF], OOD: [INF]}


def test_a_bundle_without_the_score_is_judged_by_confidence(tiny_bundle: Bundle) -> None:
    blank = np.full((40, 90), 255, np.uint8)
    stripes = np.tile(np.repeat([0, 255], 8).astype(np.uint8), (40, 8))
    found = judge(Reader(tiny_bundle), [(blank, ""), (stripes, "no such text")])
    assert found.scores == (CONFIDENCE,)
    assert found.unread[0] and found.correct.tolist() == [True, False]


def test_nothing_to_judge_is_refused(tiny_bundle: Bundle) -> None:
    with pytest.raises(DataError, match="at least one"):
        judge(Reader(tiny_bundle), [])


def test_pooled_sets_keep_every_doubt() -> None:
    both = pooled([judged([0.1], [0.2]), judged([0.3, INF], [0.4, INF])])
    assert len(both) == 3
    assert both.doubts[CONFIDENCE].tolist() == [0.1, 0.3, INF]
    assert both.doubts[OOD].tolist() == [0.2, 0.4, INF]
