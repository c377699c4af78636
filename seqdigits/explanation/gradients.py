"""Where an image holds what a net's answers rest on, by gradients.

Grad-CAM after Selvaraju et al. 2017 (arXiv 1610.02391): the channels of a convolution, weighted by
the mean gradient of an answer with respect to each, summed and cut at zero. A channel gets one
weight for the whole image, so it also lights up where another character moves it; HiResCAM (Draelos
and Carin 2020, arXiv 2011.08891) multiplies gradient and activation place by place instead. An
ensemble's maps are summed over the channels of all its members.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import keras
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Attribution:
    """What D answers of a net rest on, in one image (H, W).

    Attributes:
        cams: (D, h, w) Grad-CAM over the places of the (first) convolution, not negative; (0, 0, 0)
            without one.
        located: (D, h, w) HiResCAM over the same places, not negative.
        gradients: (D, H, W) gradient of each answer's log-probability by pixel, nats per full ink.
    """

    cams: Floats
    located: Floats
    gradients: Floats


def attribute(
    nets: Sequence[keras.Model],
    features: Sequence[str | None],
    image: Floats,
    answers: Sequence[tuple[int, ...]],
) -> Attribution:
    """What each of `answers` rests on in `image` (H, W).

    Args:
        nets: give logits, as their first output if there are more; the mean of their probabilities
            is explained.
        features: of each net the layer whose activations (h, w, C) are weighed, None for gradients
            alone.
        image: float32, ink high.
        answers: where each answer is in the logits without their batch axis: (timestep, label) of
            a string net, (class,) of a classifier.
    """
    import tensorflow as tf

    parts = [_with_features(net, name) for net, name in zip(nets, features, strict=True)]
    pixels = tf.constant(image[None, :, :, None])
    activations = []
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(pixels)
        each = []
        for part in parts:
            outputs = part(pixels, training=False)
            *values, logits = outputs if isinstance(outputs, list | tuple) else [outputs]
            activations += values
            each.append(tf.nn.log_softmax(logits)[0])
        log_probs = tf.reduce_logsumexp(tf.stack(each), axis=0)
        scores = [log_probs[answer] for answer in answers]
    places = tuple(activations[0].shape[1:3]) if activations else (0, 0)
    cams, located, gradients = [], [], []
    for score in scores:
        by_pixel, *by_feature = tape.gradient(score, [pixels, *activations])
        gradients.append(by_pixel.numpy()[0, :, :, 0])
        cam, local = np.zeros((2, *places), np.float32)
        for slopes, values in zip(by_feature, activations, strict=True):
            slope, value = slopes.numpy()[0], values.numpy()[0]
            cam += _resized(weighed(value, slope), places)
            local += _resized((value * slope).sum(axis=2), places)
        if activations:
            cams.append(np.maximum(cam, 0.0))
            located.append(np.maximum(local, 0.0))
    return Attribution(
        _stacked(cams, places), _stacked(located, places), _stacked(gradients, image.shape)
    )


def _with_features(net: keras.Model, features: str | None) -> keras.Model:
    """`net` giving the activations of the layer `features`, if any, and then its logits."""
    layer = [] if features is None else [net.get_layer(features).output]
    return keras.Model(net.inputs[0], [*layer, net.outputs[0]])


def weighed(activations: Floats, slopes: Floats) -> Floats:
    """(h, w): the channels of `activations` (h, w, C) by their mean gradient in `slopes`, alike.

    Cut at zero it is Grad-CAM.
    """
    result: Floats = activations @ slopes.mean(axis=(0, 1))
    return result


def _resized(values: Floats, shape: tuple[int, ...]) -> Floats:
    """`values` (h, w) on a grid of `shape`: members of an ensemble may differ in theirs."""
    if values.shape == shape:
        return values
    return np.asarray(cv2.resize(values, shape[::-1], interpolation=cv2.INTER_LINEAR))


def _stacked(maps: Sequence[Floats], shape: Sequence[int]) -> Floats:
    return np.stack(maps) if maps else np.zeros((0, *shape), np.float32)
