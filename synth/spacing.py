"""Where each glyph of a string goes: as close as asked, as far as legibility and the net need."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from synth.errors import BadRequestError
from synth.strip import Strip

#: A gap that hides too much is widened by this much at a time, digit heights.
_WIDEN = 0.08
_TRIES = 12
#: A glyph starts at least this much right of the one before, digit heights.
_FORWARD = 0.08
#: Strokes whose gaps are measured row by row overlap at most this much, digit heights.
_DEEPEST_KERNING = -0.06
#: They follow each other's middles by at least this much, digit heights.
_IN_ORDER = 0.25


def place(
    strip: Strip,
    blanks: NDArray[np.float64],
    em: float,
    kerned: bool,
    fits: Callable[[float], bool] | None = None,
) -> list[int]:
    """Left edge of each tile, pixels; blanks widened until glyphs are visible and the text fits.

    Args:
        strip: the glyphs.
        blanks: (N,) blank before each glyph, pixels; negative overlaps.
        em: digit height, pixels.
        kerned: measure blanks between strokes, row by row, instead of between tiles.
        fits: fits(width in digit heights) -> False asks for more room.

    Raises:
        BadRequestError: if no room is enough.
    """
    if kerned:
        blanks = np.maximum(blanks, _DEEPEST_KERNING * em)
    widths = [tile.shape[1] for tile in strip.tiles]
    meetings = (strip.kerning(1), strip.kerning(2)) if kerned else ([], [])
    for _ in range(_TRIES):
        lefts = [0]
        for i, blank in enumerate(blanks.tolist()[1:], 1):
            if kerned:
                # Its middle stays right of the middle before, so that characters keep their order.
                meeting = lefts[-1] + (widths[i - 1] - widths[i]) / 2 + _IN_ORDER * em
                meeting = max(meeting, lefts[-1] + meetings[0][i - 1])
                if i > 1:
                    meeting = max(meeting, lefts[-2] + meetings[1][i - 2])
            else:
                meeting = lefts[-1] + widths[i - 1]
            left = max(meeting + blank, lefts[-1] + _FORWARD * em)
            while left < lefts[-1] + widths[i - 1] and strip.is_hidden(i, round(left) - lefts[-1]):
                left += _WIDEN * em
            lefts.append(round(left))
        if fits is None or fits((lefts[-1] + widths[-1]) / em):
            return lefts
        blanks = blanks + _WIDEN * em
    raise BadRequestError(
        f"a text fits its image. Received: {len(strip)} characters, too long for the net even "
        f"{_TRIES} times widened. Write shorter texts."
    )
