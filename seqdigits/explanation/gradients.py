"""Where an image holds what a net's answers rest on, by gradients.

Grad-CAM after Selvaraju et al. 2017 (arXiv 1610.02391): the channels of a convolution, weighted by
the mean gradient of an answer with respect to each, summed and cut at zero. A channel gets one
weight for the whole image, so it also lights up where another character moves it; HiResCAM (Draelos
and Carin 2020, arXiv 2011.08891) multiplies gradient and activation place by place instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import keras
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Attribution:
    """What D answers of a net rest on, in one image (H, W).

    Attributes:
        cams: (D, h, w) Grad-CAM over the places of the convolution, not negative.
        located: (D, h, w) HiResCAM over the same places, not negative.
        gradients: (D, H, W) gradient of each answer's log-probability by pixel, nats per full ink.
    """

    cams: Floats
    located: Floats
    gradients: Floats


def attribute(
    net: keras.Model, features: str | None, image: Floats, answers: Sequence[tuple[int, ...]]
) -> Attribution:
    """What each of `answers` rests on in `image` (H, W).

    Args:
        net: gives logits, as its first output if there are more.
        features: the layer whose activations (h, w, C) are weighed; None for gradients alone.
        image: float32, ink high.
        answers: where each answer is in the logits without their batch axis: (timestep, label) of
            a string net, (class,) of a classifier.
    """
    import tensorflow as tf

    layer = [] if features is None else [net.get_layer(features).output]
    part = keras.Model(net.inputs[0], [*layer, net.outputs[0]])
    pixels = tf.constant(image[None, :, :, None])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(pixels)
        outputs = part(pixels, training=False)
        *activations, logits = outputs if isinstance(outputs, list | tuple) else [outputs]
        log_probs = tf.nn.log_softmax(logits)[0]
        scores = [log_probs[answer] for answer in answers]
    cams, located, gradients = [], [], []
    for score in scores:
        by_pixel, *by_feature = tape.gradient(score, [pixels, *activations])
        gradients.append(by_pixel.numpy()[0, :, :, 0])
        for slopes, values in zip(by_feature, activations, strict=True):
            slope, value = slopes.numpy()[0], values.numpy()[0]
            cams.append(grad_cam(value, slope))
            located.append(np.maximum((value * slope).sum(axis=2), 0.0))
    places = activations[0].shape[1:3] if activations else (0, 0)
    return Attribution(
        _stacked(cams, places), _stacked(located, places), _stacked(gradients, image.shape)
    )


def grad_cam(activations: Floats, slopes: Floats) -> Floats:
    """Grad-CAM (h, w) of `activations` (h, w, C), given an answer's gradient by each (h, w, C)."""
    result: Floats = np.maximum(activations @ slopes.mean(axis=(0, 1)), 0.0)
    return result


def _stacked(maps: Sequence[Floats], shape: Sequence[int]) -> Floats:
    return np.stack(maps) if maps else np.zeros((0, *shape), np.float32)
