r"""The regular expressions a pattern may be, and what it asks of its characters.

Understood: characters, `.`, classes `[a-f]` `[^,]`, `\d` `\w` `\s` `\D` `\W` `\S` (the last three
outside a class), escaped signs `\.`, groups `( )` `(?: )` `(?P<name> )`, alternatives `|`, and the
repeats `*` `+` `?` `{n}` `{n,}` `{,m}` `{n,m}`. They mean what they mean to `re.fullmatch`; `^` at
the beginning and `$` at the end are allowed and change nothing.
"""

from __future__ import annotations

import re
import warnings

from synth.errors import BadRequestError

#: No repeat is written with more than this.
MOST_REPEATS = 256

# What is not understood, in the order tried at each place; a name says what to call it.
_REFUSED = {
    "a backreference": r"\\[1-9]|\(\?P=",
    "lookahead or lookbehind": r"\(\?<?[=!]",
    "a condition": r"\(\?\(",
    "a flag, comment or atomic group": r"\(\?(?!P<|:)",
    "an anchor inside": r"\\[AbBZ]|[\^$]",
    "a character by its code or name": r"\\[0xuUN]",
    "a bracket, code or negated shorthand in a class": (
        r"\[\^?\]|\[(?:\\[^DWS0-9xuUNb]|[^\]\\])*\\[DWS0-9xuUNb]"
    ),
    "a possessive repeat": r"(?:[*+?]|\{[\d,]+\})\+",
}
_TOKEN = re.compile(
    "|".join(f"(?P<r{i}>{expression})" for i, expression in enumerate(_REFUSED.values()))
    + r"|\[(?:\\.|[^\]\\])*\]|\\.|(?P<repeat>\{(?:\d+(?:,\d*)?|,\d+)\})|(?P<brace>[{}])|.",
    re.DOTALL,
)


def body_of(pattern: str) -> str:
    """`pattern` without the anchors at its ends, once it is known to be understood.

    Raises:
        BadRequestError: naming what is not understood, and its position from 0.
    """
    start = int(pattern.startswith("^"))
    before_dollar = len(pattern[:-1]) - len(pattern[:-1].rstrip("\\"))
    anchored = pattern.endswith("$") and before_dollar % 2 == 0 and len(pattern) > start
    body = pattern[start : len(pattern) - int(anchored)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(body)
    except re.error as error:
        position = start + (error.pos or 0)
        raise BadRequestError(
            f"a pattern is a regular expression. Received: '{pattern}', with {error.msg} at "
            f"position {position}. Escape signs that stand for themselves by a backslash."
        ) from error
    except (Warning, OverflowError, RecursionError) as error:
        raise BadRequestError(
            f"a pattern is a plain regular expression. Received: '{pattern}': {error}. "
            "Escape signs that stand for themselves by a backslash."
        ) from error
    _check(body, start, pattern)
    return body


def _check(body: str, start: int, pattern: str) -> None:
    """Raise BadRequestError at the first thing in `body` that is not understood."""
    for token in _TOKEN.finditer(body):
        what = None
        if token["repeat"] is not None:
            if max(map(int, re.findall(r"\d+", token["repeat"]))) > MOST_REPEATS:
                what = f"a repeat past {MOST_REPEATS}"
        elif token["brace"] is not None:
            what = "a brace that repeats nothing"
        elif token.lastgroup is not None:
            what = list(_REFUSED)[int(token.lastgroup.removeprefix("r"))]
        if what is not None:
            raise BadRequestError(
                "a pattern is made of characters, classes, groups, alternatives and repeats. "
                f"Received: '{pattern}', with {what} at position {start + token.start()}. "
                "Write it without, or escape a sign that stands for itself by a backslash."
            )
