"""The Reader: a toy net with known answers, then a tiny net for what must not matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from seqdigits.alphabet import Alphabet
from seqdigits.bundle import Bundle, BundleConfig, Metrics
from seqdigits.config import CnnConfig, CrnnConfig, InputConfig
from seqdigits.errors import AlphabetError, BundleError, BundleNotFoundError, ImageError
from seqdigits.geometry import padded_width
from seqdigits.pages import CELL, contact_sheet
from seqdigits.reading import Reader, Reading
from seqdigits.runtime import Output, SegmentingRunner

Floats = NDArray[np.float32]
TOY = Bundle(Path("toy"), BundleConfig(name="toy", net=CrnnConfig()), Metrics())


class ToyRunner:
    """Reads the k-th blot of ink as the k-th character of `text`, with probability 0.9."""

    def __init__(self, text: str) -> None:
        self.labels = Alphabet().encode(text)
        self.calls = 0

    @property
    def bundle(self) -> Bundle:
        return TOY

    def run(self, images: Sequence[Floats], batch_size: int = 64) -> list[Output]:
        self.calls += bool(images)
        return [Output(self._logits(image)) for image in images]

    def _logits(self, image: Floats) -> Floats:
        steps = padded_width(image.shape[1], 32) // 4
        probs = np.full((steps, 16), 1e-9, np.float32)
        probs[:, 0] = 1.0
        inked = np.concatenate([[0], (image > 0.3).any(axis=0), [0]]).astype(int)
        starts, ends = np.flatnonzero(np.diff(inked) == 1), np.flatnonzero(np.diff(inked) == -1)
        for label, start, end in zip(self.labels, starts, ends, strict=False):
            step = (start + end) // 2 // 4
            probs[step, [0, label]] = 0.1, 0.9
        return np.log(probs)


def blots(*columns: tuple[int, int], height: int = 60, width: int = 200) -> NDArray[np.uint8]:
    """White paper with a black bar from row 15 to 45 over each range of columns."""
    page = np.full((height, width), 255, np.uint8)
    for x0, x1 in columns:
        page[15:45, x0:x1] = 0
    return page


PAGE = blots((20, 34), (60, 72), (110, 126))


def toy(text: str, profile: str = "digits") -> Reader:
    return Reader(TOY, profile, ToyRunner(text))


def test_text_confidence_and_boxes_of_a_known_answer() -> None:
    (reading,) = toy("042").read([PAGE])
    assert reading.text == "042"
    assert reading.confidence == pytest.approx(0.9**3, abs=1e-4)
    assert [digit.char for digit in reading.digits] == ["0", "4", "2"]
    assert [digit.confidence for digit in reading.digits] == pytest.approx([0.9] * 3, abs=1e-4)
    expected = [(20, 15, 34, 45), (60, 15, 72, 45), (110, 15, 126, 45)]
    boxes = np.array([digit.box for digit in reading.digits])
    np.testing.assert_allclose(boxes, expected, atol=2)


def test_the_digits_profile_takes_signs_for_blank() -> None:
    (digits,) = toy("4-2").read([PAGE])
    (signs,) = toy("4-2", "signs").read([PAGE])
    assert (digits.text, signs.text) == ("42", "4-2")
    assert digits.confidence == pytest.approx(0.9**2, abs=1e-4)
    assert [d.box for d in digits.digits] == [signs.digits[0].box, signs.digits[2].box]


def test_an_image_without_ink_is_read_as_nothing_without_asking_the_net() -> None:
    runner = ToyRunner("1")
    page = np.full((40, 90), 255, np.uint8)
    assert Reader(TOY, runner=runner).read([page, page]) == [Reading("", 1.0)] * 2
    assert runner.calls == 0


def test_a_net_that_sees_nothing_says_how_sure_it_is() -> None:
    (reading,) = toy("").read([PAGE])
    assert (reading.text, reading.digits) == ("", ())
    assert reading.confidence == pytest.approx(1.0, abs=1e-6)


class UndecidedRunner(ToyRunner):
    """Says blank with 0.6 and the text's one character with 0.4, at each of two timesteps."""

    def _logits(self, image: Floats) -> Floats:
        logits = ToyRunner("")._logits(image)
        logits[4:6, [0, self.labels[0]]] = np.log([0.6, 0.4])
        return logits


def test_the_likeliest_text_is_read_where_the_best_path_spells_another() -> None:
    (reading,) = Reader(TOY, runner=UndecidedRunner("7")).read([PAGE])
    assert reading.text == "7"  # the best path says blank twice, which is 0.36
    assert reading.confidence == pytest.approx(1 - 0.6**2, abs=1e-4)


@pytest.mark.parametrize("turn", [1, 3, 6, 8])
def test_boxes_are_those_of_the_picture_as_it_is_shown(tmp_path: Path, turn: int) -> None:
    turned = {1: 0, 3: 2, 6: 1, 8: 3}[turn]
    stored = Image.fromarray(np.rot90(PAGE, turned).copy())
    exif = Image.Exif()
    exif[0x0112] = turn
    stored.save(tmp_path / "turned.png", exif=exif)
    (reading,) = toy("042").read([tmp_path / "turned.png"])
    assert reading.text == "042"
    np.testing.assert_allclose(reading.digits[0].box, (20, 15, 34, 45), atol=2)


def test_unreadable_sources_leave_the_others_alone(tmp_path: Path) -> None:
    (tmp_path / "torn.png").write_bytes(b"\x89PNG\r\n\x1a\n torn")
    sources = [PAGE, tmp_path / "absent.png", PAGE, tmp_path / "torn.png"]
    answers = list(toy("042").read_each(sources))
    assert [isinstance(answer, ImageError) for answer in answers] == [False, True, False, True]
    with pytest.raises(ImageError, match=r"absent\.png"):
        toy("042").read(sources)


def test_sources_are_taken_in_as_readings_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seqdigits.reading.reader.CHUNK", 4)
    taken = 0

    def sources() -> Iterator[NDArray[np.uint8]]:
        nonlocal taken
        while True:
            taken += 1
            yield PAGE

    answers = toy("042").read_each(sources(), batch_size=2)
    for _ in range(6):
        next(answers)
    assert taken == 8


def test_nothing_gives_nothing() -> None:
    assert toy("1").read([]) == []


def test_a_batch_holds_an_image_at_least() -> None:
    with pytest.raises(ValueError, match="Received: 0"):
        toy("1").read([PAGE], batch_size=0)


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(AlphabetError, match="letters"):
        toy("1", "letters")


class ToyClassifier:
    """Tells a bar, which is a 1, from anything wider, which is a 0; with probability 0.9."""

    bundle = Bundle(
        Path("glyph"),
        BundleConfig(name="glyph", net=CnnConfig(), input=InputConfig(height=28, digit_height=20)),
        Metrics(),
    )

    def run(self, images: Sequence[Floats], batch_size: int = 64) -> list[Output]:
        return [Output(self._logits(image)) for image in images]

    def _logits(self, image: Floats) -> Floats:
        assert image.shape == (28, 28)
        assert image.any()
        bar = int((image > 0.5).any(axis=0).sum()) < 10
        return np.log(np.where(np.arange(10) == int(bar), 0.9, 0.1 / 9)).astype(np.float32)


def ring(page: NDArray[np.uint8], x: int) -> None:
    """Draws a 0, 24 pixels wide and 30 high, on `page` from column `x` on."""
    cv2.ellipse(page, (x + 12, 30), (11, 14), 0, 0, 360, 0, 3)


@pytest.fixture
def bars_and_rings() -> NDArray[np.uint8]:
    """1, 0, 0, 1: bars at columns 20 and 120, rings at 50 and 82."""
    page = blots((20, 25), (120, 125))
    ring(page, 50)
    ring(page, 82)
    return page


def segmented(**asked: Any) -> Reader:
    classifier = ToyClassifier()
    return Reader(classifier.bundle, runner=SegmentingRunner(classifier), **asked)


def test_a_single_glyph_net_reads_what_a_segmenter_cuts_out(
    bars_and_rings: NDArray[np.uint8],
) -> None:
    (reading,) = segmented().read([bars_and_rings])
    assert reading.text == "1001"
    assert reading.confidence == pytest.approx(0.9**4, abs=1e-6)
    assert [digit.confidence for digit in reading.digits] == pytest.approx([0.9] * 4, abs=1e-6)
    expected = [(20, 15, 25, 45), (50, 15, 74, 46), (82, 15, 106, 46), (120, 15, 125, 45)]
    np.testing.assert_allclose([digit.box for digit in reading.digits], expected, atol=4)


def test_all_that_can_be_asked_is_asked_of_single_glyph_nets_too(
    bars_and_rings: NDArray[np.uint8],
) -> None:
    (reading,) = segmented(pattern="1002", top=3, verify="1001").read([bars_and_rings])
    assert reading.text == "1002"
    assert reading.agreement == pytest.approx(0.9**3 * 0.1 / 9, rel=1e-5)
    assert reading.verified == 0.0
    (reading,) = segmented(top=3, verify="7001").read([bars_and_rings])
    assert reading.alternatives[0].text == "1001"
    assert reading.verified == pytest.approx(0.9**3 * 0.1 / 9, rel=1e-5)
    (reading,) = segmented(length="5").read([bars_and_rings])
    assert reading.agreement < 1e-9


def test_what_is_no_number_is_not_told_by_a_single_glyph_net() -> None:
    with pytest.raises(BundleError, match="trained with negatives"):
        segmented(max_ood=0.5)


def test_an_absent_bundle_is_named() -> None:
    with pytest.raises(BundleNotFoundError, match="no-such-bundle"):
        Reader.load("no-such-bundle")


@pytest.fixture(scope="module")
def pages() -> list[NDArray[np.uint8]]:
    """Twelve pages of scribble of several widths."""
    rng = np.random.default_rng(5)
    found = []
    for count in range(1, 13):
        page = blots(width=40 + 22 * count)
        for k in range(count):
            x, y = 20 + 22 * k + rng.integers(6), 15 + rng.integers(8)
            for _ in range(5):
                a, b, c, d = rng.integers(0, 14, 4)
                page[y + 2 * min(a, b) : y + 2 * max(a, b) + 2, x + c : x + c + 3] = 0
                page[y + 2 * d : y + 2 * d + 3, x + min(a, b) : x + max(a, b) + 2] = 0
        found.append(page)
    return found


@pytest.mark.parametrize("batch_size", [1, 2, 5, 64])
def test_batch_size_and_order_change_no_reading(
    tiny_bundle: Bundle, pages: list[NDArray[np.uint8]], batch_size: int
) -> None:
    reader = Reader(tiny_bundle)
    alone = [reader.read([page])[0] for page in pages]
    assert any(reading.text for reading in alone)
    order = np.random.default_rng(batch_size).permutation(len(pages))
    together = reader.read([pages[index] for index in order], batch_size)
    for index, reading in zip(order, together, strict=True):
        assert reading.text == alone[index].text
        assert reading.confidence == pytest.approx(alone[index].confidence, abs=1e-4)
        assert [d.box for d in reading.digits] == [d.box for d in alone[index].digits]


def test_a_reader_loads_from_a_folder(tiny_directory: Path) -> None:
    reader = Reader.load(tiny_directory, profile="signs", threads=1)
    assert len(reader.read([PAGE])) == 1


def test_a_contact_sheet_has_a_cell_per_image(tmp_path: Path) -> None:
    file = tmp_path / "page.png"
    Image.fromarray(PAGE).save(file)
    (reading,) = toy("042").read([PAGE])
    sources = [file, PAGE, str(file), Image.fromarray(PAGE)]
    items = [(source, reading) for source in sources]
    path = contact_sheet(items, tmp_path / "sheet.png", columns=3)
    with Image.open(path) as sheet:
        assert sheet.size == (3 * CELL[0], 2 * CELL[1])
        colours = dict((c, n) for n, c in sheet.convert("RGB").getcolors(1 << 16) or ())
    assert colours[(0x2B, 0x8A, 0x3E)] > 4 * 3 * 100  # the boxes
    assert sorted(p.name for p in tmp_path.iterdir()) == ["page.png", "sheet.png"]


@pytest.mark.parametrize("name", ["sheet", "sheet.txt"])
def test_a_contact_sheet_is_a_picture(tmp_path: Path, name: str) -> None:
    with pytest.raises(ImageError, match=r"ends in \.png"):
        contact_sheet([(PAGE, Reading("", 1.0))], tmp_path / name)


def test_a_contact_sheet_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="at least one"):
        contact_sheet([], tmp_path / "sheet.png")
