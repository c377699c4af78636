"""A model's folder: weights as ONNX and Keras, configuration, metrics, card, checksums."""

from __future__ import annotations

from seqdigits.bundle.calibration import (
    Calibration,
    ConfidenceMap,
    ErrorThreshold,
    FittedOn,
    error_threshold,
)
from seqdigits.bundle.card import render_card
from seqdigits.bundle.config import (
    BundleConfig,
    GlyphSource,
    Metrics,
    OodThreshold,
    SetResult,
    SourceTrial,
)
from seqdigits.bundle.folder import Bundle, load_bundle
from seqdigits.bundle.places import bundle_names, find_bundle
from seqdigits.bundle.saving import (
    save_bundle,
    save_calibrated,
    save_configured,
    write_card,
    write_metrics,
)

__all__ = [
    "Bundle",
    "BundleConfig",
    "Calibration",
    "ConfidenceMap",
    "ErrorThreshold",
    "FittedOn",
    "GlyphSource",
    "Metrics",
    "OodThreshold",
    "SetResult",
    "SourceTrial",
    "bundle_names",
    "error_threshold",
    "find_bundle",
    "load_bundle",
    "render_card",
    "save_bundle",
    "save_calibrated",
    "save_configured",
    "write_card",
    "write_metrics",
]
