"""Where reading by single glyphs breaks, in sentences made from the figures."""

from __future__ import annotations

from collections.abc import Iterator

from seqdigits.comparison.comparing import Comparison, Row

_AXES = {
    "length": "by length (gaps of 2 to 8 px)",
    "gap": "by gap (2 to 6 digits, from wide to overlapping)",
    "degradation": "by degradation",
    "data": "on labelled sets",
}


def findings(comparison: Comparison) -> list[str]:
    """Sentences: per system and family, from where on it is below the first system.

    It is below where its whole 95 % interval lies under the first system's.
    """
    return [*_alone(comparison), *_below(comparison)]


def _alone(comparison: Comparison) -> Iterator[str]:
    """What single-glyph nets make of glyphs alone, and how near strings apart come to it."""
    for index, system in enumerate(comparison.systems):
        accuracy = comparison.glyphs.get(system.name)
        short = [row for row in comparison.family("length") if int(row.value) <= 5]
        if accuracy is None or not short:
            continue
        p = accuracy.share
        found = sum(row.scores[index].exact_match for row in short) / len(short)
        hoped = sum(p ** int(row.value) for row in short) / len(short)
        yield (
            f"{system.name} tells {p:.2%} of {accuracy.n} glyphs that lie alone. Strings of 1 to 5 "
            f"digits with gaps of 2 to 8 px it reads right {found:.1%} of the time on average; "
            f"that share to the power of the length is {hoped:.1%} "
            f"({100 * (found - hoped):+.1f} points)."
        )


def _below(comparison: Comparison) -> Iterator[str]:
    first = comparison.systems[0].name
    for index, system in enumerate(comparison.systems[1:], start=1):
        for family, axis in _AXES.items():
            rows = comparison.family(family)
            below = [row for row in rows if _is_below(row, index)]
            if not rows:
                continue
            if not below:
                yield f"{system.name}, {axis}: nowhere below {first}."
            elif family in ("length", "gap"):
                row = below[0]
                yield (
                    f"{system.name}, {axis}: below {first} first at {row.name}, "
                    f"{_share(row, index)} against {_share(row, 0)}; "
                    f"at {len(below)} of {len(rows)} places in all."
                )
            else:
                told = f"{', '.join(row.name for row in below)}; {len(below)} of {len(rows)}"
                yield f"{system.name}, {axis}: below {first} on {told}."


def _is_below(row: Row, index: int) -> bool:
    return row.scores[index].interval[1] < row.scores[0].interval[0]


def _share(row: Row, index: int) -> str:
    score = row.scores[index]
    return f"{score.exact_match:.1%} [{score.interval[0]:.1%}, {score.interval[1]:.1%}]"
