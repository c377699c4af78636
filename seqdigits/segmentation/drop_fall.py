"""Drop-fall: a drop falls between two digits and, where it is stuck, through their ink.

Congedo, Dimauro, Impedovo and Pirlo 1995, "Segmentation of numeric strings" (ICDAR); the four
directions and their rules as in Khan 1998, "Character segmentation heuristics for check amount
verification" (MIT). A drop starts in a valley of the upper outline and prefers one side where both
are free; the other two directions are the same on the image turned upside down.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

VALLEY = 1
"""A valley is at least this much lower than the outline on both its sides, pixels."""

Mask = NDArray[np.bool_]
Path = NDArray[np.int64]


def drop_falls(inked: Mask) -> Iterator[Path]:
    """Cuts (H,) through `inked` (H, W): at each row, the first column to the right of the cut.

    From every valley of the upper and of the lower outline two drops fall, one that prefers the
    left and one that prefers the right.
    """
    for upside_down in (False, True):
        ink = inked[::-1] if upside_down else inked
        rows = [row.tolist() for row in ink]
        for column, row in valleys(ink):
            for side in (-1, 1):
                path = np.array(_fall(rows, column, row, side), np.int64)
                yield path[::-1] if upside_down else path


def valleys(inked: Mask) -> list[tuple[int, int]]:
    """(column, row) just above each lowest place of the upper outline of `inked` (H, W).

    Columns without ink between inked ones are valleys down to the last row.
    """
    height = len(inked)
    top = np.where(inked.any(axis=0), inked.argmax(axis=0), height)
    columns = np.flatnonzero(top < height)
    if not len(columns):
        return []
    found = []
    first, last = int(columns[0]), int(columns[-1])
    start = first
    while start <= last:
        end = start
        while end < last and top[end + 1] == top[start]:
            end += 1
        # The outline on either side, up to where it is lower than here.
        if _rises(top[first:start][::-1], top[start]) and _rises(
            top[end + 1 : last + 1], top[start]
        ):
            found.append(((start + end) // 2, int(top[start]) - 1))
        start = end + 1
    return found


def _rises(outline: NDArray[np.int64], level: int) -> bool:
    """True if `outline`, going away, rises `VALLEY` above `level` before it falls below it."""
    for row in outline.tolist():
        if row > level:
            return False
        if row <= level - VALLEY:
            return True
    return False


def _fall(rows: list[list[bool]], column: int, row: int, side: int) -> list[int]:
    """Column at each row of a drop that starts at (column, row) and prefers `side`, -1 or 1.

    Down where there is no ink; else down the preferred side, down the other; else along the row,
    never back; else down through the ink. Above its start the cut goes straight up.
    """
    height, width = len(rows), len(rows[0])
    path = [column] * height
    x, y = column, max(row, 0)
    came = 0
    while y < height - 1:
        below, here = rows[y + 1], rows[y]
        if not below[x]:
            step = 0
        elif _free(below, x + side, width) and _free(here, x + side, width):
            step = side
        elif _free(below, x - side, width) and _free(here, x - side, width):
            step = -side
        else:
            along = next(
                (s for s in (side, -side) if came != -s and _free(here, x + s, width)), None
            )
            if along is not None:
                x, came = x + along, along
                path[y] = x
                continue
            step = 0
        x, y, came = x + step, y + 1, 0
        path[y] = x
    return path


def _free(row: list[bool], x: int, width: int) -> bool:
    """True if there is paper at `x`; the image's edges are walls."""
    return 0 <= x < width and not row[x]
