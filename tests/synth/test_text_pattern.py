"""Pattern texts match their regular expression, and every string of a length is equally likely."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.errors import BadRequestError
from synth.text.automaton import compile_pattern, whole_below
from synth.text.pattern import PatternTexts
from synth.text.profiles import PROFILES

AMOUNT = r"[1-9]\d{0,2}(,\d{3})*\.\d{2}"


@pytest.mark.parametrize(
    ("pattern", "counts"),
    [
        (r"\d{3}-\d{4}", {7: 0, 8: 10**7, 9: 0}),
        # d.dd, dd.dd, ddd.dd, then never 7, then d,ddd.dd: first digit 1-9, the others free.
        (AMOUNT, {3: 0, 4: 900, 5: 9_000, 6: 90_000, 7: 0, 8: 900_000, 36: 9 * 10**26}),
        # 000 can be read as 0 00 or as 00 0, yet is one string.
        ("(0|00)(0|00)", {1: 0, 2: 1, 3: 1, 4: 1}),
        ("(a|b)*a(a|b)", {1: 0, 2: 2, 3: 4, 10: 2**9}),
        ("x?", {0: 1, 1: 1, 2: 0}),
    ],
)
def test_strings_of_each_length_are_counted_once(pattern: str, counts: dict[int, int]) -> None:
    automaton = compile_pattern(pattern, None)
    assert {n: automaton.count(n) for n in counts} == counts


def _regexes() -> st.SearchStrategy[str]:
    leaves = st.sampled_from(["a", "b", "c", "[ab]", "[^a]", "[a-c]", ".", r"\w", "(a|)"])
    repeats = st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{,2}", "{2,}", "{0}", "*?"])
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.tuples(inner, inner).map("".join),
            st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
            st.tuples(inner, repeats).map(lambda two: f"({two[0]}){two[1]}"),
        ),
        max_leaves=6,
    )


@settings(max_examples=120, deadline=None)
@given(_regexes())
def test_ranks_write_exactly_the_strings_that_re_matches(pattern: str) -> None:
    automaton = compile_pattern(pattern, "abc")
    for length in range(5):
        strings = map("".join, itertools.product("abc", repeat=length))
        matched = {string for string in strings if re.fullmatch(pattern, string)}
        count = automaton.count(length)
        assert count == len(matched)
        assert {automaton.string(length, rank) for rank in range(count)} == matched


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(
        [r"\d{3}-\d{4}", AMOUNT, r"(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2])", r"[^\d.]{3}", r"^-?\d+$"]
    ),
    st.integers(0, 2**32),
)
def test_a_sample_matches_and_repeats(pattern: str, seed: int) -> None:
    texts = PatternTexts(pattern)
    text = texts.sample(np.random.default_rng(seed))
    assert re.fullmatch(pattern, text)
    assert set(text) <= set(texts.characters)
    assert len(text) <= texts.longest
    assert text == PatternTexts(pattern).sample(np.random.default_rng(seed))


@pytest.mark.parametrize(
    # Branching at random over the first would write 7 in half of all texts, not in one of 31.
    ("pattern", "length", "size"),
    [("7x|[0-4][0-5]", 2, 31), ("(a|b|ab|ba){2}c", 3, 4), ("[A-F]{2}|[0-9]{2}", 2, 136)],
)
def test_every_string_of_a_length_comes_as_often(pattern: str, length: int, size: int) -> None:
    texts = PatternTexts(pattern, {length: 1.0})
    rng = np.random.default_rng(17)
    drawn = [texts.sample(rng) for _ in range(200 * size)]
    names, counts = np.unique(drawn, return_counts=True)
    assert len(names) == size
    chi = float(((counts - 200) ** 2 / 200).sum())
    # Four standard deviations above the mean of chi-square with size - 1 degrees of freedom.
    assert chi < size - 1 + 4 * np.sqrt(2 * (size - 1))


def test_lengths_follow_their_law_where_the_pattern_has_them() -> None:
    texts = PatternTexts(r"\d|\d{3}", {1: 1.0, 2: 50.0, 3: 3.0})
    rng = np.random.default_rng(3)
    lengths = [len(texts.sample(rng)) for _ in range(4000)]
    assert set(lengths) == {1, 3}
    # Four standard errors at 4,000 draws.
    assert abs(lengths.count(3) / 4000 - 0.75) < 0.03


@pytest.mark.parametrize(
    ("pattern", "longest"), [(r"\d*", 20), (r"\d{30}x*", 30), ("a{0,33}", 33), ("(ab)+", 20)]
)
def test_without_a_law_an_endless_pattern_ends_at_twenty(pattern: str, longest: int) -> None:
    assert PatternTexts(pattern).longest == longest


@pytest.mark.parametrize(
    ("pattern", "length", "allowed", "characters"),
    [
        ("[A-F]{2}|[0-2]{3}", 2, None, "ABCDEF"),
        ("[A-F]{2}|[0-2]{3}", 3, None, "012"),
        (".", 1, PROFILES["date"], PROFILES["date"]),
        (r"[^\d]", 1, PROFILES["date"], "-./"),
        (r"\w{2}", 2, PROFILES["date"], "0123456789"),
        (r"€[à-â]\d", 3, None, "0123456789àáâ€"),
        (r"\$[5-6]", 2, None, "$56"),
    ],
)
def test_characters_are_those_of_texts(
    pattern: str, length: int, allowed: str | None, characters: str
) -> None:
    assert PatternTexts(pattern, {length: 1.0}, allowed).characters == characters


@pytest.mark.parametrize(
    ("pattern", "beside"),
    [
        (".", ""),
        (r"(?:.|\d{3}){1,2}", ""),  # the signs of the pattern's own syntax are not written
        (r"[^7].", ""),
        ("[^€].", ""),
        (r"_\.?.", "_"),
        (r"[\w_].", "_"),
        ("[#-%].", "#$%"),
        (r"[\[\]-].", "[]"),
        ("\\\\.", "\\"),
    ],
)
def test_a_dot_stays_within_the_profiles_and_what_is_written_out(pattern: str, beside: str) -> None:
    expected = set().union(*PROFILES.values()) | set(beside)
    assert set(PatternTexts(pattern).characters) == expected


def test_a_shorthand_stays_within_the_profiles_unless_written_out() -> None:
    assert "_" not in PatternTexts(r"\w").characters
    assert "_" in PatternTexts(r"[\w_]").characters


def test_a_shorthand_means_what_it_means_to_re() -> None:
    # é and _ are written out, and \W is neither.
    assert PatternTexts(r"[é_]?\W", {1: 1.0}).characters == "+,-./:"
    assert PatternTexts(r"[0é]\w", {2: 1.0}).count(2) == 2 * (10 + 52 + 1)


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ("[0-9", "unterminated character set at position 0"),
        ("12)", "unbalanced parenthesis at position 2"),
        ("a**", "multiple repeat at position 2"),
        (r"(\d)\1", "a backreference at position 4"),
        (r"(?P<d>\d)(?P=d)", "a backreference at position 9"),
        (r"\d(?=5)", "lookahead or lookbehind at position 2"),
        (r"(?<!5)\d", "lookahead or lookbehind at position 0"),
        (r"\d^\d", "an anchor inside at position 2"),
        (r"^\d$|x", "an anchor inside at position 3"),
        (r"\b\d", "an anchor inside at position 0"),
        (r"(?i)a", "a flag, comment or atomic group at position 0"),
        ("a{}", "a brace that repeats nothing at position 1"),
        ("a++", "a possessive repeat at position 1"),
        ("[]a]", "a class at position 0"),
        (r"[\W\D]", "a class at position 0"),
        (r"\x41", "a character by its code or name at position 0"),
        ("[[a]", "Possible nested set at position 1"),
        ("7{257}", "a repeat past 256 at position 1"),
        ("(7{200}){200}", "at most 256 characters"),
        (r"\s", "which matches none"),
        ("", "which matches that alone"),
        (r"\d{0}|()", "which matches that alone"),
        ("(" * 2000 + "1" + ")" * 2000, "recursion"),
    ],
)
def test_what_is_not_understood_is_named_with_its_place(pattern: str, complaint: str) -> None:
    with pytest.raises(BadRequestError, match="Received") as caught:
        PatternTexts(pattern)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_length_that_no_string_has_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadRequestError, match=r"has 4-6, 8-10, 12-14, 16-18, 20 characters"):
        PatternTexts(AMOUNT, {7: 1.0, 11: 1.0})


def test_a_profile_that_lacks_a_character_is_refused_with_those_that_hold_it() -> None:
    with pytest.raises(BadRequestError, match=r"such as '/'. Choose profile date or signs, or"):
        PatternTexts(r"\d/\d", allowed=PROFILES["digits"])
    with pytest.raises(BadRequestError, match="Choose no profile"):
        PatternTexts("€", allowed=PROFILES["digits"])


def test_whole_numbers_are_even_below_bounds_past_machine_words() -> None:
    rng = np.random.default_rng(2)
    drawn = [whole_below(3 * 10**30, rng) for _ in range(3000)]
    thirds = np.bincount([number // 10**30 for number in drawn], minlength=3)
    assert max(drawn) < 3 * 10**30
    # Four standard deviations of a count of mean 1,000.
    assert np.abs(thirds - 1000).max() < 104


def test_texts_are_the_same_in_every_process() -> None:
    code = (
        "import numpy as np; from synth.text.pattern import PatternTexts\n"
        "print([PatternTexts(r'(\\w|[.,]-?){4}').sample(np.random.default_rng(i)) "
        "for i in range(20)])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1
    assert len(outputs.pop()) > 100
