"""A net's answers to labelled pictures: scored as the Reader reads them."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from seqdigits.bundle import (
    Bundle,
    Calibration,
    ConfidenceMap,
    ErrorThreshold,
    FittedOn,
    save_calibrated,
)
from seqdigits.calibrating import Rescorer, answer, confidences, score
from seqdigits.errors import AlphabetError, DataError
from seqdigits.evaluation import open_labelled
from seqdigits.reading import Reader, Status

TEXTS = ["27", "405", "", "1", "990017", "3"]


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """A folder of six pictures, the third without ink."""
    with (tmp_path / "labels.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "text"])
        for index, text in enumerate(TEXTS):
            image = Image.new("L", (40 + 30 * len(text), 60), 255)
            ImageDraw.Draw(image).text((20, 10), text, 0, font_size=40)
            image.save(tmp_path / f"{index}.png")
            writer.writerow([f"{index}.png", text])
    return tmp_path


@pytest.mark.parametrize("profile", ["digits", "signs", "decimal", "amount", "date"])
def test_scores_are_the_readers(tiny_bundle: Bundle, labelled: Path, profile: str) -> None:
    answers = answer(tiny_bundle, [open_labelled(labelled)], profile)
    found = score(tiny_bundle, answers, profile)
    readings = Reader(tiny_bundle, profile).read(
        [picture for picture, _ in open_labelled(labelled)]
    )
    assert found.readings == tuple(reading.text for reading in readings)
    # The confidence is the share of what the profile allows, which is the agreement.
    expected = [reading.confidence * reading.agreement for reading in readings]
    np.testing.assert_allclose(np.exp(found.log_probs), expected, rtol=1e-5)
    assert found.inked.tolist() == [True, True, False, True, True, True]
    assert found.lengths.tolist() == [len(reading.text) for reading in readings]
    assert found.correct.tolist() == [
        reading.text == text for reading, text in zip(readings, TEXTS, strict=True)
    ]
    assert found.correct[2]


def test_scores_of_a_single_glyph_net_are_the_readers(
    classifier_bundle: Bundle, labelled: Path
) -> None:
    found = score(
        classifier_bundle, answer(classifier_bundle, [open_labelled(labelled)]), "digits", 2.0
    )
    warm = Calibration(temperature=2.0, fitted_on=(FittedOn(name="six", count=6),))
    config = classifier_bundle.config.model_copy(update={"calibration": warm})
    reader = Reader(replace(classifier_bundle, config=config))
    readings = reader.read([picture for picture, _ in open_labelled(labelled)])
    assert found.readings == tuple(reading.text for reading in readings)
    assert any(found.readings)
    expected = [reading.confidence for reading in readings]
    np.testing.assert_allclose(np.exp(found.log_probs), expected, rtol=1e-5)


def test_a_calibrated_reader_is_as_sure_as_was_fitted(
    tiny_bundle: Bundle, labelled: Path, tmp_path: Path
) -> None:
    calibration = Calibration(
        temperature=1.3,
        map=ConfidenceMap(slope=0.7, length=-0.2, intercept=0.1),
        fitted_on=(FittedOn(name="six", count=6),),
    )
    bundle = save_calibrated(tiny_bundle, calibration, tmp_path / "calibrated")
    scores = score(bundle, answer(bundle, [open_labelled(labelled)]), "digits", 1.3)
    readings = Reader(bundle).read([picture for picture, _ in open_labelled(labelled)])
    assert scores.readings == tuple(reading.text for reading in readings)
    expected = [reading.confidence for reading in readings]
    np.testing.assert_allclose(confidences(calibration, scores), expected, rtol=1e-5)


@pytest.mark.parametrize("profile", ["digits", "amount"])
def test_a_reader_accepts_what_the_threshold_accepts(
    tiny_bundle: Bundle, labelled: Path, tmp_path: Path, profile: str
) -> None:
    answers = answer(tiny_bundle, [open_labelled(labelled)], profile)
    calibration = Calibration(
        temperature=0.8, profile=profile, fitted_on=(FittedOn(name="six", count=6),)
    )
    sure = confidences(calibration, score(tiny_bundle, answers, profile, 0.8))
    middle = float(np.sort(sure)[2:4].mean())
    row = ErrorThreshold(max_error=0.5, threshold=middle, accepted=3, errors=1, bound=0.5)
    rows = calibration.model_copy(update={"thresholds": (row,)})
    bundle = save_calibrated(tiny_bundle, rows, tmp_path / "calibrated")
    pictures = [picture for picture, _ in open_labelled(labelled)]
    readings = Reader(bundle, profile, max_error=0.5).read(pictures)
    accepted = [reading.status is Status.READ for reading in readings]
    assert accepted == (sure >= middle).tolist()
    assert sum(accepted) == 3


def test_sets_are_joined_in_order(tiny_bundle: Bundle, labelled: Path) -> None:
    once = answer(tiny_bundle, [open_labelled(labelled)])
    twice = answer(tiny_bundle, [open_labelled(labelled), open_labelled(labelled)])
    assert twice.texts == (*TEXTS, *TEXTS)
    assert twice.sets == ((labelled.name, 6), (labelled.name, 6))
    for index, output in enumerate(twice.outputs):
        expected = once.outputs[index % 6]
        if expected is None:
            assert output is None
        else:
            assert output is not None
            np.testing.assert_allclose(output.logits, expected.logits, atol=1e-5)


def test_chunks_change_nothing(
    tiny_bundle: Bundle, labelled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = score(tiny_bundle, answer(tiny_bundle, [open_labelled(labelled)]), "digits")
    monkeypatch.setattr("seqdigits.calibrating.answers.CHUNK", 2)
    parts = score(tiny_bundle, answer(tiny_bundle, [open_labelled(labelled)]), "digits")
    assert parts.readings == whole.readings
    np.testing.assert_allclose(parts.log_probs, whole.log_probs, atol=1e-5)


def test_a_rescorer_keeps_the_texts(tiny_bundle: Bundle, labelled: Path) -> None:
    answers = answer(tiny_bundle, [open_labelled(labelled)])
    plain = score(tiny_bundle, answers, "digits")
    rescorer = Rescorer(tiny_bundle, answers, "digits", plain)
    np.testing.assert_allclose(rescorer(1.0), plain.log_probs, atol=1e-9)
    warm = score(tiny_bundle, answers, "digits", 1.3)
    same = [a == b for a, b in zip(warm.readings, plain.readings, strict=True)]
    assert sum(same) >= 2
    np.testing.assert_allclose(rescorer(1.3)[same], warm.log_probs[same], atol=1e-9)
    assert not np.allclose(rescorer(1.3), plain.log_probs)


def test_texts_the_profile_cannot_write_are_refused(tiny_bundle: Bundle, labelled: Path) -> None:
    labels = labelled / "labels.csv"
    labels.write_text(labels.read_text().replace("405", "4.5"))
    with pytest.raises(DataError, match=r"1\.png .*line 3.*'4\.5' with '\.'.*signs"):
        answer(tiny_bundle, [open_labelled(labelled)])
    answers = answer(tiny_bundle, [open_labelled(labelled)], "signs")
    assert answers.texts[1] == "4.5"


def test_a_picture_that_is_none_is_refused(tiny_bundle: Bundle, labelled: Path) -> None:
    (labelled / "3.png").write_text("no picture")
    with pytest.raises(DataError, match=f"{labelled}: 3.png"):
        answer(tiny_bundle, [open_labelled(labelled)])


def test_an_unknown_profile_is_refused(tiny_bundle: Bundle, labelled: Path) -> None:
    with pytest.raises(AlphabetError, match="letters"):
        answer(tiny_bundle, [open_labelled(labelled)], "letters")
