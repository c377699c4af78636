"""Labelled pictures of number strings, in any layout that is known by what lies at the path."""

from __future__ import annotations

from seqdigits.data.labelled.labelled import Labelled, Picture
from seqdigits.data.labelled.opening import open_labelled

__all__ = ["Labelled", "Picture", "open_labelled"]
