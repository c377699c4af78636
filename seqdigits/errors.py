"""The errors seqdigits raises on purpose; each also is the built-in it refines.

Every message states the rule, what was received, and what to do next. The command line
turns any `SeqDigitsError` into one line on stderr and exit code 1.
"""


class SeqDigitsError(Exception):
    """Something the caller can mend."""


class AlphabetError(SeqDigitsError, ValueError):
    """A text holds characters the alphabet lacks, or an alphabet is malformed."""


class InfeasibleTextError(SeqDigitsError, ValueError):
    """A text needs more timesteps than its image has."""


class ConstraintError(SeqDigitsError, ValueError):
    """What is asked of a text is malformed, contradicts itself, or takes too much to follow."""


class ConfigError(SeqDigitsError, ValueError):
    """A configuration file or value breaks its schema."""


class ImageError(SeqDigitsError, ValueError):
    """An image cannot be read or has an unusable form."""


class BundleError(SeqDigitsError, ValueError):
    """A bundle is damaged, foreign, or of another format version."""


class BundleNotFoundError(SeqDigitsError, FileNotFoundError):
    """No bundle of that name or path."""


class DataError(SeqDigitsError, ValueError):
    """A labelled data set is missing, malformed or empty."""


class CalibrationError(SeqDigitsError, ValueError):
    """Too few labelled strings, or too many wrong readings of them, for what is asked."""


class MissingExtraError(SeqDigitsError, ImportError):
    """An optional dependency is not installed; the message names the extra."""
