import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqdigits.config import InputConfig
from seqdigits.errors import ImageError
from seqdigits.images import LineImage, canonical

from .conftest import Draw, draw_number

CONFIG = InputConfig()


def ink_rows(line: LineImage) -> int:
    rows = (line.image > 0.3).any(axis=1).nonzero()[0]
    return int(rows[-1] - rows[0] + 1)


@pytest.mark.parametrize("height", [10, 20, 24, 48, 200])
@pytest.mark.parametrize("text", ["1", "7", "2047", "20.48", "4-2", "0" * 40])
def test_digits_come_out_at_one_height(draw: Draw, text: str, height: int) -> None:
    line = canonical(draw(text, height=height, pen=max(1, height // 10)), CONFIG)
    assert line.image.shape[0] == CONFIG.height
    assert line.image.dtype == np.float32
    assert line.image.max() == 1
    assert ink_rows(line) == pytest.approx(CONFIG.digit_height, abs=3)


def test_both_axes_share_one_scale(draw: Draw) -> None:
    small, large = (canonical(draw("2048", height=h, pen=h // 10, gap=h // 4), CONFIG)
                    for h in (20, 80))  # fmt: skip
    assert small.image.shape[1] == pytest.approx(large.image.shape[1], abs=3)


@pytest.mark.parametrize("size", [(60, 60), (0, 0), (1, 300)])
def test_no_ink_is_an_empty_image(size: tuple[int, int]) -> None:
    line = canonical(np.zeros(size, np.uint8), CONFIG)
    assert line.is_empty
    assert line.image.shape == (CONFIG.height, 2 * CONFIG.margin)


@pytest.mark.parametrize("mark", ["-", "."])
def test_a_lone_mark_stays_small(draw: Draw, mark: str) -> None:
    assert ink_rows(canonical(draw(mark, height=24), CONFIG)) <= 8


def test_a_speck_stays_small() -> None:
    ink = np.zeros((60, 60), np.uint8)
    ink[30:33, 30:33] = 255
    assert ink_rows(canonical(ink, CONFIG)) <= 10


def test_digits_of_two_heights_all_fit(draw: Draw) -> None:
    tall, low = draw("4", height=60), draw("00", height=30, margin=(4, 20, 12, 34))
    line = canonical(np.hstack([tall, low]), CONFIG)
    assert ink_rows(line) == pytest.approx(CONFIG.height - 2, abs=1)
    zeros = line.image[:, -30:] > 0.3
    assert zeros.any(axis=1).sum() == pytest.approx(0.5 * (CONFIG.height - 2), abs=2)


@pytest.mark.parametrize("mirrored", [False, True], ids=["last", "first"])
def test_a_tail_does_not_shrink_the_other_digits(draw: Draw, mirrored: bool) -> None:
    """A 7 that reaches two digit heights down, as in old registers; a large 8 is no tail."""
    low = draw("22", height=30, margin=(8, 10, 8, 60))
    for digit, height in (("7", 22), ("8", 11)):
        tall = draw(digit, height=80, margin=(8, 10, 8, 10))
        pair = (tall, low) if mirrored else (low, tall)
        line = canonical(np.hstack(pair), CONFIG)
        twos = line.image[:, -24:] if mirrored else line.image[:, :24]
        assert (twos > 0.3).any(axis=1).sum() == pytest.approx(height, abs=2), digit


def test_a_slanted_tail_under_the_digit_before_does_not_shrink_it(draw: Draw) -> None:
    """A 7 whose tail is in the columns of the 2 before it."""
    ink = draw("2", height=30, margin=(20, 10, 50, 90))
    seven = np.array([(46, 12), (66, 10), (20, 86)], np.int32)
    cv2.polylines(ink, [seven], False, 255, 3, cv2.LINE_AA)
    line = canonical(ink, CONFIG)
    x = round((20 - line.left) * line.scale)
    two = line.image[:, x : x + round(18 * line.scale)] > 0.3
    assert two.any(axis=1)[:24].sum() == pytest.approx(22, abs=2)


def test_a_sloping_line_fits(draw: Draw) -> None:
    ink = draw("2048704", height=20)
    sloping = np.zeros((ink.shape[0] + 60, ink.shape[1]), np.uint8)
    for x in range(ink.shape[1]):
        sloping[x // 4 : x // 4 + ink.shape[0], x] = ink[:, x]
    line = canonical(sloping, CONFIG)
    assert ink_rows(line) <= CONFIG.height
    assert line.image[[0, -1]].max() < 0.1


def test_no_line_image_is_wider_than_its_limit(draw: Draw) -> None:
    assert canonical(draw("0" * 150, gap=30), CONFIG).image.shape[1] <= 2048


@pytest.mark.parametrize("height", [12, 24, 90])
def test_boxes_return_to_the_source(draw: Draw, height: int) -> None:
    ink = draw("4", height=height, margin=(50, 17, 30, 9))
    line = canonical(ink, CONFIG)
    ys, xs = (line.image > 0.3).nonzero()
    box = line.to_source((xs.min(), ys.min(), xs.max() + 1, ys.max() + 1))
    ys, xs = (ink > 76).nonzero()
    expected = xs.min(), ys.min(), xs.max() + 1, ys.max() + 1
    assert box == pytest.approx(expected, abs=max(1, height / 24))


def test_boxes_are_clipped_to_the_source(draw: Draw) -> None:
    ink = draw("2", margin=(0, 0, 0, 0))
    line = canonical(ink, CONFIG)
    height, width = line.image.shape
    assert line.to_source((-9, -9, width + 9, height + 9)) == (0, 0, ink.shape[1], ink.shape[0])


@settings(max_examples=40, deadline=None)
@given(
    padding=st.tuples(*[st.integers(0, 60)] * 4),
    text=st.text("012478", min_size=1, max_size=6),
    height=st.integers(16, 50),
)
def test_padding_changes_nothing(
    padding: tuple[int, int, int, int], text: str, height: int
) -> None:
    left, right, top, bottom = padding
    ink = draw_number(text, height=height, margin=(3, 3, 3, 3))
    plain = canonical(ink, CONFIG)
    padded = canonical(np.pad(ink, ((top, bottom), (left, right))), CONFIG)
    assert np.allclose(padded.image, plain.image, atol=0.05)
    assert padded.left - plain.left == pytest.approx(left)
    assert padded.top - plain.top == pytest.approx(top)


def test_what_is_no_ink_is_refused() -> None:
    with pytest.raises(ImageError, match=r"uint8.*Received: shape \(4, 4\), float64.*normalise"):
        canonical(np.zeros((4, 4)), CONFIG)  # type: ignore[arg-type]


def test_smoothing_gives_sharp_and_soft_strokes_one_softness(draw: Draw) -> None:
    sharp = draw("4", height=24)
    soft = cv2.GaussianBlur(sharp, (0, 0), 0.7)
    differences = []
    for smoothing in (0.0, 0.7):
        config = InputConfig(smoothing=smoothing)
        lines = [canonical(ink, config).image for ink in (sharp, soft)]
        assert all(line.max() == 1 for line in lines)
        a, b = (line[:, : min(line.shape[1] for line in lines)] for line in lines)
        differences.append(np.abs(a - b).mean())
    assert differences[1] < 0.8 * differences[0]
