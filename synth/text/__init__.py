"""Which texts get written."""

from synth.text.law import TextLaw
from synth.text.opening import KINDS, open_texts
from synth.text.profiles import PROFILE_NOTES, PROFILES
from synth.text.texts import Texts

__all__ = ["KINDS", "PROFILES", "PROFILE_NOTES", "TextLaw", "Texts", "open_texts"]
