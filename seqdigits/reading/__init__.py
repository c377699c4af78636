"""Images to texts: `Reader.load().read(images)`."""

from __future__ import annotations

from seqdigits.reading.reader import ReadDigit, Reader, Reading

__all__ = ["ReadDigit", "Reader", "Reading"]
