"""What lies at an image's edges and is no digit of it: table bars, clipped neighbours, specks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from seqdigits.images.components import Components, Mask
from seqdigits.images.quantiles import weighted_median


def drop_bars(mask: Mask) -> Mask:
    """`mask` without the upright bars at its left and right: table borders, page edges.

    A tall 1 at the edge of a tight crop looks the same: what stays decides, as a bar stands in
    a crop with room around the digits, or runs out of it.
    """
    parts = Components.of(mask)
    if len(parts) < 2:
        return mask
    rows, columns = mask.shape
    aside = np.minimum(parts.x, columns - parts.right)
    slim = (aside <= 0.12 * columns) & (parts.width <= 0.35 * parts.height)
    slim |= (aside <= 0.22 * columns) & (parts.width <= 0.12 * parts.height)
    kept = parts.area > 0.02 * parts.area.max()
    for bar in slim.nonzero()[0][parts.height[slim].argsort()[::-1]]:
        others = kept.copy()
        others[bar] = False
        if others.any() and _is_bar(parts, int(bar), others, rows, columns):
            kept[bar] = False
    kept |= parts.area <= 0.02 * parts.area.max()
    return mask if kept.all() else parts.mask(kept)


def drop_bands(mask: Mask) -> Mask:
    """`mask` without thick bands above or below the digits: a page's edge, a bold underline."""
    parts = Components.of(mask)
    rows, columns = mask.shape
    solid = parts.area > 0.75 * parts.width * parts.height
    cut_off = (parts.y <= 1) | (parts.bottom >= rows - 1)
    flat = solid & (parts.width > parts.height) & (cut_off | (parts.width > 0.5 * columns))
    others = ~flat & (parts.height >= 0.08 * rows)
    if not flat.any() or not others.any():
        return mask
    usual = parts.usual_height(others)
    apart = np.maximum(parts.y - parts.bottom[others].max(), parts.y[others].min() - parts.bottom)
    underlines = (parts.width > 2 * parts.height) & (apart > -0.1 * usual)
    return parts.mask(~(flat & (underlines | (cut_off & (apart > 0.7 * usual)))))


def _is_bar(parts: Components, bar: int, others: Mask, rows: int, columns: int) -> bool:
    """True if component `bar` is too tall for, or too far off, the `others`, or runs out."""
    height, width = int(parts.height[bar]), int(parts.width[bar])
    x, right = int(parts.x[bar]), int(parts.right[bar])
    runs_out_sideways = x <= 1 or right >= columns - 1
    runs_out_upright = parts.y[bar] <= 1 or parts.bottom[bar] >= rows - 1
    digits = others & (parts.height > 0.5 * parts.usual_height(others))
    at_left = x < columns - right
    beyond = columns - parts.right[digits].max() if at_left else parts.x[digits].min()
    above, below = parts.y[digits].min(), rows - parts.bottom[digits].max()
    usual = _stacked_height(parts, digits)
    room = min(above, below, beyond)
    roomy = min(above, below) > 0.1 * usual and beyond > 0.25 * usual
    gap = parts.x[digits].min() - right if at_left else x - parts.right[digits].max()
    if min(x, columns - right) > 0.12 * columns:
        return bool(height > 1.4 * usual and roomy and gap > 0.1 * usual)
    if height > 1.5 * usual:
        return bool(roomy or runs_out_sideways or runs_out_upright)
    if height > 1.25 * usual and runs_out_sideways:
        return True
    if height >= 0.95 * rows and height > 1.15 * usual and width < 0.15 * height:
        return bool(room > 0.05 * usual)
    loose = min(above, below) > 0.25 * usual and beyond > 0.1 * usual
    far = gap > 1.5 * usual or (gap > 0.4 * usual and height < 0.75 * usual)
    stray = runs_out_sideways and (far or (loose and gap > 0.15 * usual))
    if stray and _hugs_edge(parts, bar, at_left):
        return True
    cut_off = parts.y[bar] == 0 or parts.bottom[bar] == rows
    if cut_off and height > 0.4 * usual:
        return bool(roomy)
    aside = min(x, columns - right) <= 0.25 * room
    return bool(roomy and aside and gap > 0.6 * usual and width < 0.3 * height)


def _stacked_height(parts: Components, chosen: Mask) -> float:
    """Usual height of the `chosen` components, close ones above each other taken as one digit."""
    stacks: list[list[int]] = []
    for part in sorted(chosen.nonzero()[0].tolist(), key=parts.x.__getitem__):
        x, right, y, bottom = (int(a[part]) for a in (parts.x, parts.right, parts.y, parts.bottom))
        if stacks:
            x0, x1, y0, y1 = stacks[-1]
            shared = min(right, x1) - x > 0.5 * min(right - x, x1 - x0)
            apart = max(y - y1, y0 - bottom)
            if shared and 0 <= apart <= 0.6 * max(x1 - x0, y1 - y0):
                stacks[-1] = [x0, max(right, x1), min(y, y0), max(bottom, y1)]
                continue
        stacks.append([x, right, y, bottom])
    starts, ends, tops, bottoms = np.array(stacks).T
    heights = bottoms - tops
    return weighted_median(heights, heights * (ends - starts))


def _hugs_edge(parts: Components, bar: int, at_left: bool) -> bool:
    """True if component `bar` follows the image's edge instead of just touching it."""
    y, height = int(parts.y[bar]), int(parts.height[bar])
    near = max(3, round(0.15 * height)) + 1
    edge = parts.labels[y : y + height, :near] if at_left else parts.labels[y : y + height, -near:]
    return bool((edge == bar + 1).any(axis=1).sum() >= 0.85 * height)


def drop_scraps(mask: Mask, contrast: NDArray[np.float32], level: float) -> Mask:
    """`mask` without faint components, specks, and small pieces cut off by the image's edge."""
    parts = Components.of(mask)
    if not len(parts):
        return mask
    rows, columns = mask.shape
    peak = np.zeros(len(parts) + 1, np.float32)
    np.maximum.at(peak, parts.labels[mask], contrast[mask])
    kept = peak[1:] > 0.5 * level
    cut_upright = (parts.y == 0) | (parts.bottom == rows)
    cut = cut_upright | (parts.x == 0) | (parts.right == columns)
    judges = kept & ~cut
    if (parts.area * judges).sum() < 0.3 * (parts.area * kept).sum():
        judges = kept
    if not judges.any():
        return np.zeros_like(mask)
    usual = parts.usual_height(judges)
    kept &= np.maximum(parts.width, parts.height) >= max(2, 0.1 * usual)
    kept &= ~(cut & (parts.height < 0.45 * usual) & (parts.width < 0.3 * usual))
    kept &= ~(cut_upright & (parts.height < 0.35 * usual))
    return parts.mask(kept)


def holds_digits(mask: Mask) -> bool:
    """True if a component of `mask` may be a digit, or one alone a sign.

    Remains of rulings are flat or span the image, and noise is a swarm of small pieces.
    """
    parts = Components.of(mask)
    rows, columns = mask.shape
    size = np.maximum(parts.width, parts.height)
    few = len(parts) <= 12
    least = max(6.0, min(0.07 * rows, 12.0) if few else min(0.2 * rows, 24.0))
    flat = parts.height <= 0.15 * parts.width + 2
    if len(parts) == 1:
        runs_out = (parts.x <= 1) | (parts.right >= columns - 1)
        flat &= runs_out | (parts.width > 0.35 * columns)
    flat &= ~_chained(parts, flat & (parts.height >= 0.25 * rows))
    thin = parts.width < (0.15 if 2 * columns >= 3 * rows else 0.03) * rows
    spanning = (parts.height >= 0.95 * rows) & thin
    return bool(((size >= least) & ~flat & ~spanning).any())


def _chained(parts: Components, chosen: Mask) -> Mask:
    """Which of the `chosen` components are many digits that touch, and no line, steep or thick.

    Columns of digits reach over much of their height and leave much of it white.
    """
    found = np.zeros(len(parts), np.bool_)
    for part in chosen.nonzero()[0]:
        x, y = int(parts.x[part]), int(parts.y[part])
        width, height = int(parts.width[part]), int(parts.height[part])
        ink = parts.labels[y : y + height, x : x + width] == part + 1
        reach = height - ink.argmax(axis=0) - ink[::-1].argmax(axis=0)
        found[part] = reach.mean() >= 0.4 * height and ink.mean() <= 0.7
    return found
