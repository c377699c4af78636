"""How well a reader reads labelled pictures."""

from seqdigits.data.labelled import Labelled, open_labelled
from seqdigits.evaluation.measuring import Mistake, measure
from seqdigits.evaluation.real_sets import REAL_SETS, measure_real

__all__ = ["REAL_SETS", "Labelled", "Mistake", "measure", "measure_real", "open_labelled"]
