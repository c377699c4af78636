"""Training of nets: on strings drawn on the fly, and on labelled glyphs."""

from seqdigits.config import GlyphTrainConfig, TrainConfig
from seqdigits.training.crnn import fit_crnn, train_crnn
from seqdigits.training.ensemble import save_ensemble
from seqdigits.training.glyph_net import fit_glyph_net, train_glyph_net

__all__ = [
    "GlyphTrainConfig",
    "TrainConfig",
    "fit_crnn",
    "fit_glyph_net",
    "save_ensemble",
    "train_crnn",
    "train_glyph_net",
]
