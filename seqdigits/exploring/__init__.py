"""What a data set holds: figures of it, and a page to look at."""

from __future__ import annotations

from seqdigits.exploring.opening import open_source
from seqdigits.exploring.summary import Summary, summarise
from seqdigits.exploring.text_summary import StringSummary, summarise_strings

__all__ = ["StringSummary", "Summary", "open_source", "summarise", "summarise_strings"]
