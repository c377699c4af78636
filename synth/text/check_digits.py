"""Check digits: the characters that make a number prove itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from synth.errors import BadRequestError
from synth.text.law import DIGITS
from synth.text.lengths import LengthLaw, Lengths, law_within, uniform_lengths
from synth.text.numbers import digits_of


def _from_right(payload: str) -> Iterable[tuple[int, int]]:
    """(place from the right, from 0; digit)."""
    return enumerate(int(digit) for digit in reversed(payload))


def luhn(payload: str) -> str:
    """The digit after `payload` by Luhn's rule (ISO/IEC 7812-1), as on cards."""
    doubled = ((2 - place % 2) * digit for place, digit in _from_right(payload))
    return str(-sum(value - 9 * (value > 9) for value in doubled) % 10)


def mod11(payload: str) -> str:
    """The digit, or X for ten, after `payload`: weights 2 to 7 over and over from the right."""
    return _tenth(-sum((2 + place % 6) * digit for place, digit in _from_right(payload)) % 11)


def mod97(payload: str) -> str:
    """The two digits after `payload` that make the number 1 modulo 97 (ISO 7064, as in an IBAN)."""
    return f"{98 - int(payload) * 100 % 97:02}"


def isbn10(payload: str) -> str:
    """The digit, or X for ten, after the nine of `payload` (ISO 2108): weights 2 to 10."""
    return _tenth(-sum((2 + place) * digit for place, digit in _from_right(payload)) % 11)


def ean(payload: str) -> str:
    """The digit after `payload` on articles (GS1): weights 3, 1, 3 ... from the right."""
    return str(-sum((3 - 2 * (place % 2)) * digit for place, digit in _from_right(payload)) % 10)


def _tenth(value: int) -> str:
    return "X" if value == 10 else str(value)


@dataclass(frozen=True)
class _Scheme:
    """How numbers of one kind are made.

    Attributes:
        check: payload -> what comes after it.
        size: number of characters `check` gives.
        lengths: the lengths numbers have unless others are asked for.
        fixed: True if they have no other.
        prefixes: what they begin with, each as often.
    """

    check: Callable[[str], str]
    lengths: Lengths
    size: int = 1
    fixed: bool = False
    prefixes: tuple[str, ...] = ("",)


#: 978 as often as 979; 9790 numbers sheet music, not books.
_BOOKS = (*("978",) * 9, *(f"979{digit}" for digit in range(1, 10)))
_SCHEMES = {
    "luhn": _Scheme(luhn, uniform_lengths(8, 16)),
    "mod11": _Scheme(mod11, uniform_lengths(8, 12)),
    "mod97": _Scheme(mod97, uniform_lengths(8, 16), size=2),
    "isbn10": _Scheme(isbn10, {10: 1.0}, fixed=True),
    "isbn13": _Scheme(ean, {13: 1.0}, fixed=True, prefixes=_BOOKS),
    "ean13": _Scheme(ean, {13: 1.0}, fixed=True),
    "ean8": _Scheme(ean, {8: 1.0}, fixed=True),
}


@dataclass(frozen=True)
class CheckedTexts:
    """Numbers that end in their right check digits; what comes before them is uniform.

    Attributes:
        kind: luhn, mod11, mod97, isbn10, isbn13, ean13 or ean8.
        allowed: the characters texts keep to; without X, numbers that would end in it are not
            drawn.
        lengths: length law, check digits included; None for the lengths usual for the kind.
    """

    kind: str
    allowed: str = DIGITS
    lengths: Lengths | None = None
    _law: LengthLaw = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.kind not in _SCHEMES:
            raise BadRequestError(
                f"a check digit is of {', '.join(_SCHEMES)}. Received: {self.kind!r}."
            )
        scheme = _SCHEMES[self.kind]
        feasible = range(scheme.size + 1, 1000)
        wanted = self.lengths or scheme.lengths
        possible = scheme.lengths if scheme.fixed else feasible
        law = law_within(wanted, possible, f"a number of kind {self.kind}")
        object.__setattr__(self, "_law", law)

    @property
    def characters(self) -> str:
        """Every character a text can hold, sorted."""
        writes_x = self.kind in ("mod11", "isbn10") and "X" in self.allowed
        return DIGITS + "X" * writes_x

    @property
    def longest(self) -> int:
        """Most characters a text can have."""
        return self._law.longest

    def sample(self, rng: np.random.Generator) -> str:
        """One text."""
        scheme = _SCHEMES[self.kind]
        length = self._law.sample(rng)
        while True:
            prefix = scheme.prefixes[int(rng.integers(len(scheme.prefixes)))]
            payload = prefix + digits_of(length - len(prefix) - scheme.size, rng)
            check = scheme.check(payload)
            if check in self.characters or len(check) > 1:
                return payload + check
