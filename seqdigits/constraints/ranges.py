"""Between which two numbers a text lies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from seqdigits.alphabet import DIGITS
from seqdigits.constraints.kept import MOST_CHARACTERS, Kept
from seqdigits.decoding import Automaton
from seqdigits.errors import ConstraintError

_RANGE = re.compile(r"([0-9]+)(?:([.,])([0-9]+))?-([0-9]+)(?:([.,])([0-9]+))?")

#: How many characters have been read, and the intervals still open, each with whether what was
#: read is the beginning of its least and of its greatest text.
_State = tuple[int, frozenset[tuple[int, bool, bool]]]


def range_automaton(bounds: str, kept: Kept) -> Automaton:
    """The numbers from one to another, both included, as they are written.

    "0-5000" are whole numbers without leading zeros, "0000-5000" whole numbers of four digits,
    "0.00-20.00" (or with a comma) numbers with two decimals and no leading zeros, "00.00-20.00"
    numbers with two digits before the point and two behind.

    Raises:
        ConstraintError: if `bounds` is no such range, or needs a point or comma that is not kept.
    """
    intervals = _intervals(bounds)
    kept.require("".join({*intervals[0][0]} - {*DIGITS}), f"the range {bounds!r}")

    def moves(state: _State) -> Iterable[tuple[str, _State]]:
        for char in kept.labels:
            onward = frozenset(_followed(state, char, intervals))
            if onward:
                yield char, (state[0] + 1, onward)

    start: _State = (0, frozenset((number, True, True) for number in range(len(intervals))))
    return kept.explore(
        [start],
        moves,
        lambda state: any(len(intervals[number][0]) == state[0] for number, _, _ in state[1]),
    )


def _followed(
    state: _State, char: str, intervals: list[tuple[str, str]]
) -> Iterator[tuple[int, bool, bool]]:
    """The intervals of `state` that stay open after `char`."""
    place, opened = state
    for number, at_low, at_high in opened:
        low, high = intervals[number]
        if place == len(low):
            continue
        if low[place] in DIGITS:
            fits = char in DIGITS
            fits &= not (at_low and char < low[place]) and not (at_high and char > high[place])
        else:
            fits = char == low[place]
        if fits:
            yield number, at_low and char == low[place], at_high and char == high[place]


def _intervals(bounds: str) -> list[tuple[str, str]]:
    """Least and greatest text of each width that numbers in `bounds` have, point included."""
    match = _RANGE.fullmatch(bounds.strip())
    if match is None or len(bounds) > MOST_CHARACTERS:
        raise _refused(bounds, "which is not of that form")
    low_whole, low_sign, low_part, high_whole, high_sign, high_part = match.groups(default="")
    if (low_sign, len(low_part)) != (high_sign, len(high_part)):
        raise _refused(bounds, "whose numbers have different decimals")
    low, high = int(low_whole + low_part), int(high_whole + high_part)
    if low > high:
        raise _refused(bounds, "which begins above its end")
    places = len(low_part)

    def written(value: int, width: int) -> str:
        digits = f"{value:0{width + places}}"
        return digits[:width] + low_sign + digits[width:]

    if any(len(whole) > 1 and whole[0] == "0" for whole in (low_whole, high_whole)):
        if len(low_whole) != len(high_whole):
            raise _refused(bounds, "whose numbers have leading zeros but different widths")
        return [(low_whole + low_sign + low_part, high_whole + high_sign + high_part)]
    intervals = []
    for width in range(len(low_whole), len(high_whole) + 1):
        least = max(low, 0 if width == 1 else 10 ** (width - 1 + places))
        greatest = min(high, 10 ** (width + places) - 1)
        intervals.append((written(least, width), written(greatest, width)))
    return intervals


def _refused(bounds: str, why: str) -> ConstraintError:
    return ConstraintError(
        "a range is two numbers with a hyphen between, the smaller first, both with as many "
        f"decimals. Received: {bounds!r}, {why}. Write for example 0-5000, 0000-5000 or "
        "0.00-20.00."
    )
