"""Readings under constraints, alternatives, verification, rejection: a toy net's sums by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from seqdigits.alphabet import Alphabet
from seqdigits.bundle import (
    Bundle,
    BundleConfig,
    Calibration,
    ConfidenceMap,
    ErrorThreshold,
    FittedOn,
    Metrics,
)
from seqdigits.config import CrnnConfig
from seqdigits.errors import AlphabetError, CalibrationError, ConstraintError
from seqdigits.geometry import padded_width
from seqdigits.reading import Reader, Status
from seqdigits.runtime import Output

Floats = NDArray[np.float32]
SURE = Calibration(
    temperature=1.0,
    fitted_on=(FittedOn(name="toys", count=1000),),
    thresholds=(
        ErrorThreshold(max_error=0.01, threshold=0.3, accepted=900, errors=2, bound=0.007),
    ),
)


def bundle(calibration: Calibration | None = None) -> Bundle:
    config = BundleConfig(name="toy", net=CrnnConfig(), calibration=calibration)
    return Bundle(Path("toy"), config, Metrics())


class Rivals:
    """The k-th blot is character k of `text` (0.6), of `rivals` (0.3) or nothing (0.1)."""

    def __init__(self, text: str, rivals: str) -> None:
        alphabet = Alphabet()
        self.pairs = list(zip(alphabet.encode(text), alphabet.encode(rivals), strict=True))
        self.bundle = bundle()

    def run(self, images: Sequence[Floats], batch_size: int = 64) -> list[Output]:
        return [Output(self._logits(image)) for image in images]

    def _logits(self, image: Floats) -> Floats:
        probs = np.full((padded_width(image.shape[1], 32) // 4, 16), 1e-9, np.float32)
        probs[:, 0] = 1.0
        inked = np.concatenate([[0], (image > 0.3).any(axis=0), [0]]).astype(int)
        starts, ends = np.flatnonzero(np.diff(inked) == 1), np.flatnonzero(np.diff(inked) == -1)
        for (label, rival), start, end in zip(self.pairs, starts, ends, strict=True):
            probs[(start + end) // 2 // 4, [0, label, rival]] = 0.1, 0.6, 0.3
        return np.log(probs)


PAGE = np.full((60, 130), 255, np.uint8)
PAGE[15:45, 20:34] = PAGE[15:45, 60:74] = 0
BLANK = np.full((60, 130), 255, np.uint8)


def reader(text: str = "27", rivals: str = "14", calibrated: Calibration | None = None, **asked):  # type: ignore[no-untyped-def]
    return Reader(bundle(calibrated), runner=Rivals(text, rivals), **asked)


def test_a_range_picks_the_likeliest_number_within_it() -> None:
    """0 to 20: 17 (.6 * .3), 14 (.09), 2, 7 (.06 each), 1, 4 (.03 each); .45 in all."""
    (free,) = reader().read([PAGE])
    assert (free.text, free.agreement, free.status) == ("27", 1.0, Status.READ)
    assert free.confidence == pytest.approx(0.36, abs=1e-4)
    (found,) = reader(range="0-20").read([PAGE])
    assert (found.text, found.best_guess, found.status) == ("17", "17", Status.READ)
    assert found.confidence == pytest.approx(0.18 / 0.45, abs=1e-4)
    assert found.agreement == pytest.approx(0.45, abs=1e-4)
    assert [digit.char for digit in found.digits] == ["1", "7"]
    boxes = np.array([digit.box for digit in found.digits])
    np.testing.assert_allclose(boxes, [(20, 15, 34, 45), (60, 15, 74, 45)], atol=2)


def test_a_check_digit_is_searched_for_and_not_only_tested() -> None:
    (luhn,) = reader(check="luhn").read([PAGE])
    # 2 * 2 + 7 = 11, 2 * 2 + 4 = 8, 1 * 2 + 7 = 9, 1 * 2 + 4 = 6: none of the four is right.
    assert luhn.status is Status.READ and luhn.agreement < 1e-6
    (right,) = reader("18", "27", check="luhn").read([PAGE])
    assert (right.text, right.confidence) == ("18", pytest.approx(1.0, abs=1e-6))
    (mended,) = reader("17", "28", check="luhn").read([PAGE])
    assert mended.text == "18"
    assert mended.agreement == pytest.approx(0.6 * 0.3, abs=1e-4)


def test_a_lexicon_and_what_it_sums_to(tmp_path: Path) -> None:
    entries = tmp_path / "known.txt"
    entries.write_text("14\n24\n99\n")
    (found,) = reader(lexicon=entries).read([PAGE])
    assert found.text == "24"
    assert found.confidence == pytest.approx(0.18 / 0.27, abs=1e-4)
    assert found.agreement == pytest.approx(0.27, abs=1e-4)


def test_the_likeliest_texts_and_characters() -> None:
    (found,) = reader(top=4).read([PAGE])
    assert found.alternatives[0].text == found.text == "27"
    assert {one.text for one in found.alternatives[1:3]} == {"17", "24"}
    assert found.alternatives[3].text == "14"
    shares = [one.confidence for one in found.alternatives]
    assert shares == pytest.approx([0.36, 0.18, 0.18, 0.09], abs=1e-4)
    for digit, rival in zip(found.digits, "14", strict=True):
        assert [one.text for one in digit.alternatives[:2]] == [digit.char, rival]
        assert digit.alternatives[0].confidence == pytest.approx(2 / 3, abs=1e-4)


def test_a_given_text_is_verified() -> None:
    assert reader(verify="14").read([PAGE])[0].verified == pytest.approx(0.09, abs=1e-4)
    assert reader(verify="14", range="0-20").read([PAGE])[0].verified == pytest.approx(
        0.2, abs=1e-4
    )
    assert reader(verify="27", range="0-20").read([PAGE])[0].verified == 0.0
    assert reader(verify="").read([BLANK])[0].verified == 1.0
    assert reader(verify="1").read([BLANK])[0].verified == 0.0
    assert reader().read([BLANK])[0].verified is None
    with pytest.raises(AlphabetError, match="'x'"):
        reader(verify="1x")


@pytest.mark.parametrize(
    ("page", "asked", "reason"),
    [(BLANK, {"length": "2"}, "no ink.*length 2"), (PAGE, {"pattern": r"\d{40}"}, "nothing found")],
)
def test_what_matches_nothing_says_why(
    page: NDArray[np.uint8], asked: dict[str, str], reason: str
) -> None:
    (found,) = reader(**asked).read([page])
    assert (found.text, found.confidence, found.agreement) == ("", 0.0, 0.0)
    assert found.status is Status.UNMATCHED
    assert re.search(reason, found.reason)


def test_nothing_written_may_be_allowed() -> None:
    (found,) = reader(pattern=r"(\d\d)?").read([BLANK])
    assert (found.text, found.confidence, found.status) == ("", 1.0, Status.READ)


def test_what_is_not_sure_enough_is_rejected() -> None:
    (kept,) = reader(calibrated=SURE, max_error=0.01).read([PAGE])
    assert (kept.text, kept.status) == ("27", Status.READ)
    (rejected,) = reader(calibrated=SURE, max_error=0.01, range="0-20").read([PAGE])
    # 0.4 of what the range allows, and yet 0.18 of all that may be written.
    assert (rejected.text, rejected.best_guess) == ("", "17")
    assert rejected.status is Status.REJECTED and "0.3" in rejected.reason
    assert rejected.confidence == pytest.approx(0.4, abs=1e-4)
    with pytest.raises(CalibrationError, match="calibrate"):
        reader(max_error=0.01)
    with pytest.raises(CalibrationError, match=r"0\.1 ?%"):
        reader(calibrated=SURE, max_error=0.001)
    with pytest.raises(CalibrationError, match="profile 'signs'"):
        Reader(bundle(SURE), "signs", Rivals("27", "14"), max_error=0.01)


def test_confidences_are_those_of_the_calibrated_net() -> None:
    cooled = SURE.model_copy(update={"temperature": 2.0})
    (found,) = reader(calibrated=cooled).read([PAGE])
    roots = np.sqrt([0.1, 0.6, 0.3])
    assert found.confidence == pytest.approx((roots[1] / roots.sum()) ** 2, rel=0.01)
    mapped = SURE.model_copy(update={"map": ConfidenceMap(slope=1, length=0, intercept=0)})
    (found,) = reader(calibrated=mapped).read([PAGE])
    own = mapped.confidences(np.log(np.array([0.36])), np.array([2]))[0]
    assert found.confidence == pytest.approx(own, abs=1e-3)


def test_what_the_map_gives_the_answer_the_others_lose_alike() -> None:
    # 27 has 0.36 and is mapped to 0.9, so that 0.64 of others become 0.1: 17 of 0.18 a sixth of it.
    raised = ConfidenceMap(slope=1, length=0, intercept=np.log(9) - np.log(0.36 / 0.64))
    mapped = SURE.model_copy(update={"map": raised})
    (found,) = reader(calibrated=mapped, top=2, verify="27").read([PAGE])
    assert found.confidence == pytest.approx(0.9, abs=1e-3)
    assert found.verified == found.alternatives[0].confidence == found.confidence
    assert found.alternatives[1].confidence == pytest.approx(0.18 * 0.1 / 0.64, abs=1e-3)
    # Mapped to 0.1, none of the others gains: 0.9 is for what nobody names, and none is above it.
    lowered = ConfidenceMap(slope=1, length=0, intercept=-np.log(9) - np.log(0.36 / 0.64))
    mapped = SURE.model_copy(update={"map": lowered})
    (found,) = reader(calibrated=mapped, verify="17").read([PAGE])
    assert found.confidence == pytest.approx(0.1, abs=1e-3)
    assert found.verified == found.confidence
    (found,) = reader(calibrated=mapped, verify="2").read([PAGE])
    assert found.verified == pytest.approx(0.06, abs=1e-3)


@pytest.mark.parametrize(
    "asked", [{"length": "6-4"}, {"length": "5", "pattern": r"\d{3}"}, {"check": "sum"}]
)
def test_what_cannot_be_is_refused_before_anything_is_read(asked: dict[str, str]) -> None:
    with pytest.raises(ConstraintError, match="Received"):
        reader(**asked)


@pytest.mark.parametrize(
    ("profile", "written", "read"),
    [
        ("digits", "1.25", "125"),
        ("decimal", "1.25", "1.25"),
        ("decimal", "1/25", "125"),
        ("amount", "1,250.00-", "1,250.00-"),
        ("amount", "12/50", "1250"),
        ("date", "3/4/1926", "3/4/1926"),
        ("date", "3,4,1926", ""),
        ("signs", "1/2+3", "1/2+3"),
    ],
)
def test_a_profile_erases_and_constrains(profile: str, written: str, read: str) -> None:
    page = np.full((60, 40 * len(written) + 40), 255, np.uint8)
    for i in range(len(written)):
        page[15:45, 40 * i + 20 : 40 * i + 34] = 0
    (found,) = Reader(bundle(), profile, Rivals(written, "8" * len(written))).read([page])
    assert found.text == read


def test_a_reading_has_a_text_at_least() -> None:
    with pytest.raises(ValueError, match="top 0"):
        reader(top=0)


def test_a_search_that_ends_early_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = tmp_path / "known.txt"
    entries.write_text("".join(f"{number}\n" for number in range(1000)))
    assert reader(lexicon=entries).read([PAGE])[0].exact
    monkeypatch.setattr("seqdigits.reading.answers._BUDGET", 2)
    (cut,) = reader(lexicon=entries).read([PAGE])
    assert cut.text and not cut.exact
    monkeypatch.setattr("seqdigits.reading.answers._BUDGET", 1)
    (none,) = reader(lexicon=entries).read([PAGE])
    assert none.status is Status.UNMATCHED and "nothing found" in none.reason
