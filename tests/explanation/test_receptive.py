"""Receptive fields: by hand, and by changing one pixel after another."""

from __future__ import annotations

import numpy as np
import pytest

keras = pytest.importorskip("keras")
pytest.importorskip("tensorflow")

from keras import layers  # noqa: E402

from seqdigits.config import CrnnConfig, DenseConfig  # noqa: E402
from seqdigits.explanation.net import stages  # noqa: E402
from seqdigits.explanation.receptive import Extent, receptive_fields  # noqa: E402
from seqdigits.nets import build  # noqa: E402

HEIGHT, WIDTH = 13, 18  # the first is divisible by no stride


def positive_net() -> keras.Model:
    """Every way a field can grow, of weights above zero: what can be seen, is."""

    def convolution(count: int, kernel: int, **options: object) -> layers.Conv2D:
        return layers.Conv2D(
            count,
            kernel,
            kernel_initializer=keras.initializers.RandomUniform(0.1, 1.0),
            use_bias=False,
            **options,
        )

    images = keras.Input((HEIGHT, WIDTH, 1))
    x = convolution(2, 4, strides=(2, 1), padding="same")(images)
    shortcut = layers.ReLU()(x)
    x = layers.Add()([shortcut, convolution(2, 3, padding="same")(shortcut)])
    x = layers.MaxPooling2D((1, 2))(x)
    x = convolution(1, 2, dilation_rate=2, padding="valid", name="last")(x)
    return keras.Model(images, layers.Flatten()(x))


def test_the_field_is_where_a_changed_pixel_changes_the_output() -> None:
    net = positive_net()
    field = receptive_fields(net, HEIGHT, WIDTH)["last"]
    part = keras.Model(net.inputs[0], net.get_layer("last").output)
    # One pixel after another is raised far above the others, so that no pooling hides it.
    batch = np.ones((HEIGHT * WIDTH, HEIGHT, WIDTH, 1), np.float32)
    batch.reshape(len(batch), -1)[np.arange(len(batch)), np.arange(len(batch))] = 1e4
    base = np.asarray(part(np.ones((1, HEIGHT, WIDTH, 1), np.float32), training=False))
    changed = np.asarray(part(batch, training=False))[..., 0] > base[..., 0] + 1e-2
    rows, columns = changed.shape[1:]
    assert (rows, columns) == (field.vertical.length, field.horizontal.length)
    for row in range(rows):
        for column in range(columns):
            expected = np.zeros((HEIGHT, WIDTH), bool)
            top, bottom = field.vertical.at(row, HEIGHT)
            left, right = field.horizontal.at(column, WIDTH)
            expected[top:bottom, left:right] = True
            seen = changed[:, row, column].reshape(HEIGHT, WIDTH)
            # A dilated kernel leaves holes: of its rectangle, the edges are seen.
            assert seen[expected].any() and not seen[~expected].any()
            where = np.argwhere(seen)
            assert where.min(axis=0).tolist() == [top, left]
            assert (where.max(axis=0) + 1).tolist() == [bottom, right]


def test_same_padding_puts_the_odd_pixel_behind() -> None:
    # 8 places, kernel 3, stride 2: one pixel of padding, and it comes last.
    extent = Extent(1, 0, 1, 8).windowed(3, 2, "same")
    assert extent == Extent(jump=2, low=0, high=3, length=4)
    assert (extent.at(0, 8), extent.at(3, 8)) == ((0, 3), (6, 8))
    # 7 places: two pixels, one on either side.
    assert Extent(1, 0, 1, 7).windowed(3, 2, "same").at(0, 7) == (0, 2)
    assert Extent(1, 0, 1, 7).windowed(3, 2, "valid") == Extent(2, 0, 3, 3)


def test_fields_of_the_string_net_by_hand() -> None:
    config = CrnnConfig(stem=4, channels=(4, 4, 4), lstm_units=4)
    found = stages(build(config), 32, 64)
    sizes = [(stage.field.horizontal.size, stage.field.vertical.size) for stage in found]
    # Each 3 x 3 adds twice the step reached: 2, 2, 2, then 4 across; 2, 4, 4, 8, 8, 16 down.
    assert sizes == [(5, 5), (9, 9), (13, 17), (17, 25), (25, 41), (33, 57), (41, 89)]
    assert [stage.name for stage in found][-1] == "stage3b"
    assert found[-1].field.horizontal.jump == config.stride
    assert found[-1].field.horizontal.length == 64 // config.stride
    assert [stage.channels for stage in found] == [4] * 7


def test_a_dense_net_has_no_stage() -> None:
    images = keras.Input((8, 8, 1))
    net = keras.Model(images, layers.Dense(3)(layers.Flatten()(images)))
    assert stages(net, 8, 8) == ()


def test_convolutions_that_are_not_trained_are_no_stages() -> None:
    assert stages(build(DenseConfig(directions=8, hidden=(6,))), 28, 28) == ()
