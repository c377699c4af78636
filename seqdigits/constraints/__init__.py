"""What a text must be: length, pattern, range, date, check digit, lexicon, as automata."""

from __future__ import annotations

from seqdigits.constraints.checks import SCHEMES
from seqdigits.constraints.constraint import Asked, Constraint, constrain

__all__ = ["SCHEMES", "Asked", "Constraint", "constrain"]
