"""Dates: every day of the calendar, written by datetime."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import numpy as np
import pytest

from seqdigits.alphabet import DIGITS, Alphabet
from seqdigits.constraints.dates import date_automaton
from seqdigits.constraints.kept import Kept
from seqdigits.errors import ConstraintError
from synth.text.dates import CalendarTexts

ALPHABET = Alphabet()
KEPT = Kept(ALPHABET, ALPHABET.characters)


def days(first: int, last: int) -> list[datetime.date]:
    start = datetime.date(first, 1, 1).toordinal()
    end = datetime.date(last, 12, 31).toordinal()
    return [datetime.date.fromordinal(day) for day in range(start, end + 1)]


@pytest.mark.parametrize(
    ("form", "template"),
    [
        ("DD/MM/YYYY", "{0:%d}/{0:%m}/{0:%Y}"),
        ("yyyymmdd", "{0:%Y%m%d}"),
        ("D.M.YY", "{0.day}.{0.month}.{0:%y}"),
        ("MM-DD-YY", "{0:%m}-{0:%d}-{0:%y}"),
        ("M/D/YYYY", "{0.month}/{0.day}/{0:%Y}"),
        ("DDMMYY", "{0:%d%m%y}"),
        ("YYMMDD", "{0:%y%m%d}"),
        ("D.M", "{0.day}.{0.month}"),
        ("MM/YYYY", "{0:%m}/{0:%Y}"),
        ("DDYYYY", "{0:%d%Y}"),
        ("YYYYD", "{0:%Y}{0.day}"),
        ("DD", "{0:%d}"),
    ],
)
# 1900 was no leap year, 2000 was.
@pytest.mark.parametrize("years", [(1896, 1904), (1999, 2001), (1900, 1900)])
def test_real_days_and_no_others_are_accepted(
    form: str, template: str, years: tuple[int, int], written: Callable[..., list[str]]
) -> None:
    automaton = date_automaton(f"{form} {years[0]}-{years[1]}", KEPT)
    assert written(automaton, ALPHABET) == sorted({template.format(day) for day in days(*years)})


@pytest.mark.parametrize(("form", "template"), [("DD/MM/YYYY", "%d/%m/%Y"), ("YYMMDD", "%y%m%d")])
def test_years_are_1900_to_2099_unless_others_are_asked_for(
    form: str, template: str, written: Callable[..., list[str]]
) -> None:
    expected = sorted({day.strftime(template) for day in days(1900, 2099)})
    assert written(date_automaton(form, KEPT), ALPHABET) == expected


def test_one_year_may_be_asked_for(written: Callable[..., list[str]]) -> None:
    assert len(written(date_automaton("YYYYMMDD 2024", KEPT), ALPHABET)) == 366


@pytest.mark.parametrize("order", ["dmy", "mdy", "ymd"])
def test_the_dates_that_are_synthesised_are_accepted(order: str) -> None:
    fields = {"d": ("DD", "D"), "m": ("MM", "M"), "y": ("YYYY", "YY")}
    widths = [(0, 0), (1, 0), (0, 1), (1, 1)] if order != "ymd" else [(0, 0), (0, 1)]
    automata = [
        date_automaton(separator.join(fields[c][year if c == "y" else loose] for c in order), KEPT)
        for loose, year in widths
        for separator in ("", "/", "-", ".")
        if separator or not loose
    ]
    texts, rng = CalendarTexts(f"date-{order}", "".join(KEPT.labels)), np.random.default_rng(3)
    for _ in range(300):
        labels = ALPHABET.encode(texts.sample(rng))
        assert any(automaton.accepts(labels) for automaton in automata)


@pytest.mark.parametrize(
    ("form", "complaint"),
    [
        ("", "not of that form"),
        ("DD/MM/YYYY/", "not of that form"),
        ("/DD", "not of that form"),
        ("DD/MM/JJJJ", "not of that form"),
        ("DD//MM", "not of that form"),
        ("DD/MM/YYYY 2030-1950", "not of that form"),
        ("DD/MM/YYYY next", "not of that form"),
        ("DD/D/YY", "a field twice"),
        ("DMYY", "runs into the next"),
        ("YYYYMDD", "runs into the next"),
    ],
)
def test_what_is_no_form_of_a_date_is_refused(form: str, complaint: str) -> None:
    with pytest.raises(ConstraintError, match=complaint):
        date_automaton(form, KEPT)


def test_a_separator_that_is_not_kept_is_refused_with_advice() -> None:
    with pytest.raises(ConstraintError, match=r"such as '/'\. Choose profile .*signs"):
        date_automaton("DD/MM/YY", Kept(ALPHABET, DIGITS))
    with pytest.raises(ConstraintError, match=r"such as ':'\. Choose a model"):
        date_automaton("DD:MM", KEPT)
