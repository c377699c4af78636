"""Widths in pixels and timesteps: how long a net's output is and what a text needs of it."""

from __future__ import annotations

from itertools import pairwise

from seqdigits.errors import InfeasibleTextError


def padded_width(width: int, multiple: int) -> int:
    """Smallest positive multiple of `multiple` (pixels) not below `width`."""
    return max(1, -(-width // multiple)) * multiple


def timesteps(width: int, stride: int) -> int:
    """Timesteps T of a net with horizontal `stride` (pixels) on an image `width` pixels wide."""
    return width // stride


def timesteps_needed(text: str) -> int:
    """Least T on which CTC can spell `text`: its length plus a blank per equal neighbours."""
    return len(text) + sum(a == b for a, b in pairwise(text))


def fits(text: str, width: int, stride: int) -> bool:
    """True if an image `width` pixels wide gives CTC enough timesteps to spell `text`."""
    return timesteps_needed(text) <= timesteps(width, stride)


def require_fit(text: str, width: int, stride: int) -> None:
    """Raise unless `text` fits an image `width` pixels wide.

    Raises:
        InfeasibleTextError: naming the timesteps there are and the timesteps needed.
    """
    if not fits(text, width, stride):
        raise InfeasibleTextError(
            f"a text needs its length plus one timestep per pair of equal neighbours. Received: "
            f"{text!r} ({timesteps_needed(text)} timesteps) on {timesteps(width, stride)} "
            f"({width} px at stride {stride}). Use a wider image or a shorter text."
        )
