"""Images: bytes, file or array -> ink -> a normalised line image."""

from seqdigits.images.canonical import LineImage, canonical
from seqdigits.images.ink import find_ink
from seqdigits.images.load import Source, load
from seqdigits.images.normalise import normalise

__all__ = ["LineImage", "Source", "canonical", "find_ink", "load", "normalise"]
