"""Images to texts: `Reader.load().read(images)`."""

from __future__ import annotations

from seqdigits.reading.reader import Reader
from seqdigits.reading.reading import Alternative, ReadDigit, Reading, Status

__all__ = ["Alternative", "ReadDigit", "Reader", "Reading", "Status"]
