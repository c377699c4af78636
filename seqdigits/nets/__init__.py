"""Nets as plain functions of their configuration: `build(config)` gives a Keras model's logits."""

from __future__ import annotations

import keras

from seqdigits.config import EnsembleConfig, NetConfig
from seqdigits.nets.cnn import build_cnn
from seqdigits.nets.crnn import build_crnn
from seqdigits.nets.dense import build_dense
from seqdigits.nets.ensemble import build_ensemble
from seqdigits.nets.single import build_single

__all__ = ["build", "build_cnn", "build_crnn", "build_dense", "build_ensemble"]


def build(config: NetConfig, policy: str = "float32") -> keras.Model:
    """The net `config` describes, with fresh weights, giving logits.

    Args:
        config: of the net.
        policy: Keras dtype policy of its layers, whatever the one in force.
    """
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        if isinstance(config, EnsembleConfig):
            return build_ensemble(config)
        return build_single(config)
    finally:
        keras.config.set_dtype_policy(before)
