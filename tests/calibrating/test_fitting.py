"""Fitting on answers whose temperature is known: one timestep each, the truth drawn from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from seqdigits.bundle import Bundle, BundleConfig, Metrics, OodThreshold
from seqdigits.calibrating import Answers, calibrate, confidences, score
from seqdigits.config import CrnnConfig
from seqdigits.decoding import log_softmax
from seqdigits.runtime import Output

TOY = Bundle(Path("toy"), BundleConfig(name="toy", net=CrnnConfig()), Metrics())
CHARACTERS = CrnnConfig().characters


def drawn(temperature: float, count: int, harder: bool = False, blanks: int = 0) -> Answers:
    """Answers of one timestep, texts drawn from their logits at `temperature`.

    With `harder`, strings of a timestep more and one character more, sure of their first
    character, whose texts are wrong half of the time whatever the net says.
    """
    rng = np.random.default_rng(9)
    logits, texts = [], []
    for index in range(count):
        rows = rng.normal(0, 3, (1, 16)).astype(np.float32)
        shares = np.exp(log_softmax(rows / temperature))[0]
        label = int((shares.cumsum() > rng.random()).argmax())
        text = CHARACTERS[label - 1] if label else ""
        if harder and index % 2:
            first, other = np.zeros((1, 16), np.float32), 5 - 4 * int(rows.argmax() == 5)
            first[0, other] = 30
            rows = np.concatenate([first, rows])
            text = CHARACTERS[other - 1] + text if rng.random() < 0.5 else "x"
        logits.append(rows)
        texts.append(text)
    return Answers(
        (*map(Output, logits), *[None] * blanks),
        (*texts, *[""] * blanks),
        (("toy", count + blanks),),
    )


@pytest.mark.parametrize("true", [0.6, 1.8])
def test_a_known_temperature_is_found_and_mends_confidences(true: float) -> None:
    answers = drawn(true, 4000)
    fit = calibrate(TOY, answers, "signs", (0.3, 0.1))
    calibration = fit.calibration
    assert calibration.temperature == pytest.approx(true, rel=0.1)
    assert calibration.map is None
    assert fit.before.debiased_ece > 0.05
    assert fit.after.debiased_ece < fit.before.debiased_ece / 2
    assert fit.after.brier < fit.before.brier
    assert (calibration.profile, calibration.count) == ("signs", 4000)
    assert [row.max_error for row in calibration.thresholds] == [0.1, 0.3]


def test_a_threshold_is_of_the_calibrated_confidences() -> None:
    answers = drawn(1.8, 2000)
    calibration = calibrate(TOY, answers, "signs", (0.3,)).calibration
    scores = score(TOY, answers, "signs", calibration.temperature)
    accepted = confidences(calibration, scores) >= calibration.threshold(0.3)
    (row,) = calibration.thresholds
    assert row.accepted == accepted.sum() > 0
    assert row.errors == (~scores.correct[accepted]).sum()
    assert row.errors / row.accepted < row.bound <= 0.3


def test_a_map_is_kept_where_the_length_tells() -> None:
    fit = calibrate(TOY, drawn(1.0, 3000, harder=True), "signs")
    assert fit.calibration.map is not None
    assert fit.calibration.map.length < 0
    assert fit.after.debiased_ece < fit.before.debiased_ece / 2
    assert fit.after.aurc < fit.before.aurc


def test_nothing_is_fitted_to_a_handful_of_mistakes() -> None:
    logits = np.zeros((400, 1, 16), np.float32)
    logits[:, 0, 8] = np.linspace(8, 20, 400)
    answers = Answers(tuple(map(Output, logits)), ("7",) * 391 + ("1",) * 9, (("toy", 400),))
    fit = calibrate(TOY, answers, max_errors=(0.05,))
    assert (fit.calibration.temperature, fit.calibration.map) == (1.0, None)
    assert fit.before == fit.after


def test_pictures_without_ink_are_accepted_but_not_fitted() -> None:
    plain = calibrate(TOY, drawn(1.8, 1000), "signs").calibration
    answers = drawn(1.8, 1000, blanks=200)
    found = calibrate(TOY, answers, "signs", (0.02,)).calibration
    assert found.temperature == pytest.approx(plain.temperature, rel=1e-2)
    sure = confidences(found, score(TOY, answers, "signs", found.temperature))
    assert (sure[1000:] == 1).all()
    assert found.threshold(0.02) <= 1
    assert found.thresholds[0].accepted >= 200


def test_what_is_refused_as_no_number_is_not_counted_as_accepted() -> None:
    answers = drawn(1.8, 600)
    ood = OodThreshold(threshold=0.5, false_rejects=0.02, chosen_on="toys")
    strict = replace(TOY, config=TOY.config.model_copy(update={"ood": ood}))
    wrong = ~score(TOY, answers, "signs").correct
    # Every second wrong one looks like no number.
    refused = wrong & (np.cumsum(wrong) % 2 == 0)
    outputs = [
        Output(output.logits, 0.9 if no else 0.5)
        for output, no in zip(answers.outputs, refused.tolist(), strict=True)
        if output is not None
    ]
    doubted = replace(answers, outputs=tuple(outputs))
    found = calibrate(strict, doubted, "signs", (0.3,)).calibration
    plain = calibrate(TOY, doubted, "signs", (0.3,)).calibration
    assert found.temperature == plain.temperature
    scores = score(strict, doubted, "signs", found.temperature)
    assert (scores.refused == refused).all()
    accepted = (confidences(found, scores) >= found.threshold(0.3)) & ~refused
    (row,) = found.thresholds
    assert row.accepted == accepted.sum() > plain.thresholds[0].accepted - refused.sum()
    assert row.errors == (~scores.correct[accepted]).sum()


def test_the_same_answers_give_the_same_fit() -> None:
    answers = drawn(1.3, 500)
    assert calibrate(TOY, answers, "signs") == calibrate(TOY, answers, "signs")
