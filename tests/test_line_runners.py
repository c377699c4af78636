"""Single-glyph nets on lines: a lattice that says just what the classifier says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from seqdigits.bundle import Bundle
from seqdigits.decoding import greedy, log_prob, log_softmax
from seqdigits.errors import BundleError, ImageError
from seqdigits.images.tile import tile
from seqdigits.runtime import (
    OnnxRunner,
    SecondLookRunner,
    SegmentingRunner,
    SlidingRunner,
    line_runner,
)
from seqdigits.runtime.places import at_columns

Image = NDArray[np.float32]


def line(*boxes: tuple[int, int], width: int = 120) -> Image:
    """A line image with a box of ink 24 pixels high over each range of columns."""
    image = np.zeros((32, width), np.float32)
    for x0, x1 in boxes:
        image[4:28, x0:x1] = 1
    return image


def test_a_lattice_by_hand() -> None:
    found = [np.log([0.7, 0.2, 0.1]), np.log([0.7, 0.2, 0.1])]
    logits = at_columns([3.0, 3.5], found, 20, 4)
    probs = np.exp(log_softmax(logits))
    assert logits.shape == (32, 4)
    np.testing.assert_allclose(probs[[3, 5]], [[0, 0.7, 0.2, 0.1]] * 2, atol=1e-6)
    others = [step for step in range(32) if step not in (3, 5)]
    np.testing.assert_allclose(probs[others], [[1, 0, 0, 0]] * 30, atol=1e-6)
    assert greedy(logits)[0] == [1, 1]


@given(
    st.lists(st.floats(-3.0, 80.0), max_size=40),
    st.integers(1, 70),
    st.integers(0, 2**32 - 1),
)
def test_the_texts_have_the_probabilities_of_their_characters_multiplied(
    columns: list[float], width: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    columns = sorted(columns)
    found = log_softmax(rng.normal(0, 2, (len(columns), 10)))
    labels = rng.integers(10, size=len(columns))
    table = log_softmax(at_columns(columns, list(found), width, 11))
    assert len(table) % 32 == 0
    assert len(table) >= width
    expected = found[np.arange(len(columns)), labels].sum()
    assert log_prob(table[None], [(labels + 1).tolist()])[0] == pytest.approx(expected, abs=1e-4)


def test_as_many_characters_as_boxes(classifier_bundle: Bundle) -> None:
    images = [
        line((10, 14), (30, 46), (60, 64)),
        np.zeros((32, 50), np.float32),
        line((4, 20), width=30),
    ]
    runner = SegmentingRunner(OnnxRunner(classifier_bundle, threads=1))
    found = [log_softmax(output.logits) for output in runner.run(images)]
    assert [len(table) for table in found] == [128, 64, 32]
    steps = [np.flatnonzero(table[:, 0] < -1).tolist() for table in found]
    assert steps == [[12, 38, 62], [], [12]]


def test_the_lattice_holds_what_the_classifier_gives_of_the_digit_alone(
    classifier_bundle: Bundle,
) -> None:
    classifier = OnnxRunner(classifier_bundle, threads=1)
    image = line((30, 48), (80, 92))
    (output,) = SegmentingRunner(classifier).run([image])
    ink = (255 * image).astype(np.uint8)
    tiles = np.stack([tile(ink[:, :60]), tile(ink[:, 60:])]).astype(np.float32) / 255
    expected = log_softmax(np.stack([each.logits for each in classifier.run(list(tiles))]))
    np.testing.assert_allclose(output.logits[[39, 86], 1:], expected, atol=1e-5)


def test_companions_change_nothing(classifier_bundle: Bundle) -> None:
    images = [line((10, 14), (30, 46)), line((4, 20)), line((5, 9), (20, 24), width=60)]
    for kind in (SegmentingRunner, SlidingRunner):
        runner = kind(OnnxRunner(classifier_bundle, threads=1))
        for together, image in zip(runner.run(images, batch_size=3), images, strict=True):
            (alone,) = runner.run([image])
            np.testing.assert_allclose(together.logits, alone.logits, atol=1e-4)


def test_a_sliding_window_finds_digits_far_apart(
    classifier_bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = SlidingRunner(OnnxRunner(classifier_bundle, threads=1))
    # A net that is always sure leaves the choice to where the ink lies.
    sure = np.log(np.full((1, 10), 1e-6))
    sure[0, 3] = 0.0
    monkeypatch.setattr(
        "seqdigits.runtime.sliding.classify", lambda runner, tiles, size: sure.repeat(len(tiles), 0)
    )
    outputs = runner.run([line((10, 16), (60, 66)), np.zeros((32, 40), np.float32)])
    assert [greedy(output.logits)[0] for output in outputs] == [[4, 4], []]
    steps = np.flatnonzero(outputs[0].logits[:, 0] < 0)
    np.testing.assert_allclose(steps, [13, 63], atol=8)


def test_a_string_net_needs_no_segmenter(tiny_bundle: Bundle, classifier_bundle: Bundle) -> None:
    for kind in (SegmentingRunner, SlidingRunner):
        with pytest.raises(BundleError, match="single glyphs"):
            kind(OnnxRunner(tiny_bundle))
    assert isinstance(line_runner(tiny_bundle), SecondLookRunner)
    assert isinstance(line_runner(tiny_bundle, second_look=False), OnnxRunner)
    assert isinstance(line_runner(classifier_bundle), SegmentingRunner)


@pytest.mark.parametrize("shape", [(28, 28), (32,), (32, 40, 1)])
def test_lines_of_another_height_are_refused(
    classifier_bundle: Bundle, shape: tuple[int, ...]
) -> None:
    with pytest.raises(ImageError, match="Received"):
        line_runner(classifier_bundle).run([np.zeros(shape, np.float32)])
