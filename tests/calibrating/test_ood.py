"""The probability of showing no number from which on an image is rejected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from seqdigits.bundle import Bundle, BundleConfig
from seqdigits.calibrating import choose_ood
from seqdigits.calibrating import ood as room
from seqdigits.config import CrnnConfig
from seqdigits.evaluation.rejection import CONFIDENCE, OOD, Judged


class Pictures:
    """A labelled set of `texts`; every picture is empty."""

    path = Path("mine.zip")

    def __init__(self, *texts: str) -> None:
        self._texts = texts

    def __iter__(self) -> Iterator[tuple[NDArray[np.uint8], str]]:
        return iter((np.zeros((4, 4), np.uint8), text) for text in self._texts)


class Told:
    """A bundle in name alone."""

    config = BundleConfig(name="told", net=CrnnConfig(ood=True))


def test_a_share_of_the_pictures_lies_above(monkeypatch: pytest.MonkeyPatch) -> None:
    judged = []

    def judge(reader: object, pictures: list[tuple[object, str]]) -> Judged:
        judged.append([text for _, text in pictures])
        odds = np.array([0.1, 0.9, 0.2, 0.3, 0.4])
        return Judged(np.ones(5, np.bool_), {CONFIDENCE: 1 - odds, OOD: odds})

    monkeypatch.setattr(room, "Reader", lambda bundle, max_ood: None)
    monkeypatch.setattr(room, "judge", judge)
    texts = ("1", "", "2", "3", "4", "5")
    chosen = choose_ood(Told(), [Pictures(*texts)], 0.2)  # type: ignore[arg-type, list-item]
    assert judged == [["1", "2", "3", "4", "5"]]
    assert chosen is not None
    assert chosen.threshold == 0.4  # 0.9 alone, one of five, lies above
    assert chosen.chosen_on == "the 5 strings of mine.zip"


def test_a_net_that_cannot_tell_has_no_threshold(tiny_bundle: Bundle) -> None:
    assert choose_ood(tiny_bundle, [], 0.02) is None
