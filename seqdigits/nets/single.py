"""One net of its configuration."""

from __future__ import annotations

import keras

from seqdigits.config import CnnConfig, CrnnConfig, DenseConfig
from seqdigits.nets.cnn import build_cnn
from seqdigits.nets.crnn import build_crnn
from seqdigits.nets.dense import build_dense


def build_single(config: CrnnConfig | DenseConfig | CnnConfig) -> keras.Model:
    """The net `config` describes, with fresh weights, giving logits."""
    if isinstance(config, CrnnConfig):
        return build_crnn(config)
    if isinstance(config, CnnConfig):
        return build_cnn(config)
    return build_dense(config)
