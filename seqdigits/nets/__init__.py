"""Nets as plain functions of their configuration: `build(config)` gives a Keras model's logits."""

from __future__ import annotations

import keras

from seqdigits.config import CnnConfig, CrnnConfig, NetConfig
from seqdigits.nets.cnn import build_cnn
from seqdigits.nets.crnn import build_crnn
from seqdigits.nets.dense import build_dense

__all__ = ["build", "build_cnn", "build_crnn", "build_dense"]


def build(config: NetConfig) -> keras.Model:
    """The net `config` describes, with fresh weights, giving logits."""
    if isinstance(config, CrnnConfig):
        return build_crnn(config)
    if isinstance(config, CnnConfig):
        return build_cnn(config)
    return build_dense(config)
