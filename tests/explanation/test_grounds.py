"""What answers rest on: gradients, Grad-CAM, activations and context."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

keras = pytest.importorskip("keras")
pytest.importorskip("tensorflow")

from keras import layers  # noqa: E402

from seqdigits.decoding import log_softmax  # noqa: E402
from seqdigits.explanation.activations import most_varied, run  # noqa: E402
from seqdigits.explanation.context import effective_context  # noqa: E402
from seqdigits.explanation.gradients import attribute, weighed  # noqa: E402
from seqdigits.explanation.net import Stage  # noqa: E402
from seqdigits.explanation.receptive import Extent, Field  # noqa: E402


@pytest.fixture(scope="module")
def net() -> keras.Model:
    """A convolution without bias, so that blank paper activates nothing, then five classes."""
    keras.utils.set_random_seed(11)
    images = keras.Input((8, 12, 1))
    x = layers.Conv2D(6, 3, padding="same", use_bias=False)(images)
    x = layers.ReLU(name="features")(x)
    return keras.Model(images, layers.Dense(5)(layers.Flatten()(x)))


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    """Ink on the right half alone."""
    pixels = np.zeros((8, 12), np.float32)
    pixels[:, 6:] = np.random.default_rng(2).random((8, 6))
    return pixels


def test_grad_cam_by_hand() -> None:
    activations = np.array([[[1.0, 2.0], [0.0, 0.0], [3.0, 0.0]]], np.float32)
    slopes = np.array([[[3.0, 0.0], [0.0, -6.0], [0.0, 0.0]]], np.float32)
    # Channel means 1 and -2.
    assert weighed(activations, slopes).tolist() == [[1.0 - 4.0, 0.0, 3.0]]


@given(st.integers(0, 2**32 - 1))
def test_grad_cam_is_zero_where_nothing_is_active(seed: int) -> None:
    rng = np.random.default_rng(seed)
    activations = rng.random((3, 4, 5)).astype(np.float32)
    activations[rng.random((3, 4)) < 0.5] = 0.0
    found = weighed(activations, rng.normal(size=(3, 4, 5)).astype(np.float32))
    assert found.shape == (3, 4)
    assert not found[~activations.any(axis=2)].any()


def test_attribution_of_a_net_is_zero_on_blank_paper(net: keras.Model, image: np.ndarray) -> None:
    found = attribute([net], ["features"], image, [(0,), (3,), (4,)])
    assert found.cams.shape == found.located.shape == (3, 8, 12)
    assert found.gradients.shape == (3, 8, 12)
    (features,) = run(net, image, ["features"])
    silent = ~features.any(axis=2)
    assert silent[:, :5].all()  # the test below would say nothing otherwise
    assert not found.cams[:, silent].any() and not found.located[:, silent].any()
    assert found.cams.any() and found.located.any()
    assert found.cams.min() == found.located.min() == 0.0


def test_gradients_are_those_of_the_log_probability(net: keras.Model, image: np.ndarray) -> None:
    _is_the_slope_of(attribute([net], [None], image, [(3,)]).gradients[0], [net], image)


def _is_the_slope_of(gradient: np.ndarray, nets: list[keras.Model], image: np.ndarray) -> None:
    """Check `gradient` against differences of the log of class 3's mean probability."""

    def score(pixels: np.ndarray) -> float:
        batch = pixels[None, :, :, None].astype(np.float32)
        log_probs = [log_softmax(np.asarray(net(batch, training=False))[0]) for net in nets]
        return float(np.log(np.mean([np.exp(one[3]) for one in log_probs])))

    for row, column in ((2, 8), (5, 10), (0, 7)):
        step = np.zeros_like(image)
        step[row, column] = 1e-2
        slope = (score(image + step) - score(image - step)) / 2e-2
        assert gradient[row, column] == pytest.approx(slope, rel=0.05, abs=2e-3)


@pytest.fixture(scope="module")
def other() -> keras.Model:
    """Another net of the same classes, whose convolution has half as many places each way."""
    keras.utils.set_random_seed(12)
    images = keras.Input((8, 12, 1))
    x = layers.Conv2D(3, 3, strides=2, padding="same", activation="relu", name="half")(images)
    return keras.Model(images, layers.Dense(5)(layers.Flatten()(x)))


def test_members_of_an_ensemble_are_explained_together(
    net: keras.Model, other: keras.Model, image: np.ndarray
) -> None:
    alone = attribute([net], ["features"], image, [(3,)])
    twice = attribute([net, net], ["features", "features"], image, [(3,)])
    for name in ("cams", "located", "gradients"):
        np.testing.assert_allclose(getattr(twice, name), getattr(alone, name), atol=1e-5)
    found = attribute([net, other], ["features", "half"], image, [(3,)])
    assert found.cams.shape == alone.cams.shape
    assert np.abs(found.cams - alone.cams).max() > 1e-4
    _is_the_slope_of(found.gradients[0], [net, other], image)
    beside = attribute([net, other], ["features", None], image, [(3,)])
    assert beside.cams.shape == alone.cams.shape


def test_no_answers_give_empty_maps(net: keras.Model, image: np.ndarray) -> None:
    found = attribute([net], ["features"], image, [])
    assert found.cams.shape == (0, 8, 12) and found.gradients.shape == (0, 8, 12)
    assert effective_context(found.gradients, [], 4).shares.sum() == 0.0


def test_context_is_measured_from_the_middle_of_the_timestep() -> None:
    gradients = np.zeros((2, 2, 8), np.float32)
    gradients[0, :, 5] = -1.0  # timestep 0 of stride 4 is in the middle of columns 0..3, at 2
    gradients[1, 0, 6], gradients[1, 0, 4] = 3.0, 1.0  # timestep 1, at 6
    found = effective_context(gradients, [0, 1], 4)
    shares = dict(zip(found.distances.tolist(), found.shares.tolist(), strict=True))
    assert {d: s for d, s in shares.items() if s} == {3: 0.5, 0: 0.375, -2: 0.125}
    assert [found.within(share) for share in (0.3, 0.5, 0.9, 1.0)] == [0, 2, 3, 3]


def test_the_most_varied_channels_come_first() -> None:
    activations = np.zeros((2, 2, 4), np.float32)
    activations[..., 0] = 9.0  # strong and even
    activations[0, 0, 1], activations[0, 0, 3] = 1.0, 5.0
    field = Field(Extent(1, 0, 1, 2), Extent(1, 0, 1, 2))
    found = most_varied(Stage("conv", "conv", (3, 3), (1, 1), 4, field), activations, 2)
    assert found.channels.tolist() == [3, 1]
    assert found.maps.shape == (2, 2, 2) and found.maps[0, 0, 0] == 5.0
    assert found.silent == 1
