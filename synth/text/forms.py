"""Numbers as forms have them: signed decimals, amounts of money, telephone numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from synth.errors import BadRequestError
from synth.text.law import DIGITS
from synth.text.lengths import Choice, Lengths

# In a form, "n" is a digit from 1 to 9, "d" any digit, and all else stands for itself.
_PHONES = (
    "ndd-dddd",
    "ndd-ddd-dddd",
    "ndd.ddd.dddd",
    "1-ndd-ddd-dddd",
    "+1-ndd-ddd-dddd",
    "nddddddddd",
    "0n/ddddddd",
    "0nd/ddddddd",
    "0nd-dddddddd",
    "0nddd/dddddd",
    "0nddd-dddddd",
    "0nd/ddd.dd.dd",
    "0n.dd.dd.dd.dd",
    "0nddddddddd",
    "+nd-nd-ddddddd",
    "+nd.ndd.dddddd",
    "+ndnddddddddd",
    "00ndnddddddddd",
)


def _whole(digits: int) -> str:
    """Form of a whole part: no leading zero, but a lone digit may be one."""
    return "d" if digits == 1 else "n" + "d" * (digits - 1)


def _grouped(whole: str, separator: str) -> str:
    """A whole part in threes from the right."""
    first = len(whole) % 3 or 3
    return separator.join((whole[:first], *(whole[i : i + 3] for i in range(first, len(whole), 3))))


def _decimals() -> set[str]:
    """-3.14, +12,5, 1250."""
    return {
        sign + _whole(digits) + fraction
        for sign in ("", "-", "+")
        for digits in range(1, 7)
        for fraction in ("", *(point + "d" * n for point in ".," for n in (1, 2, 3)))
    } - {"d", "-d", "+d"} | {"n", "-n", "+n"}


def _amounts() -> set[str]:
    """1,234.56, 1.234,56, 1234.56, 250.-, 1.250,- and whole amounts."""
    forms = set()
    for digits in range(1, 8):
        whole = _whole(digits)
        for thousands, point in ((",", "."), (".", ","), ("", "."), ("", ",")):
            forms.add(_grouped(whole, thousands) + point + "dd")
            plain = _grouped("n" + whole[1:], thousands)
            forms |= {plain, plain + point + "-"}
    return forms


_FORMS: dict[str, Callable[[], set[str]]] = {
    "decimal": _decimals,
    "money": _amounts,
    "phone": lambda: set(_PHONES),
}


@dataclass(frozen=True)
class FormTexts:
    """Texts of one kind of form: a form drawn, then its digits.

    Attributes:
        kind: decimal, money or phone.
        allowed: the characters texts keep to; forms that need others are left out.
        lengths: length law over the lengths these forms have; None draws every form alike.
    """

    kind: str
    allowed: str
    lengths: Lengths | None = None
    _choice: Choice = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.kind not in _FORMS:
            raise BadRequestError(f"a form is {' or '.join(_FORMS)}. Received: {self.kind!r}.")
        written = set(self.allowed) | {"n", "d"}
        forms = tuple(sorted(form for form in _FORMS[self.kind]() if set(form) <= written))
        object.__setattr__(self, "_choice", Choice(forms, self.lengths, f"a {self.kind} text"))

    @cached_property
    def characters(self) -> str:
        """Every character a text can hold, sorted."""
        return "".join(sorted(set(DIGITS).union(*self._choice.kept) - {"n", "d"}))

    @property
    def longest(self) -> int:
        """Most characters a text can have."""
        return self._choice.longest

    def sample(self, rng: np.random.Generator) -> str:
        """One text."""
        form = self._choice.sample(rng)
        low = [1 if slot == "n" else 0 for slot in form]
        digits = rng.integers(low, 10).tolist()
        return "".join(
            str(digit) if slot in "nd" else slot for slot, digit in zip(form, digits, strict=True)
        )
