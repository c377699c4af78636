"""A second look: only where the net is unsure, and then a mean of what all looks say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqdigits.bundle import Bundle
from seqdigits.decoding import log_softmax
from seqdigits.errors import BundleError
from seqdigits.runtime import Image, OnnxRunner, Output, SecondLookRunner, line_runner
from seqdigits.runtime.doubts import SURE, UNSURE
from seqdigits.runtime.looking import LOOKS, WEIGHT, seen_from

STEPS = 6


class Told:
    """A net that says "1" at the third timestep, as surely as it is told, and notes what it saw."""

    def __init__(
        self, bundle: Bundle, first: float, then: Sequence[float] = (0.5,) * len(LOOKS)
    ) -> None:
        self.bundle = bundle
        self.seen: list[Image] = []
        self._sure = iter([first, *then])

    def run(self, images: Sequence[Image], batch_size: int = 64) -> list[Output]:
        """An output for each image; the odds are a tenth of the surety."""
        self.seen += images
        if not images:
            return []
        (sure,) = {next(self._sure)}
        return [Output(spoken(sure), sure / 10) for _ in images]


def spoken(sure: float) -> np.ndarray:
    """Logits (T, 3): blank everywhere, but for label 1 with probability `sure` at one timestep."""
    table = np.full((STEPS, 3), 1e-12)
    table[:, 0] = 1.0
    table[2] = [1 - sure, sure, 1e-12]
    return np.log(table).astype(np.float32)


def image() -> Image:
    """A line image with some ink."""
    return np.random.default_rng(5).random((32, 24)).astype(np.float32)


def test_a_sure_net_looks_once(tiny_bundle: Bundle) -> None:
    net = Told(tiny_bundle, SURE + 0.001)
    (output,) = SecondLookRunner(net).run([image()])
    assert len(net.seen) == 1
    np.testing.assert_array_equal(output.logits, spoken(SURE + 0.001))


def test_an_unsure_net_looks_again_and_further_looks_have_their_weight(tiny_bundle: Bundle) -> None:
    sure = [0.6, 0.9, 0.8, 0.3, 0.5][: 1 + len(LOOKS)]
    net = Told(tiny_bundle, sure[0], sure[1:])
    (output,) = SecondLookRunner(net).run([image()])
    expected = (1 - WEIGHT) * sure[0] + WEIGHT * np.mean(sure[1:])
    assert np.exp(log_softmax(output.logits))[2, 1] == pytest.approx(expected)
    assert output.ood == pytest.approx(expected / 10)
    for seen, look in zip(net.seen[1:], LOOKS, strict=True):
        np.testing.assert_array_equal(seen, seen_from(image(), *look))


def test_only_those_it_is_unsure_of_are_looked_at_again(tiny_bundle: Bundle) -> None:
    class Torn(Told):
        """Sure of blank images alone."""

        def run(self, images: Sequence[Image], batch_size: int = 64) -> list[Output]:
            self.seen += images
            return [Output(spoken(0.6 if each.any() else SURE + 0.001)) for each in images]

    blank, inked = np.zeros((32, 24), np.float32), image()
    net = Torn(tiny_bundle, 0.0)
    outputs = SecondLookRunner(net).run([blank, inked, blank])
    assert len(net.seen) == 3 + len(LOOKS)
    for seen, look in zip(net.seen[3:], LOOKS, strict=True):
        np.testing.assert_array_equal(seen, seen_from(inked, *look))
    for index in (0, 2):
        np.testing.assert_array_equal(outputs[index].logits, spoken(SURE + 0.001))


@given(st.floats(UNSURE, SURE))
def test_further_looks_count_by_the_doubt(tiny_bundle: Bundle, sure: float) -> None:
    (output,) = SecondLookRunner(Told(tiny_bundle, sure)).run([image()])
    share = WEIGHT * (SURE - sure) / (SURE - UNSURE)
    expected = (1 - share) * sure + share * 0.5
    assert np.exp(log_softmax(output.logits))[2, 1] == pytest.approx(expected, abs=1e-5)


def test_no_output_depends_on_its_companions(tiny_bundle: Bundle) -> None:
    rng = np.random.default_rng(11)
    images = [rng.random((32, width)).astype(np.float32) for width in (20, 90, 40, 90, 33)]
    images[1] = np.zeros((32, 90), np.float32)
    net = OnnxRunner(tiny_bundle, threads=1)
    first, looked = net.run(images), SecondLookRunner(net).run(images)
    assert [output.logits.shape for output in looked] == [o.logits.shape for o in first]
    alone = [SecondLookRunner(net).run([each])[0] for each in images]
    for together, single in zip(looked, alone, strict=True):
        np.testing.assert_allclose(together.logits, single.logits, atol=1e-3)


def test_no_images_give_no_outputs(tiny_bundle: Bundle) -> None:
    assert line_runner(tiny_bundle, threads=1).run([]) == []


def test_a_single_glyph_net_has_no_second_look(classifier_bundle: Bundle) -> None:
    with pytest.raises(BundleError, match="nets that read whole lines"):
        SecondLookRunner(OnnxRunner(classifier_bundle, threads=1))
