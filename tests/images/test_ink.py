import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from seqdigits.config import InputConfig
from seqdigits.images import canonical, find_ink, normalise

from .conftest import Canvas, draw_number, likeness, on_paper

CONFIG = InputConfig()


def noisy(shape: tuple[int, ...], spread: float, seed: int = 0) -> NDArray[np.float64]:
    return np.random.default_rng(seed).normal(0, spread, shape)


INK = draw_number("2047", margin=(20, 20, 20, 20))
ROWS, COLUMNS = INK.shape
RAMP = np.linspace(120, 250, COLUMNS)[None] + np.linspace(-20, 0, ROWS)[:, None]
VIGNETTE = 240 - 110 * np.hypot(*np.meshgrid(np.linspace(0, 1, COLUMNS), np.linspace(0, 1, ROWS)))


@pytest.mark.parametrize(
    "pixels",
    [
        on_paper(INK),
        255 - on_paper(INK),
        on_paper(INK, RAMP),
        255 - on_paper(INK, RAMP),
        on_paper(INK, VIGNETTE),
        on_paper(INK, 230 + noisy(INK.shape, 6)),
        on_paper(INK, pen=170),
        np.dstack([on_paper(INK, 240, pen) for pen in (240, 120, 20)]),
        np.dstack([on_paper(INK, 90, pen) for pen in (90, 90, 250)]),
    ],
    ids=["dark", "light", "ramp", "ramp light", "vignette", "noise", "pencil", "orange", "blue"],
)
def test_ink_is_found_on_any_paper(pixels: Canvas) -> None:
    ink = find_ink(pixels)
    assert ink.shape == INK.shape
    assert likeness(ink, INK) > 0.9
    assert ink.max() > 230
    assert np.median(ink) == 0


@pytest.mark.parametrize("paper", [255, 200], ids=["driven to white", "grey"])
@pytest.mark.parametrize("spread", [10, 20, 30])
def test_grain_is_no_ink(paper: int, spread: float) -> None:
    grainy = on_paper(INK, paper, paper - 80) + noisy(INK.shape, spread)
    ink = find_ink(grainy.clip(0, 255).astype(np.uint8))
    assert likeness(ink, INK) > 0.95
    assert ink[:, :12].max() < 100


@pytest.mark.parametrize("paper", [250, 120])
@pytest.mark.parametrize("darker", [20, 10])
def test_faint_ink_is_found(darker: int, paper: int) -> None:
    assert likeness(find_ink(on_paper(INK, paper, paper - darker)), INK) > 0.9


@pytest.mark.parametrize("slope", [-0.06, -0.02, 0.0, 0.03, 0.08])
@pytest.mark.parametrize("height", [10, 35, 46, 62])
def test_a_ruling_goes_and_the_digits_stay(height: int, slope: float) -> None:
    ruled = INK.copy()
    drop = slope * COLUMNS / 2
    ends = (0, round((height - drop) * 16)), (COLUMNS * 16, round((height + drop) * 16))
    cv2.line(ruled, *ends, 200, 1, cv2.LINE_AA, shift=4)
    ink = find_ink(on_paper(ruled))
    assert likeness(ink, INK) > 0.88
    assert ink[:, :12].max() < 100


@pytest.mark.parametrize("text", ["1", "7", "2", "1000", "11", "77", "2047"])
@pytest.mark.parametrize("margin", [0, 1, 2])
def test_tight_crops_keep_every_digit(text: str, margin: int) -> None:
    ink = draw_number(text, height=44, pen=4, margin=(margin + 2,) * 4)
    assert likeness(find_ink(on_paper(ink)), ink) > 0.9


@pytest.mark.parametrize("cut", [2, 4])
def test_a_digit_cut_by_the_edge_stays(cut: int) -> None:
    ink = np.ascontiguousarray(INK[:, 20 + cut :])
    assert likeness(find_ink(on_paper(ink)), ink) > 0.9


def test_a_bar_at_the_side_goes() -> None:
    barred = np.pad(INK, ((15, 15), (10, 0)))
    digits = barred.copy()
    barred[:, 3:7] = 255
    assert likeness(find_ink(on_paper(barred)), digits) > 0.9


@pytest.mark.parametrize("mirrored", [False, True], ids=["left", "right"])
@pytest.mark.parametrize("length", [26, 32, 42])
def test_a_sliver_along_the_edge_goes(length: int, mirrored: bool) -> None:
    """A dark lens between the page's curved edge and the crop, about as tall as the digits."""
    ink = draw_number("274", margin=(24, 20, 24, 20))
    lens = np.zeros_like(ink)
    middle = ink.shape[0] // 2
    for row in range(middle - length // 2, middle + length // 2):
        start = int(3 * ((row - middle) / (length / 2)) ** 2)
        lens[row, start:6] = 255
    lens = lens[:, ::-1] if mirrored else lens
    assert likeness(find_ink(on_paper(np.maximum(ink, lens))), ink) > 0.95


@pytest.mark.parametrize("across", [0.07, 0.17])
def test_a_tall_bar_beside_the_digits_goes(across: float) -> None:
    ink = draw_number("22", margin=(40, 28, 24, 28))
    lined = ink.copy()
    cv2.line(lined, (round(across * ink.shape[1]), 4), (round(across * ink.shape[1]), 78), 255, 2)
    assert likeness(find_ink(on_paper(lined)), ink) > 0.95


@pytest.mark.parametrize("rows", [slice(0, 16), slice(-16, None), slice(-30, -18)])
def test_a_thick_band_above_or_below_the_digits_goes(rows: slice) -> None:
    ink = draw_number("24", height=24, margin=(40, 70, 30, 70))
    banded = ink.copy()
    banded[rows, 4:-4] = 255
    assert likeness(find_ink(on_paper(banded)), ink) > 0.95


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_low_sliver_along_the_edge_goes(mirrored: bool) -> None:
    """A neighbouring line's piece, though the digits run out of the image on the other side."""
    ink = draw_number("248", margin=(18, 20, 0, 20))
    cut = ink.copy()
    cut[26:46, :3] = 255
    found = find_ink(on_paper(cut[:, ::-1]))[:, ::-1] if mirrored else find_ink(on_paper(cut))
    assert not found[:, :3].any()
    assert likeness(found, ink) > 0.95


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_cell_wall_that_strokes_run_into_goes(mirrored: bool) -> None:
    drawn = draw_number("402", height=24, margin=(10, 5, 12, 5))
    written = drawn.copy()
    cv2.line(written, (drawn.shape[1] - 12, 8), (drawn.shape[1] - 3, 6), 255, 2)  # into the wall
    crossed = written.copy()
    crossed[:, -4:-2] = 255
    crossed, written = (ink[:, ::-1] if mirrored else ink for ink in (crossed, written))
    found = find_ink(on_paper(crossed))
    assert likeness(found, np.ascontiguousarray(written)) > 0.95
    wall = slice(2, 4) if mirrored else slice(-4, -2)
    assert not found[12:, wall].any()


@pytest.mark.parametrize("text", ["14", "127", "41"])
def test_an_outer_1_with_room_around_stays(text: str) -> None:
    ink = draw_number(text, margin=(3, 20, 3, 20))
    assert likeness(find_ink(on_paper(ink)), ink) > 0.95


def test_an_outer_1_beside_a_broken_digit_stays() -> None:
    """Two halves above each other are as high as one digit: the 1 is no bar beside them."""
    ink = draw_number("1", height=40, margin=(24, 10, 200, 10))
    upper = np.array([(54, 14), (76, 14), (80, 24), (64, 28)], np.int32)
    cv2.polylines(ink, [upper], False, 255, 3, cv2.LINE_AA)
    cv2.line(ink, (50, 50), (76, 44), 255, 3, cv2.LINE_AA)
    assert likeness(find_ink(on_paper(ink)), ink) > 0.95


def test_an_outer_1_that_ends_before_the_upper_or_lower_edge_stays() -> None:
    """Only what the edge itself cuts off is a neighbour's, or a table's."""
    ink = draw_number("4", height=19, pen=2, margin=(17, 4, 13, 5))
    ink[6:-1, -3:] = 255
    assert likeness(find_ink(on_paper(ink)), ink) > 0.95
    ink[-1, -3:] = 255
    assert not find_ink(on_paper(ink))[:, -3:].any()


def test_a_thick_marker_stays_ink() -> None:
    ink = draw_number("80", height=34, pen=7, margin=(8, 8, 8, 8), gap=10)
    assert 0.4 < (ink > 128).mean() < 0.55
    assert likeness(find_ink(on_paper(ink)), ink) > 0.85


def test_dots_and_dashes_stay() -> None:
    ink = draw_number("20.48-", pen=4)
    assert likeness(find_ink(on_paper(ink)), ink) > 0.9
    step = 26
    assert find_ink(on_paper(ink))[:, 12 + 2 * step : 12 + 2 * step + 10].max() > 200
    assert find_ink(on_paper(ink))[:, 12 + 5 * step :].max() > 200


def blank_papers() -> dict[str, Canvas]:
    ruled = np.zeros((60, 200), np.uint8)
    for y in (15, 42):
        cv2.line(ruled, (0, y), (200, y + 2), 180, 1, cv2.LINE_AA)
    flat = np.zeros((60, 200), np.uint8)
    table = flat.copy()
    table[:, 100:102] = 255
    wide = np.linspace(90, 240, 200)[None] + np.zeros((60, 1))
    papers = {
        "white": on_paper(flat, 255),
        "black": on_paper(flat, 0),
        "ramp": on_paper(flat, wide),
        "ruled": on_paper(ruled),
        "ruled and noisy": on_paper(ruled, 220 + noisy(flat.shape, 5)),
        "a table's line": on_paper(table),
        "a single pixel": np.full((1, 1), 7, np.uint8),
        "a single row": np.full((1, 90), 7, np.uint8),
    }
    bright = 250 + noisy(flat.shape, 10)
    papers |= {"driven to white": on_paper(flat, bright), "to black": 255 - on_paper(flat, bright)}
    papers |= {f"noise {s}": on_paper(flat, 200 + noisy(flat.shape, s)) for s in (1, 3, 8, 15)}
    return papers


@pytest.mark.parametrize("kind", blank_papers())
def test_blank_paper_holds_no_ink(kind: str) -> None:
    pixels = blank_papers()[kind]
    assert not find_ink(pixels).any()
    assert normalise(pixels, CONFIG).is_empty


@settings(max_examples=25, deadline=None)
@given(
    padding=st.tuples(*[st.integers(0, 50)] * 4),
    text=st.text("012478", min_size=1, max_size=5),
    light=st.booleans(),
)
def test_more_paper_around_changes_little(
    padding: tuple[int, int, int, int], text: str, light: bool
) -> None:
    left, right, top, bottom = padding
    ink = draw_number(text, margin=(6, 6, 6, 6))
    padded = np.pad(ink, ((top, bottom), (left, right)))
    plain, more = (
        canonical(find_ink(255 - on_paper(i) if light else on_paper(i)), CONFIG)
        for i in (ink, padded)
    )
    assert abs(plain.image.shape[1] - more.image.shape[1]) <= 2
    width = min(plain.image.shape[1], more.image.shape[1])
    assert np.abs(plain.image[:, :width] - more.image[:, :width]).mean() < 0.05


def test_boxes_in_a_large_photo_return_to_its_pixels() -> None:
    ink = draw_number("4", height=60, pen=6, margin=(1500, 900, 700, 300))
    line = normalise(on_paper(ink), CONFIG)
    ys, xs = (line.image > 0.3).nonzero()
    box = line.to_source((xs.min(), ys.min(), xs.max() + 1, ys.max() + 1))
    ys, xs = (ink > 76).nonzero()
    assert box == pytest.approx((xs.min(), ys.min(), xs.max() + 1, ys.max() + 1), abs=5)
    assert line.source == ink.shape


def chain(count: int, touching: int) -> Canvas:
    """So many zeros in a row, each `touching` pixels into the next."""
    ink = np.zeros((32, 12 + count * 18), np.uint8)
    for place in range(count):
        centre = (14 + place * (18 - touching), 16)
        cv2.ellipse(ink, centre, (8, 9), 0, 0, 360, 255, 2)
    return ink


@pytest.mark.parametrize("count", [2, 9, 40])
def test_many_digits_that_touch_are_no_ruling(count: int) -> None:
    ink = chain(count, touching=1)
    assert cv2.connectedComponents(ink)[0] == 2
    assert likeness(find_ink(on_paper(ink)), ink) > 0.9
    assert likeness(find_ink(ink), ink) > 0.9


def test_a_steep_line_across_is_still_a_ruling() -> None:
    page = np.full((40, 260), 230, np.uint8)
    cv2.line(page, (0, 8), (259, 30), 40, 3)
    assert not find_ink(page).any()


@pytest.mark.parametrize("count", [2, 3])
def test_bases_in_a_row_are_no_ruling(count: int) -> None:
    """2s with straight bases, in a tight crop."""
    ink = np.zeros((44, 8 + count * 36), np.uint8)
    for x in range(4, 4 + count * 36, 36):
        two = np.array([(x + 2, 10), (x + 9, 4), (x + 15, 12), (x, 38), (x + 30, 38)])
        cv2.polylines(ink, [two.astype(np.int32)], False, 255, 2)
    assert likeness(find_ink(on_paper(ink)), ink) > 0.9


@pytest.mark.parametrize("ends", [(3, 3), (12, 20)])
def test_an_underline_as_long_as_the_number_goes(ends: tuple[int, int]) -> None:
    ink = draw_number("20478", margin=(24, 12, 30, 14))
    lined = ink.copy()
    cv2.line(lined, (ends[0], 50), (ink.shape[1] - ends[1], 50), 255, 2)
    assert likeness(find_ink(on_paper(lined)), ink) > 0.85


@pytest.mark.parametrize("row", [64, 44], ids=["below", "through"])
def test_a_short_line_that_no_digit_stands_on_goes(row: int) -> None:
    """One below two of five digits, and one through the middle of them."""
    ink = draw_number("20478", margin=(24, 26, 30, 20))
    lined = ink.copy()
    cv2.line(lined, (30, row), (30 + 92, row), 255, 2)
    assert likeness(find_ink(on_paper(lined)), ink) > 0.85
