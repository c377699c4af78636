"""Which numbers get written."""

from synth.text.law import TextLaw

__all__ = ["TextLaw"]
