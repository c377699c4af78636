"""Configurations as frozen pydantic models, read from TOML with `--set key=value` overrides."""

from __future__ import annotations

from seqdigits.config.files import parse_override, read_config, validate
from seqdigits.config.nets import (
    CnnConfig,
    CrnnConfig,
    DenseConfig,
    EnsembleConfig,
    GlyphNetConfig,
    InputConfig,
    NetConfig,
)
from seqdigits.config.runs import AugmentConfig, GlyphTrainConfig, TrainConfig

__all__ = [
    "AugmentConfig",
    "CnnConfig",
    "CrnnConfig",
    "DenseConfig",
    "EnsembleConfig",
    "GlyphNetConfig",
    "GlyphTrainConfig",
    "InputConfig",
    "NetConfig",
    "TrainConfig",
    "parse_override",
    "read_config",
    "validate",
]
