"""Training of nets: on strings drawn on the fly, and on labelled glyphs."""

from seqdigits.config import GlyphTrainConfig, TrainConfig
from seqdigits.training.crnn import train_crnn
from seqdigits.training.glyph_net import train_glyph_net

__all__ = ["GlyphTrainConfig", "TrainConfig", "train_crnn", "train_glyph_net"]
