"""Plain numbers, dates, times and forms follow what they say."""

from __future__ import annotations

import datetime
import re

import numpy as np
import pytest

from synth.errors import BadRequestError
from synth.text.dates import CalendarTexts, _Form
from synth.text.forms import FormTexts
from synth.text.numbers import BenfordTexts, CounterTexts, UniformTexts
from synth.text.profiles import PROFILES
from synth.text.texts import Texts


def _drawn(texts: Texts, count: int) -> list[str]:
    rng = np.random.default_rng(11)
    return [texts.sample(rng) for _ in range(count)]


def _chi_square(counts: np.ndarray, expected: np.ndarray) -> float:
    return float(((counts - expected) ** 2 / expected).sum())


def test_first_digits_follow_benford() -> None:
    texts = _drawn(BenfordTexts({n: 1.0 for n in (1, 3, 12)}), 6000)
    counts = np.bincount([int(text[0]) for text in texts], minlength=10)[1:]
    # Chi-square with 8 degrees of freedom stays below 31 in 9,998 of 10,000 cases.
    assert _chi_square(counts, 6000 * np.log10(1 + 1 / np.arange(1, 10))) < 31
    assert {len(text) for text in texts} == {1, 3, 12}


def test_counters_are_of_every_magnitude_alike() -> None:
    texts = _drawn(CounterTexts({5: 1.0}), 5000)
    assert {len(text) for text in texts} == {5}
    counts = np.bincount([len(text.lstrip("0")) for text in texts], minlength=6)
    assert counts[0] == 0
    # Chi-square with 4 degrees of freedom stays below 24 in 9,999 of 10,000 cases.
    assert _chi_square(counts[1:], np.full(5, 1000.0)) < 24


def test_uniform_texts_reach_every_string_evenly() -> None:
    texts = _drawn(UniformTexts({2: 1.0}, "01AB"), 16 * 200)
    counts = np.unique(texts, return_counts=True)[1]
    # Chi-square with 15 degrees of freedom stays below 44 in 9,999 of 10,000 cases.
    assert len(counts) == 16
    assert _chi_square(counts, np.full(16, 200.0)) < 44


@pytest.mark.parametrize(
    ("fields", "separator", "expected", "lengths"),
    [
        (("DD", "MM", "YYYY"), "/", "02/01/2003", range(10, 11)),
        (("D", "M", "YY"), ".", "2.1.03", range(6, 9)),
        (("MM", "DD", "YY"), "", "010203", range(6, 7)),
        (("YYYY", "MM", "DD"), "-", "2003-01-02", range(10, 11)),
        (("hh", "mm"), ":", "04:05", range(5, 6)),
        (("h", "mm"), ".", "4.05", range(4, 6)),
        (("hh", "mm", "ss"), "", "040506", range(6, 7)),
    ],
)
def test_a_moment_in_each_form(
    fields: tuple[str, ...], separator: str, expected: str, lengths: range
) -> None:
    form = _Form(fields, separator)
    assert form.written(datetime.datetime(2003, 1, 2, 4, 5, 6)) == expected
    assert form.lengths == lengths


@pytest.mark.parametrize(
    ("kind", "formats"),
    [("date-dmy", "%d/%m/%Y"), ("date-mdy", "%m/%d/%Y"), ("date-ymd", "%Y/%m/%d")],
)
def test_dates_are_days_of_the_calendar(kind: str, formats: str) -> None:
    texts = _drawn(CalendarTexts(kind, "0123456789/"), 3000)
    wrong = []
    leap_days = 0
    for text in texts:
        parts = text.split("/")
        if len(parts) == 1:
            form = formats.replace("/", "").replace("%Y", "%Y" if len(text) == 8 else "%y")
        else:
            form = formats if max(map(len, parts)) == 4 else formats.replace("%Y", "%y")
        try:
            day = datetime.datetime.strptime(text, form)
        except ValueError:
            wrong.append(text)
        else:
            leap_days += (day.month, day.day) == (2, 29)
    assert wrong == []
    # One day in 1,461 is one.
    assert 0 < leap_days < 10


@pytest.mark.parametrize("length", range(6, 11))
def test_dates_of_one_length(length: int) -> None:
    texts = CalendarTexts("date", PROFILES["date"], {length: 1.0, 30: 1.0})
    assert {len(text) for text in _drawn(texts, 200)} == {length}
    assert texts.longest == length


def test_times_of_the_day_and_their_separators() -> None:
    def written(profile: str) -> str:
        return "".join(_drawn(CalendarTexts("time", PROFILES[profile]), 300))

    assert set(written("digits")) == set("0123456789")
    assert set(written("date")) == set("0123456789.")
    assert set(written("time")) == set("0123456789.:")
    for text in _drawn(CalendarTexts("time", "0123456789:"), 500):
        assert re.fullmatch(r"([01]?\d|2[0-3])(:?[0-5]\d){1,2}", text)


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        (
            "money",
            r"\d+|\d+[.,](\d\d|-)|\d{1,3}(,\d{3})+(\.(\d\d|-))?|\d{1,3}(\.\d{3})+(,(\d\d|-))?",
        ),
        ("decimal", r"[-+]?(\d|[1-9]\d*)([.,]\d{1,3})?"),
        ("phone", r"\+?\d+([-/.]\d+)*"),
    ],
)
def test_forms_are_well_formed(kind: str, pattern: str) -> None:
    texts = FormTexts(kind, PROFILES["signs"])
    drawn = _drawn(texts, 2000)
    assert [text for text in drawn if not re.fullmatch(pattern, text)] == []
    assert set("".join(drawn)) == set(texts.characters)
    assert max(map(len, drawn)) == texts.longest


def test_amounts_known_to_be_written_so() -> None:
    forms = FormTexts("money", PROFILES["money"])._choice.items
    # 1,234.56 · 1.234,56 · 0.99 · 250.- · 1.250,- · 1234567
    assert set(forms) >= {"n,ddd.dd", "n.ddd,dd", "d.dd", "ndd.-", "n.ddd,-", "ndddddd"}
    assert not any(form.startswith("dd") for form in forms)


def test_unknown_kinds_are_refused() -> None:
    with pytest.raises(BadRequestError, match="Received: 'roman'"):
        FormTexts("roman", "0123456789")
    with pytest.raises(BadRequestError, match="Received: 'roman'"):
        CalendarTexts("roman", "0123456789")
