"""All that is asked of a text at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import and_
from pathlib import Path
from typing import TypedDict

from seqdigits.alphabet import PROFILES, Alphabet
from seqdigits.constraints.checks import check_automaton
from seqdigits.constraints.dates import date_automaton
from seqdigits.constraints.kept import Kept
from seqdigits.constraints.lengths import length_automaton
from seqdigits.constraints.lexicon import read_lexicon
from seqdigits.constraints.patterns import pattern_automaton
from seqdigits.constraints.profiles import PROFILE_PATTERNS, profile_automaton
from seqdigits.constraints.ranges import range_automaton
from seqdigits.decoding import Automaton, Trie
from seqdigits.errors import ConstraintError

_Part = tuple[str, Automaton]


@dataclass(frozen=True)
class Constraint:
    """What a text must be: parts that must all hold, compiled for one alphabet.

    Attributes:
        description: the parts, in words: "length 5 and check luhn".
        acceptor: accepts the texts in which they hold; at least one does.
    """

    description: str
    acceptor: Automaton | Trie

    def accepts(self, labels: Sequence[int]) -> bool:
        """True if the text of these labels is one of them."""
        return self.acceptor.accepts(labels)


class Asked(TypedDict, total=False):
    """What may be asked of a text; see `constrain`."""

    length: str | int | None
    pattern: str | None
    lexicon: str | Path | None
    range: str | None
    date: str | None
    check: str | None


def constrain(
    alphabet: Alphabet,
    *,
    profile: str | None = None,
    characters: str | None = None,
    length: str | int | None = None,
    pattern: str | None = None,
    lexicon: str | Path | None = None,
    range: str | None = None,
    date: str | None = None,
    check: str | None = None,
) -> Constraint | None:
    """What is asked of a text, compiled; None if nothing is.

    Args:
        alphabet: the alphabet of the net that reads.
        profile: a profile whose characters texts keep to and whose pattern, where it has one
            (`PROFILE_PATTERNS`), they follow.
        characters: those that a text may hold; None for the profile's, or all.
        length: "5" or "4-6" characters.
        pattern: a regular expression for the whole text.
        lexicon: a file of the texts allowed, one a line.
        range: "0-5000", see `seqdigits.constraints.ranges`.
        date: "DD/MM/YYYY", see `seqdigits.constraints.dates`.
        check: a check digit, one of `seqdigits.constraints.checks.SCHEMES`.

    Raises:
        ConstraintError: if a part is malformed, needs a character that is not kept, leaves no
            text on its own or with the others, or if all takes too many states to follow.
    """
    if characters is None:
        characters = alphabet.characters if profile is None else PROFILES[profile]
    kept = Kept(alphabet, characters)
    kinds: list[tuple[str, str | int | None, Callable[..., Automaton]]] = [
        ("profile", profile if profile in PROFILE_PATTERNS else None, profile_automaton),
        ("length", length, length_automaton),
        ("pattern", pattern, pattern_automaton),
        ("range", range, range_automaton),
        ("date", date, date_automaton),
        ("check", check, check_automaton),
    ]
    parts: list[_Part] = [
        (f"{name} {asked}", build(asked, kept)) for name, asked, build in kinds if asked is not None
    ]
    for name, automaton in parts:
        if automaton.is_empty:
            raise _impossible([name], kept)
    entries = None if lexicon is None else read_lexicon(lexicon, kept)
    if entries is None and not parts:
        return None
    if entries is None:
        return Constraint(" and ".join(name for name, _ in parts), _joined(parts, kept))
    described = f"lexicon {lexicon} ({len(entries):,} entries)"
    return Constraint(
        " and ".join([described, *(name for name, _ in parts)]),
        _filtered(entries, described, parts, kept),
    )


def _joined(parts: list[_Part], kept: Kept) -> Automaton:
    """The texts that all parts accept, the smallest automata joined first."""
    ordered = sorted((automaton for _, automaton in parts), key=lambda a: a.states)
    try:
        automaton = reduce(and_, ordered)
    except ConstraintError as error:
        names = " and ".join(name for name, _ in parts)
        raise ConstraintError(f"{error} Asked for: {names}.") from error
    if automaton.is_empty:
        for pair in combinations(parts, 2):
            if (pair[0][1] & pair[1][1]).is_empty:
                raise _impossible([name for name, _ in pair], kept)
        raise _impossible([name for name, _ in parts], kept)
    return automaton


def _filtered(entries: Trie, described: str, parts: list[_Part], kept: Kept) -> Trie:
    """The entries that all parts accept."""
    trie = entries
    for _, automaton in parts:
        trie = trie & automaton
    if trie.is_empty:
        for name, automaton in parts:
            if (entries & automaton).is_empty:
                raise _impossible([described, name], kept)
        raise _impossible([described, *(name for name, _ in parts)], kept)
    return trie


def _impossible(names: list[str], kept: Kept) -> ConstraintError:
    """The error for parts that leave no text."""
    together = " and ".join(names)
    advice = "Ask for one of them, or change one." if len(names) > 1 else "Change it."
    return ConstraintError(
        f"at least one text of the characters {''.join(kept.labels)!r} must be left. Received: "
        f"{together}, which leave{'s' * (len(names) == 1)} none. {advice}"
    )
