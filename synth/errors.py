"""The errors synth raises on purpose; each also is the built-in it refines."""


class SynthError(Exception):
    """Something the caller can mend."""


class DataNotFoundError(SynthError, FileNotFoundError):
    """A data file is missing; the message names it and where to put it."""


class BadDataError(SynthError, ValueError):
    """A data file is damaged or not what its name says."""


class BadRequestError(SynthError, ValueError):
    """Parameters that cannot be met: an unknown character, a split without glyphs."""
