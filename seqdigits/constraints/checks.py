"""Which check digit a text proves itself by.

What a digit counts depends on its distance to the right end: an automaton of a scheme with period
P has P starts, one for each length modulo P.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from seqdigits.alphabet import DIGITS
from seqdigits.constraints.kept import Kept
from seqdigits.constraints.lengths import length_automaton
from seqdigits.decoding import Automaton
from seqdigits.errors import ConstraintError

_VERHOEFF = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
#: Damm's quasigroup: digit read so far (row), next digit (column) -> digit.
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def check_automaton(scheme: str, kept: Kept) -> Automaton:
    """The numbers that end in the right check digits of `scheme`, one of `SCHEMES`.

    They have at least one digit before those. Where ten is written X (mod11, isbn10), numbers
    that end in it are allowed if X is kept.

    Raises:
        ConstraintError: if the scheme is unknown.
    """
    if scheme not in SCHEMES:
        raise ConstraintError(
            f"a check is one of {', '.join(SCHEMES)}. Received: {scheme!r}. Choose one of them."
        )
    return SCHEMES[scheme](kept)


def _weighted(
    kept: Kept, modulus: int, period: int, counted: Callable[[int, int], int], tens: str = ""
) -> Automaton:
    """Numbers whose check digit and counted other digits sum to 0 modulo `modulus`.

    Args:
        kept: the characters.
        modulus: what the sum is a multiple of.
        period: after how many places `counted` repeats.
        counted: (place from the right, 1 to the period; digit) -> what it counts; the check
            digit, at place 0, counts itself.
        tens: how a check digit of ten is written, if it may be.
    """
    # Characters to come modulo the period, sum, characters read up to 2, the last may be the check.
    State = tuple[int, int, int, bool]

    def moves(state: State) -> Iterable[tuple[str, State]]:
        left, total, read, _ = state
        if left < 0:
            return
        is_last = left == 1 % period
        for char in DIGITS:
            ends = is_last and (total + int(char)) % modulus == 0
            onward = (total + counted((left - 2) % period + 1, int(char))) % modulus
            yield char, ((left - 1) % period, onward, min(read + 1, 2), ends)
        if tens and is_last and (total + 10) % modulus == 0:
            yield tens, (-1, 0, min(read + 1, 2), True)

    starts = [(left, 0, 0, False) for left in range(period)]
    return kept.explore(starts, moves, lambda state: state[2] == 2 and state[3])


def _luhn(kept: Kept) -> Automaton:
    """ISO/IEC 7812-1, on cards: every second digit doubled, the digits of the results summed."""
    return _weighted(kept, 10, 2, lambda p, d: 2 * d - 9 * (d > 4) if p % 2 else d)


def _mod11(kept: Kept) -> Automaton:
    """Weights 2 to 7 over and over; ten is X."""
    return _weighted(kept, 11, 6, lambda place, digit: (place + 1) * digit, "X")


def _isbn10(kept: Kept) -> Automaton:
    """ISO 2108 until 2006: weights 2 to 10; ten is X."""
    weighted = _weighted(kept, 11, 9, lambda place, digit: (place + 1) * digit, "X")
    return weighted & length_automaton(10, kept)


def _ean(length: int) -> Callable[[Kept], Automaton]:
    """GS1 article numbers of `length` digits: weights 3, 1, 3 and so on."""

    def build(kept: Kept) -> Automaton:
        weighted = _weighted(kept, 10, 2, lambda place, digit: (1 + 2 * (place % 2)) * digit)
        return weighted & length_automaton(length, kept)

    return build


def _isbn13(kept: Kept) -> Automaton:
    """ISO 2108: an EAN-13 that begins with 978 or 979; 9790 numbers sheet music, not books."""

    def moves(begun: str) -> Iterable[tuple[str, str]]:
        if begun == "book":
            return ((char, "book") for char in DIGITS)
        allowed = {"": "9", "9": "7", "97": "89", "978": DIGITS, "979": DIGITS[1:]}[begun]
        return ((char, begun + char if len(begun) < 3 else "book") for char in allowed)

    return _ean(13)(kept) & kept.explore([""], moves, lambda begun: begun == "book")


def _mod97(kept: Kept) -> Automaton:
    """ISO 7064 mod 97-10, as in an IBAN: the number is 1 modulo 97, its two check digits 02 to 98.

    Those that the rule gives are 98 less a remainder: 00, 01 and 99 are not among them, although
    97, 98 and 02 in their place leave the same remainder.
    """
    # The number modulo 97, characters read up to 3, the last of them, the last two may be checks.
    State = tuple[int, int, str, bool]

    def moves(state: State) -> Iterable[tuple[str, State]]:
        value, read, before, _ = state
        for char in DIGITS:
            given = before + char not in ("00", "01", "99")
            yield char, ((10 * value + int(char)) % 97, min(read + 1, 3), char, given)

    start: State = (0, 0, "", False)
    return kept.explore([start], moves, lambda state: state[0] == 1 and state[1] == 3 and state[3])


def _verhoeff(kept: Kept) -> Automaton:
    """Verhoeff 1969, "Error detecting decimal codes": a product in the dihedral group of order 10.

    The digit at each place is permuted as often as its place from the right says; eight times is
    none. The product is 0. Read from the left, each factor comes before those already read.
    """
    powers = [tuple(range(10))]
    while len(powers) < 8:
        powers.append(tuple(powers[-1][digit] for digit in _VERHOEFF))
    State = tuple[int, int, int]  # characters to come modulo 8, product, characters read up to 2

    def moves(state: State) -> Iterable[tuple[str, State]]:
        place = (state[0] - 1) % 8
        for char in DIGITS:
            product = _dihedral(powers[place][int(char)], state[1])
            yield char, (place, product, min(state[2] + 1, 2))

    return kept.explore([(p, 0, 0) for p in range(8)], moves, lambda state: state == (0, 0, 2))


def _dihedral(first: int, second: int) -> int:
    """Product in the dihedral group of order 10; 0 to 4 are rotations, 5 to 9 reflections."""
    turned = (first + second if first < 5 else first - second) % 5
    return turned + 5 * ((first < 5) != (second < 5))


def _damm(kept: Kept) -> Automaton:
    """Damm 2004, "Total anti-symmetrische Quasigruppen": the digits lead from 0 back to 0."""
    return kept.explore(
        [(0, 0)],
        lambda state: (
            (char, (int(_DAMM[state[0]][int(char)]), min(state[1] + 1, 2))) for char in DIGITS
        ),
        lambda state: state == (0, 2),
    )


#: Name -> its automaton over the characters kept.
SCHEMES: dict[str, Callable[[Kept], Automaton]] = {
    "luhn": _luhn,
    "mod11": _mod11,
    "mod97": _mod97,
    "isbn10": _isbn10,
    "isbn13": _isbn13,
    "ean13": _ean(13),
    "ean8": _ean(8),
    "verhoeff": _verhoeff,
    "damm": _damm,
}
