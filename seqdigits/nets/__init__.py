"""Nets as plain functions of their configuration: `build(config)` gives a Keras model's logits."""

from __future__ import annotations

import keras

from seqdigits.config import ClassifierConfig, CrnnConfig
from seqdigits.nets.classifier import build_classifier
from seqdigits.nets.crnn import build_crnn

__all__ = ["build", "build_classifier", "build_crnn"]


def build(config: CrnnConfig | ClassifierConfig) -> keras.Model:
    """The net `config` describes, with fresh weights, giving logits."""
    if isinstance(config, CrnnConfig):
        return build_crnn(config)
    return build_classifier(config)
