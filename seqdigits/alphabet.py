"""Texts to labels and back. Blank is class 0; this is the only module that knows the characters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seqdigits.errors import AlphabetError

BLANK = 0
DIGITS = "0123456789"
SIGNS = ".,-/+"

#: Profile name -> characters it keeps; the probability of all others goes to blank.
PROFILES: dict[str, str] = {
    "digits": DIGITS,
    "decimal": DIGITS + ".,+-",
    "amount": DIGITS + ".,-",
    "date": DIGITS + "./-",
    "signs": DIGITS + SIGNS,
}


@dataclass(frozen=True)
class Alphabet:
    """An ordered set of characters; character i has label i + 1, blank has label 0.

    Raises:
        AlphabetError: if `characters` is empty or repeats a character.
    """

    characters: str = DIGITS + SIGNS

    def __post_init__(self) -> None:
        if not self.characters or len(set(self.characters)) != len(self.characters):
            raise AlphabetError(
                "an alphabet is a non-empty string without repeats. "
                f"Received: {self.characters!r}. Remove the repeated characters."
            )

    @property
    def classes(self) -> int:
        """Number of classes C, blank included."""
        return len(self.characters) + 1

    def encode(self, text: str) -> list[int]:
        """Labels (1..C-1) of `text`, one per character.

        Raises:
            AlphabetError: if `text` holds characters outside the alphabet; they are listed.
        """
        foreign = sorted(set(text) - set(self.characters))
        if foreign:
            raise AlphabetError(
                f"text must use only the characters {self.characters!r}. Received: {text!r} with "
                f"{', '.join(map(repr, foreign))}. Choose an alphabet that holds them."
            )
        return [self.characters.index(character) + 1 for character in text]

    def decode(self, labels: Iterable[int]) -> str:
        """Text of `labels`; blanks are skipped, nothing is collapsed.

        Raises:
            AlphabetError: if a label lies outside 0..C-1.
        """
        text = []
        for label in labels:
            if not 0 <= label < self.classes:
                raise AlphabetError(
                    f"labels lie in 0..{self.classes - 1}. Received: {label}. "
                    "Decode with the alphabet the net was trained on."
                )
            if label != BLANK:
                text.append(self.characters[label - 1])
        return "".join(text)

    def erased_labels(self, profile: str) -> Sequence[int]:
        """Labels of the characters that `profile` erases (counts as blank).

        Raises:
            AlphabetError: if the profile is unknown.
        """
        if profile not in PROFILES:
            raise AlphabetError(
                f"a profile is one of {', '.join(PROFILES)}. Received: {profile!r}."
            )
        kept = PROFILES[profile]
        if set(kept).isdisjoint(self.characters):
            raise AlphabetError(
                f"profile {profile!r} keeps none of the alphabet's characters. "
                f"Received: {self.characters!r}."
            )
        return [i + 1 for i, character in enumerate(self.characters) if character not in kept]
