"""How tall characters are and where they sit, for glyphs cut out one by one."""

from __future__ import annotations

_SMALL = "acemnorsuvwxz"
_HANGING = "gjpqy"
_LOW = ",;"
#: Also en dash, em dash, minus, times, divided by.
_MIDDLE = "-=+<>~*()[]{}|/\\$@#&%±·\u2013\u2014\u2212\u00d7\u00f7"
#: Also acute accent and curly quotation marks.
_HIGH = "'\"`^°\u00b4\u2018\u2019\u201c\u201d"

#: Longer side of signs, digit heights.
_SIDES = {".": 0.12, "·": 0.12, ",": 0.25, "'": 0.3, **dict.fromkeys("/|()[]{}\\", 1.2)}
_OTHER_SIDE = 0.5

#: Height of a small letter without ascender, digit heights.
SMALL = 0.68
#: How far tails hang below the baseline, digit heights.
_TAIL = 0.28


def height_of(char: str) -> float | None:
    """Digit heights that `char` is usually tall, or None for signs, which vary."""
    if char in _SMALL:
        return SMALL
    if char in _HANGING:
        return SMALL + _TAIL
    return 1.0 if char.isalnum() else None


def side_of(sign: str) -> float:
    """Digit heights that the longer side of a sign usually measures."""
    return _SIDES.get(sign, _OTHER_SIDE)


def drop_of(char: str, height: float) -> float:
    """How far the lower edge of `char`, `height` tall, lies below the baseline; digit heights."""
    if char in _HANGING:
        return _TAIL
    if char in _LOW:
        return 0.6 * height
    if char == "_":
        return height
    if char in _MIDDLE:
        return (height - 1) / 2
    if char in _HIGH:
        return height - 1
    return 0.0
