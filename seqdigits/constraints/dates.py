"""Which way of writing days a text is a day in."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterable
from itertools import product

from seqdigits.constraints.kept import Kept
from seqdigits.decoding import Automaton
from seqdigits.errors import ConstraintError

FIRST_YEAR, LAST_YEAR = 1900, 2099
"""The years dates are of unless others are asked for."""

_SPEC = re.compile(r"(\S+)(?:\s+([0-9]{4})(?:-([0-9]{4}))?)?")
_FIELD = re.compile(r"(YYYY|YY|MM|M|DD|D)([^A-Z0-9]?)")

#: What is known of a day: the day of the month (28 stands for all up to it), the days of its month
#: (28 for February), whether it is a leap year (1 or 0); 0 for what no longer matters.
_Kind = tuple[int, int, int]
_Kinds = frozenset[_Kind]
#: Field that is being read, and its words: what is left to read of each, the kinds left then.
_State = tuple[int, frozenset[tuple[str, _Kinds]]]


def date_automaton(form: str, kept: Kept) -> Automaton:
    """The days of the calendar written in `form`, such as "DD/MM/YYYY" or "D.M.YY 1950-2030".

    DD, MM, YYYY and YY are of fixed width, D and M without a leading zero. Fields may be left out:
    "MM/YYYY". Days are those of the years 1900 to 2099 or of the years given; two-digit years are
    of any century among them.

    Raises:
        ConstraintError: if `form` is malformed or needs a separator that is not kept.
    """
    fields, separators, years = _parsed(form)
    kept.require("".join(separators), f"the date {form!r}")
    words = [_words(field, years) for field in fields]
    last = len(fields) - 1

    def opened(number: int, kinds: _Kinds) -> _State:
        """The state before field `number`."""
        place = "DMY".index(fields[number][0])
        left = {
            word: frozenset(_without(place, kind) for kind in kinds if kind[place] in meant)
            for word, meant in words[number].items()
        }
        return number, frozenset((word, rest) for word, rest in left.items() if rest)

    def moves(state: _State) -> Iterable[tuple[str, _State]]:
        number, left = state
        following: dict[str, dict[str, _Kinds]] = {}
        for word, kinds in left:
            if word:
                following.setdefault(word[0], {})[word[1:]] = kinds
            elif separators[number]:
                yield separators[number], opened(number + 1, kinds)
        for char, ahead in following.items():
            if "" in ahead and number < last and not separators[number]:
                yield char, opened(number + 1, ahead[""])
            else:
                yield char, (number, frozenset(ahead.items()))

    leaps = set(map(isleap, years))
    return kept.explore(
        [opened(0, frozenset(kind for kind in _real() if kind[2] in leaps))],
        moves,
        lambda state: state[0] == last and any(not word for word, _ in state[1]),
    )


def _real() -> Iterable[_Kind]:
    """The kinds of days there are."""
    for day, month, leap in product((28, 29, 30, 31), (28, 30, 31), (0, 1)):
        if day <= month or (day == 29 and leap):
            yield day, month, leap


def _without(place: int, kind: _Kind) -> _Kind:
    """`kind` once what stands at `place` no longer matters."""
    day, month, leap = (0 if place == here else known for here, known in enumerate(kind))
    return day, month, leap


def _words(field: str, years: Iterable[int]) -> dict[str, set[int]]:
    """Each text a field may hold -> what it may mean, as in `_Kind`."""
    width = len(field)
    if field[0] == "D":
        return {f"{day:0{width}}": {max(day, 28)} for day in range(1, 32)}
    if field[0] == "M":
        long = {month: {31 if month in (1, 3, 5, 7, 8, 10, 12) else 30} for month in range(1, 13)}
        return {f"{month:0{width}}": days for month, days in (long | {2: {28}}).items()}
    words: dict[str, set[int]] = {}
    for year in years:
        words.setdefault(f"{year:04}"[-width:], set()).add(int(isleap(year)))
    return words


def _parsed(form: str) -> tuple[list[str], list[str], Iterable[int]]:
    """Fields, the separator after each ("" for none), and the years."""
    spec = _SPEC.fullmatch(form.strip().upper())
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    if spec and spec[2]:
        years = range(int(spec[2]), int(spec[3] or spec[2]) + 1)
    body = spec[1] if spec else ""
    found = list(_FIELD.finditer(body))
    fields, separators = [m[1] for m in found], [m[2] for m in found]
    loose = any(m[1] in ("D", "M") and not m[2] for m in found[:-1])
    if not fields or "".join(m[0] for m in found) != body or separators[-1] or not years:
        raise _refused(form, "which is not of that form")
    if len({field[0] for field in fields}) < len(fields):
        raise _refused(form, "which names a field twice")
    if loose:
        raise _refused(form, "in which D or M, of one or two digits, runs into the next field")
    return fields, separators, years


def _refused(form: str, why: str) -> ConstraintError:
    return ConstraintError(
        "a date is written by the fields DD or D, MM or M, YYYY or YY with a sign or nothing "
        f"between, and may be followed by its years. Received: {form!r}, {why}. Write for example "
        "DD/MM/YYYY, YYYYMMDD or D.M.YY 1950-2030."
    )
