"""How well a model reads labelled pictures."""

from seqdigits.data.labelled import Labelled, open_labelled
from seqdigits.evaluation.evaluating import Evaluated, Evaluation, Settings, evaluate
from seqdigits.evaluation.measuring import Mistake, measure
from seqdigits.evaluation.real_sets import REAL_SETS, measure_real

__all__ = [
    "REAL_SETS",
    "Evaluated",
    "Evaluation",
    "Labelled",
    "Mistake",
    "Settings",
    "evaluate",
    "measure",
    "measure_real",
    "open_labelled",
]
