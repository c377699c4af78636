"""The characters that texts keep to, and automata over them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from seqdigits.alphabet import PROFILES, Alphabet
from seqdigits.decoding import Automaton, explore
from seqdigits.errors import ConstraintError

Key = TypeVar("Key", bound=Hashable)

MOST_CHARACTERS = 256
"""No constraint speaks of longer texts."""


@dataclass(frozen=True)
class Kept:
    """The characters of an alphabet that a profile keeps.

    Attributes:
        alphabet: what gives the characters their labels.
        characters: those kept; others than the alphabet's are of no account.
    """

    alphabet: Alphabet
    characters: str

    @cached_property
    def labels(self) -> dict[str, int]:
        """Label of each character kept, in the order of the labels."""
        encoded = enumerate(self.alphabet.characters, start=1)
        return {char: label for label, char in encoded if char in self.characters}

    def require(self, characters: str, asked: str) -> None:
        """Raise ConstraintError if what is `asked` needs `characters` that are not kept."""
        missing = "".join(sorted(set(characters) - set(self.labels)))
        if missing:
            raise ConstraintError(
                f"texts keep to the characters {''.join(self.labels)!r}. Received: {asked}, which "
                f"needs others, such as {missing!r}. {self._advice(missing)}"
            )

    def _advice(self, missing: str) -> str:
        """How to keep the characters `missing`."""
        foreign = set(missing) - set(self.alphabet.characters)
        if foreign:
            return "Choose a model whose alphabet holds them, or do without."
        holding = [name for name, chars in PROFILES.items() if set(missing) <= set(chars)]
        return f"Choose profile {' or '.join(holding)}." if holding else "Keep these too."

    def explore(
        self,
        starts: Iterable[Key],
        moves: Callable[[Key], Iterable[tuple[str, Key]]],
        is_final: Callable[[Key], bool],
    ) -> Automaton:
        """The minimal automaton of the states reached; moves by characters not kept are left out.

        Args:
            starts: keys of the states a text may start in.
            moves: state -> (character, next state); no character twice.
            is_final: whether a text may end in a state.

        Raises:
            ConstraintError: if too many states are reached.
        """

        def labelled(key: Key) -> Iterable[tuple[int, Key]]:
            return ((self.labels[c], aim) for c, aim in moves(key) if c in self.labels)

        return explore(self.alphabet.classes, starts, labelled, is_final)
