"""One door to every law of texts, by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from synth.errors import BadRequestError
from synth.text.check_digits import CheckedTexts
from synth.text.corpus import CorpusTexts, read_corpus
from synth.text.dates import CalendarTexts
from synth.text.forms import FormTexts
from synth.text.law import TextLaw
from synth.text.lengths import Lengths, parse_lengths, uniform_lengths
from synth.text.numbers import BenfordTexts, CounterTexts, UniformTexts
from synth.text.pattern import PatternTexts
from synth.text.profiles import PROFILES, characters_of
from synth.text.texts import OrEmpty, Texts

#: Kind -> what its texts are, one line.
KINDS: dict[str, str] = {
    "uniform": "every string of the length equally likely",
    "benford": "numbers whose first digits follow Benford's law",
    "counter": "counters padded with zeros, 000417",
    "runs": "digits with a stretch of one digit, 7770",
    "decimal": "signed decimals, -3.14",
    "money": "amounts with thousands and decimals, 1,234.56, 1.250,-",
    "date": "real dates in any order, 31/12/1999, 2.1.87, 1999-12-31",
    "date-dmy": "real dates, day first",
    "date-mdy": "real dates, month first",
    "date-ymd": "real dates, year first",
    "time": "times of the day, 09.30; 09:30 in profile time",
    "phone": "telephone numbers, 030/1234567, +1-212-555-0123",
    "luhn": "numbers with Luhn's check digit, as on cards",
    "mod11": "numbers with a check digit modulo 11; ends in X only in profile alnum",
    "mod97": "numbers with two check digits modulo 97, as in an IBAN",
    "isbn10": "ISBN of ten characters; ends in X only in profile alnum",
    "isbn13": "ISBN of 13 digits",
    "ean13": "article numbers of 13 digits",
    "ean8": "article numbers of 8 digits",
}
#: The profile of a kind that needs more than digits.
_PROFILE_OF = {
    "decimal": "decimal",
    "money": "money",
    "date": "date",
    "date-dmy": "date",
    "date-mdy": "date",
    "date-ymd": "date",
    "time": "date",
    "phone": "signs",
}
#: The kind of a profile that is about one.
_KIND_OF = {"decimal": "decimal", "money": "money", "date": "date", "time": "time"}


def open_texts(
    kind: str | None = None,
    pattern: str | None = None,
    corpus: Path | None = None,
    length: str | None = None,
    profile: str | None = None,
    empty: float = 0.0,
) -> Texts:
    r"""The law of texts asked for.

    Args:
        kind: one of `KINDS`; without it, a pattern or a corpus, what the profile is named for, and
            "uniform" else.
        pattern: a regular expression (see `synth.text.pattern_syntax`), r"\d{3}-\d{4}".
        corpus: a UTF-8 file, one text a line.
        length: characters of a text: "5", "1-10", or "1-10:n" for weights by n. Lengths that the
            kind, pattern or corpus does not have are left out of it. Without it, 1-10 for plain
            numbers, and whatever lengths the others have.
        profile: one of `PROFILES`, the characters texts keep to; without it those the kind needs,
            and for a pattern or corpus any.
        empty: share of empty texts.

    Raises:
        BadRequestError: if the request cannot be met.
        BadDataError: if the corpus is damaged or leaves its profile.
        DataNotFoundError: if there is no corpus, or patterns lack their library.
    """
    if sum(asked is not None for asked in (kind, pattern, corpus)) > 1:
        raise BadRequestError(
            "texts come from a kind, a pattern or a corpus. "
            f"Received: kind {kind!r}, pattern {pattern!r}, corpus {corpus}. Give one of them."
        )
    lengths = None if length is None else parse_lengths(length)
    allowed = None if profile is None else characters_of(profile)
    texts: Texts
    if pattern is not None:
        texts = PatternTexts(pattern, lengths, allowed)
    elif corpus is not None:
        texts = CorpusTexts(read_corpus(corpus, allowed), lengths)
    else:
        kind = kind or _KIND_OF.get(profile or "", "uniform")
        texts = _of_kind(kind, allowed or PROFILES[_PROFILE_OF.get(kind, "digits")], lengths)
    return OrEmpty(texts, empty) if empty != 0.0 else texts


def _of_kind(kind: str, allowed: str, lengths: Lengths | None) -> Texts:
    """Texts of `kind` in the characters `allowed`."""
    if kind not in KINDS:
        raise BadRequestError(f"a kind of texts is one of {', '.join(KINDS)}. Received: {kind!r}.")
    usual = lengths or uniform_lengths(1, 10)
    plain: dict[str, Callable[[], Texts]] = {
        "uniform": lambda: UniformTexts(usual, allowed),
        "benford": lambda: BenfordTexts(usual),
        "counter": lambda: CounterTexts(usual),
        "runs": lambda: TextLaw(usual, runs=1.0),
    }
    if kind in plain:
        return plain[kind]()
    if kind in ("decimal", "money", "phone"):
        return FormTexts(kind, allowed, lengths)
    if kind == "time" or kind.startswith("date"):
        return CalendarTexts(kind, allowed, lengths)
    return CheckedTexts(kind, allowed, lengths)
