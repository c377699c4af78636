"""Texts that match a regular expression, each as likely as any other of its length.

The strings of each length are counted over the pattern's automaton; a rank below that count is
drawn and the string of that rank is written, so that no branch is favoured by how the pattern is
put (Hickey and Cohen, "Uniform random generation of strings in a context-free language", 1983).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from synth.errors import BadRequestError
from synth.text.automaton import Automaton, compile_pattern, whole_below
from synth.text.lengths import LengthLaw, Lengths, law_within
from synth.text.profiles import profiles_with

#: Without a length law, the texts of a pattern that has no longest string end here.
LONGEST_UNBOUNDED = 20


@dataclass(frozen=True)
class PatternTexts:
    """Texts of a pattern.

    Attributes:
        pattern: the regular expression (see `synth.text.pattern_syntax`).
        lengths: length law, cut to the lengths the pattern has; None draws every length it has
            with equal weight, up to 20 characters (or its shortest string) if it has no longest.
        allowed: the characters texts keep to; None for those of all profiles and those written
            out in the pattern.
    """

    pattern: str
    lengths: Lengths | None = None
    allowed: str | None = None
    _automaton: Automaton = field(init=False, repr=False, compare=False)
    _law: LengthLaw = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        automaton = compile_pattern(self.pattern, self.allowed)
        if automaton.bound == -1:
            raise BadRequestError(_nothing(self.pattern, self.allowed))
        if automaton.bound == 0:
            raise BadRequestError(
                f"a pattern matches more than the empty text. Received: '{self.pattern}', which "
                "matches that alone. Ask for empty texts by their share."
            )
        last = max([_last_length(automaton), *(self.lengths or ())])
        feasible = [n for n in range(last + 1) if automaton.count(n)]
        law = law_within(self.lengths, feasible, f"a string of the pattern '{self.pattern}'")
        object.__setattr__(self, "_automaton", automaton)
        object.__setattr__(self, "_law", law)

    @cached_property
    def characters(self) -> str:
        """Every character a text can hold, sorted."""
        return self._automaton.characters(self._law.possible)

    @property
    def longest(self) -> int:
        """Most characters a text can have."""
        return self._law.longest

    def count(self, length: int) -> int:
        """How many texts of `length` characters there are."""
        return self._automaton.count(length)

    def sample(self, rng: np.random.Generator) -> str:
        """One text."""
        length = self._law.sample(rng)
        return self._automaton.string(length, whole_below(self._automaton.count(length), rng))


def _last_length(automaton: Automaton) -> int:
    """The greatest length drawn without a law."""
    if automaton.bound is not None:
        return automaton.bound
    shortest = next(n for n in range(len(automaton.moves)) if automaton.count(n))
    return max(LONGEST_UNBOUNDED, shortest)


def _nothing(pattern: str, allowed: str | None) -> str:
    """Why no text of `pattern` is left."""
    free = compile_pattern(pattern, None)
    if allowed is None or free.bound == -1:
        return (
            "a pattern matches at least one string of characters that leave ink, no blanks. "
            f"Received: '{pattern}', which matches none. Widen its classes."
        )
    shortest = next(n for n in range(len(free.moves)) if free.count(n))
    needed = "".join(sorted(set(free.string(shortest, 0)) - set(allowed)))
    holding = profiles_with(needed)
    advice = f"Choose profile {' or '.join(holding)}, or none" if holding else "Choose no profile"
    return (
        f"texts keep to the characters of their profile, {allowed!r}. Received: the pattern "
        f"'{pattern}', which needs others, such as {needed!r}. {advice}."
    )
