"""How well a reader reads labelled pictures."""

from seqdigits.evaluation.labelled import Labelled, open_labelled
from seqdigits.evaluation.measuring import Mistake, measure

__all__ = ["Labelled", "Mistake", "measure", "open_labelled"]
