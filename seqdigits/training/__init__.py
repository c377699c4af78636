"""Training of nets: on strings drawn on the fly, and on labelled glyphs."""

from seqdigits.config import GlyphTrainConfig, TrainConfig
from seqdigits.training.crnn import train_crnn
from seqdigits.training.ensemble import save_ensemble
from seqdigits.training.glyph_net import train_glyph_net

__all__ = ["GlyphTrainConfig", "TrainConfig", "save_ensemble", "train_crnn", "train_glyph_net"]
