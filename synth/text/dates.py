"""Days of the calendar and times of the day, as people write them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from synth.errors import BadRequestError
from synth.text.law import DIGITS
from synth.text.lengths import LengthLaw, Lengths, law_within

_FIRST_DAY = datetime.date(1900, 1, 1).toordinal()
_LAST_DAY = datetime.date(2099, 12, 31).toordinal()
_SECONDS = 24 * 60 * 60

#: Field -> how it is written, and the fewest characters it takes.
_FIELDS = {
    "DD": ("{0.day:02}", 2),
    "D": ("{0.day}", 1),
    "MM": ("{0.month:02}", 2),
    "M": ("{0.month}", 1),
    "YYYY": ("{0.year}", 4),
    "YY": ("{0:%y}", 2),
    "hh": ("{0.hour:02}", 2),
    "h": ("{0.hour}", 1),
    "mm": ("{0.minute:02}", 2),
    "ss": ("{0.second:02}", 2),
}
#: Fields that may take one character more; they are set only between separators.
_LOOSE = {"D", "M", "h"}
_DATES = {
    "date-dmy": ("DD MM YYYY", "DD MM YY", "D M YYYY", "D M YY"),
    "date-mdy": ("MM DD YYYY", "MM DD YY", "M D YYYY", "M D YY"),
    "date-ymd": ("YYYY MM DD", "YY MM DD"),
}
_FIELDS_OF = {
    **_DATES,
    "date": tuple(fields for order in _DATES.values() for fields in order),
    "time": ("hh mm", "hh mm ss", "h mm"),
}


@dataclass(frozen=True)
class _Form:
    """Fields and the separator between them."""

    fields: tuple[str, ...]
    separator: str

    @property
    def lengths(self) -> range:
        """The lengths it can have."""
        shortest = sum(_FIELDS[name][1] for name in self.fields)
        shortest += (len(self.fields) - 1) * len(self.separator)
        return range(shortest, shortest + len(_LOOSE.intersection(self.fields)) + 1)

    def written(self, moment: datetime.datetime) -> str:
        """`moment` in this form."""
        return self.separator.join(_FIELDS[name][0].format(moment) for name in self.fields)


@dataclass(frozen=True)
class CalendarTexts:
    """Dates of real days from 1900 to 2099, or times of the day, in the forms people use.

    Attributes:
        kind: date-dmy, date-mdy, date-ymd, date (all three orders) or time.
        allowed: the characters texts keep to; separators outside them are not used. Dates are
            parted by / - . or nothing, times by : . or nothing.
        lengths: length law over the lengths these forms have; None draws every form alike.
    """

    kind: str
    allowed: str
    lengths: Lengths | None = None
    _forms: tuple[_Form, ...] = field(init=False, repr=False, compare=False)
    _law: LengthLaw | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.kind not in _FIELDS_OF:
            raise BadRequestError(f"a kind is {' or '.join(_FIELDS_OF)}. Received: {self.kind!r}.")
        separators = [s for s in (":." if self.kind == "time" else "/-.") if s in self.allowed]
        forms = [
            _Form(fields, separator)
            for written in _FIELDS_OF[self.kind]
            for separator in ("", *separators)
            if separator or not _LOOSE.intersection(fields := tuple(written.split()))
        ]
        law = None
        if self.lengths is not None:
            feasible = {length for form in forms for length in form.lengths}
            law = law_within(self.lengths, feasible, f"a {self.kind}")
            forms = [form for form in forms if set(form.lengths) & set(law.possible)]
        object.__setattr__(self, "_forms", tuple(forms))
        object.__setattr__(self, "_law", law)

    @cached_property
    def characters(self) -> str:
        """Every character a text can hold, sorted."""
        return "".join(sorted(set(DIGITS).union(*(form.separator for form in self._forms))))

    @property
    def longest(self) -> int:
        """Most characters a text can have."""
        return self._law.longest if self._law else max(form.lengths[-1] for form in self._forms)

    def sample(self, rng: np.random.Generator) -> str:
        """One text."""
        forms, length = self._forms, None
        if self._law is not None:
            length = self._law.sample(rng)
            forms = tuple(form for form in forms if length in form.lengths)
        form = forms[int(rng.integers(len(forms)))]
        while True:
            text = form.written(_moment(rng))
            if length is None or len(text) == length:
                return text


def _moment(rng: np.random.Generator) -> datetime.datetime:
    """A second of a day, each equally likely."""
    day = datetime.datetime.fromordinal(int(rng.integers(_FIRST_DAY, _LAST_DAY + 1)))
    return day + datetime.timedelta(seconds=int(rng.integers(_SECONDS)))
