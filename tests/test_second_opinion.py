"""A second opinion: only on digits in doubt that stand apart, and then pooled by weight."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqdigits.bundle import Bundle, load_bundle, save_configured
from seqdigits.config import CnnConfig
from seqdigits.decoding import greedy, log_softmax
from seqdigits.errors import BundleError
from seqdigits.runtime import Image, Output, SecondOpinionRunner, line_runner
from seqdigits.runtime.doubts import SURE
from seqdigits.runtime.opinion import WEIGHT

LEFT, RIGHT = 6, 22
"""Columns of the two strokes of `line`; with a stride of 4, timesteps 1 and 5."""


class Lines:
    """A string net that says what it is told: at each of two timesteps a share for 1 and 7."""

    def __init__(self, bundle: Bundle, *ones: float) -> None:
        self.bundle = bundle
        self._ones = ones

    def run(self, images: Sequence[Image], batch_size: int = 64) -> list[Output]:
        """The same for every image."""
        return [Output(spoken(self.bundle, *self._ones), 0.25) for _ in images]


class Glyphs:
    """A single-glyph net that gives 7 a probability, 1 the rest; it notes the tiles it saw."""

    def __init__(self, bundle: Bundle, seven: float) -> None:
        self.bundle = bundle
        self.seen: list[Image] = []
        self._seven = seven

    def run(self, images: Sequence[Image], batch_size: int = 64) -> list[Output]:
        """The same for every tile."""
        self.seen += images
        shares = np.full(10, 1e-9)
        shares[[1, 7]] = 1 - self._seven, self._seven
        return [Output(np.log(shares).astype(np.float32)) for _ in images]


def spoken(bundle: Bundle, *ones: float) -> np.ndarray:
    """Logits (8, C): blank but at timesteps 1 and 5, where 1 has its share and 7 the rest."""
    one, seven = bundle.config.alphabet.encode("17")
    table = np.full((8, bundle.config.classes), 1e-9)
    table[:, 0] = 1.0
    for step, share in zip((1, 5), ones, strict=False):
        table[step, [0, one, seven]] = 0.1, 0.9 * share, 0.9 * (1 - share)
    return np.log(table).astype(np.float32)


def with_opinion(directory: Path, opinion: Bundle) -> Bundle:
    """The bundle in `directory`, written there anew with `opinion` inside."""
    bundle = dataclasses.replace(load_bundle(directory), opinion=opinion)
    return save_configured(bundle, bundle.config, directory)


def line(joined: bool = False) -> Image:
    """A line image of two strokes, with a stroke between them if `joined`."""
    image = np.zeros((32, 32), np.float32)
    image[6:26, [LEFT, RIGHT]] = 1.0
    if joined:
        image[24:26, LEFT:RIGHT] = 1.0
    return image


def shares(bundle: Bundle, output: Output, step: int) -> np.ndarray:
    """Probabilities of blank, 1 and 7 at `step`."""
    return np.exp(log_softmax(output.logits))[step, [0, *bundle.config.alphabet.encode("17")]]


def test_a_doubtful_digit_is_asked_about(tiny_bundle: Bundle, classifier_bundle: Bundle) -> None:
    glyphs = Glyphs(classifier_bundle, 0.9)
    (output,) = SecondOpinionRunner(Lines(tiny_bundle, 0.6, 0.999), glyphs).run([line()])
    (seen,) = glyphs.seen
    assert seen.shape == (28, 28)
    rows, columns = np.nonzero(seen > 0.5)
    assert np.ptp(rows) == 19
    assert np.ptp(columns) == 0
    one = 0.6 ** (1 - WEIGHT) * 0.1**WEIGHT
    seven = 0.4 ** (1 - WEIGHT) * 0.9**WEIGHT
    expected = [0.1, 0.9 * one / (one + seven), 0.9 * seven / (one + seven)]
    assert shares(tiny_bundle, output, 1) == pytest.approx(expected, abs=2e-3)
    others = np.arange(8) != 1
    np.testing.assert_allclose(
        output.logits[others], spoken(tiny_bundle, 0.6, 0.999)[others], atol=1e-4
    )
    assert output.ood == 0.25


def test_both_digits_are_asked_about_if_both_are_in_doubt(
    tiny_bundle: Bundle, classifier_bundle: Bundle
) -> None:
    glyphs = Glyphs(classifier_bundle, 0.99)
    (output,) = SecondOpinionRunner(Lines(tiny_bundle, 0.55, 0.55), glyphs).run([line()])
    assert len(glyphs.seen) == 2
    sevens = tiny_bundle.config.alphabet.encode("77")
    assert greedy(output.logits)[0] == sevens


@pytest.mark.parametrize(
    ("ones", "joined"), [((0.6, 0.6), True), ((0.999, SURE + 0.001), False), ((), False)]
)
def test_touching_and_sure_digits_are_left_alone(
    tiny_bundle: Bundle, classifier_bundle: Bundle, ones: tuple[float, ...], joined: bool
) -> None:
    glyphs = Glyphs(classifier_bundle, 0.9)
    (output,) = SecondOpinionRunner(Lines(tiny_bundle, *ones), glyphs).run([line(joined)])
    assert not glyphs.seen
    np.testing.assert_array_equal(output.logits, spoken(tiny_bundle, *ones))


@given(st.floats(0.001, 0.999), st.floats(0.5, 0.94))
def test_what_all_digits_get_together_stays(
    tiny_bundle: Bundle, classifier_bundle: Bundle, seven: float, share: float
) -> None:
    lines = Lines(tiny_bundle, share, share)
    (output,) = SecondOpinionRunner(lines, Glyphs(classifier_bundle, seven)).run([line()])
    table = np.exp(log_softmax(output.logits))
    before = np.exp(log_softmax(spoken(tiny_bundle, share, share)))
    digits = tiny_bundle.config.alphabet.encode("0123456789")
    np.testing.assert_allclose(table[:, digits].sum(1), before[:, digits].sum(1), rtol=1e-4)
    rest = np.setdiff1d(np.arange(table.shape[1]), digits)
    np.testing.assert_allclose(table[:, rest], before[:, rest], rtol=1e-4, atol=1e-12)


def test_a_bundle_with_an_opinion_is_whole_and_is_asked(
    bundle_copy: Path, classifier_bundle: Bundle
) -> None:
    bundle = with_opinion(bundle_copy, classifier_bundle)
    assert bundle.opinion is not None
    assert bundle.opinion.config == classifier_bundle.config
    assert "[opinion](opinion/CARD.md)" in (bundle_copy / "CARD.md").read_text()
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    subprocess.run(command, cwd=bundle_copy, check=True, capture_output=True)
    runner = line_runner(bundle, threads=1)
    assert isinstance(runner, SecondOpinionRunner)
    assert runner.bundle == bundle
    images = [np.random.default_rng(i).random((32, 40 + i)).astype(np.float32) for i in range(5)]
    for together, image in zip(runner.run(images), images, strict=True):
        np.testing.assert_allclose(together.logits, runner.run([image])[0].logits, atol=1e-3)
    assert save_configured(bundle, bundle.config, bundle_copy) == bundle


def test_what_it_weighs_is_the_size_of_both(tiny_bundle: Bundle, classifier_bundle: Bundle) -> None:
    pytest.importorskip("onnx")
    pytest.importorskip("scipy")
    from seqdigits.comparison.systems import parameters

    both = dataclasses.replace(tiny_bundle, opinion=classifier_bundle)
    alone = [parameters(bundle) for bundle in (tiny_bundle, classifier_bundle)]
    assert None not in alone
    assert parameters(both) == sum(count for count in alone if count is not None)


@pytest.mark.parametrize("loss", ["folder", "file", "sums"])
def test_a_damaged_opinion_is_refused(
    bundle_copy: Path, classifier_bundle: Bundle, loss: str
) -> None:
    with_opinion(bundle_copy, classifier_bundle)
    inside = bundle_copy / "opinion"
    if loss == "folder":
        shutil.rmtree(inside)
    elif loss == "file":
        (inside / "model.onnx").unlink()
    else:
        (inside / "SHA256SUMS").write_text("")
    with pytest.raises(BundleError, match=r"missing|does not match"):
        load_bundle(bundle_copy)


def test_an_opinion_not_listed_is_refused(bundle_copy: Path, classifier_bundle: Bundle) -> None:
    shutil.copytree(classifier_bundle.directory, bundle_copy / "opinion")
    with pytest.raises(BundleError, match="opinion/SHA256SUMS is not listed"):
        load_bundle(bundle_copy)


def test_nets_that_do_not_go_together_are_refused(
    bundle_copy: Path, tiny_bundle: Bundle, classifier_bundle: Bundle
) -> None:
    letters = dataclasses.replace(
        classifier_bundle,
        config=classifier_bundle.config.model_copy(
            update={"net": CnnConfig(characters="0x", channels=(4, 4), dense=8)}
        ),
    )
    for opinion in (tiny_bundle, letters):
        with pytest.raises(BundleError, match="a second opinion is a single-glyph net's"):
            with_opinion(bundle_copy, opinion)
    with pytest.raises(BundleError, match="a second opinion is a single-glyph net's"):
        SecondOpinionRunner(Glyphs(classifier_bundle, 0.5), Glyphs(classifier_bundle, 0.5))
    assert load_bundle(bundle_copy).opinion is None
