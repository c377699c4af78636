"""Glyphs that are the same pixel for pixel."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from seqdigits.data import GlyphSet


@dataclass(frozen=True)
class Duplicates:
    """Exact duplicates in and between splits.

    Attributes:
        within: split -> glyphs that repeat an earlier one of the split.
        between: "a, b" -> different pictures that are in both splits.
        contradicting: pictures that stand under two characters or more.
    """

    within: dict[str, int]
    between: dict[str, int]
    contradicting: int


def find_duplicates(splits: Mapping[str, GlyphSet]) -> Duplicates:
    """Exact duplicates of the glyphs of `splits`; smaller images are compared as if padded."""
    height, width = np.max([glyphs.images.shape[1:] for glyphs in splits.values()], axis=0)
    seen: dict[str, set[bytes]] = {}
    characters: dict[bytes, set[str]] = defaultdict(set)
    within = {}
    for name, glyphs in splits.items():
        frame = np.zeros((height, width), np.uint8)
        rows, columns = glyphs.images.shape[1:]
        found = set()
        for image, character in zip(glyphs.images, glyphs.characters_of.tolist(), strict=True):
            frame[:rows, :columns] = image
            key = hashlib.blake2b(frame.tobytes(), digest_size=16).digest()
            found.add(key)
            characters[key].add(character)
        seen[name] = found
        within[name] = len(glyphs) - len(found)
    return Duplicates(
        within=within,
        between={f"{a}, {b}": len(seen[a] & seen[b]) for a, b in combinations(seen, 2)},
        contradicting=sum(len(shown) > 1 for shown in characters.values()),
    )
