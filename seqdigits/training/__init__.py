"""Training of nets on strings drawn on the fly."""

from seqdigits.config import TrainConfig
from seqdigits.training.crnn import train_crnn

__all__ = ["TrainConfig", "train_crnn"]
