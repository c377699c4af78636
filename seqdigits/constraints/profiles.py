r"""What a profile asks of a text beyond its characters."""

from __future__ import annotations

from seqdigits.constraints.kept import Kept
from seqdigits.constraints.patterns import pattern_automaton
from seqdigits.decoding import Automaton

#: Profile -> the pattern its texts follow, where it has one; nothing written is always allowed.
PROFILE_PATTERNS: dict[str, str] = {
    "decimal": r"([+-]?\d+([.,]\d+)?)?",
    "amount": r"(-?(\d+|\d{1,3}(\.\d{3})+|\d{1,3}(,\d{3})+)([.,]\d{2})?[.,]?-?)?",
    "date": r"(\d{1,2}[./-]\d{1,2}[./-](\d{4}|\d{2})|\d{4}[./-]\d{1,2}[./-]\d{1,2})?",
}


def profile_automaton(profile: str, kept: Kept) -> Automaton:
    """The texts that follow the pattern of `profile`."""
    return pattern_automaton(PROFILE_PATTERNS[profile], kept)
