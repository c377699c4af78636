"""Images: bytes, file or array -> ink -> a normalised line image."""

from seqdigits.images.canonical import LineImage, canonical

__all__ = ["LineImage", "canonical"]
