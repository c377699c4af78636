"""Searches for better settings of a training run."""

from __future__ import annotations

from seqdigits.tuning.space import Space, read_space
from seqdigits.tuning.study import Budget, run_study

__all__ = ["Budget", "Space", "read_space", "run_study"]
