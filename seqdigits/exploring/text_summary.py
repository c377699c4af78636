"""What a set of labelled strings holds, in figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from seqdigits.data.labelled import Labelled
from seqdigits.images import load


@dataclass(frozen=True, eq=False)
class StringSummary:
    """Figures of labelled strings.

    Attributes:
        source: the set.
        count: strings.
        distinct: different texts.
        lengths: characters of a text -> strings.
        characters: character -> how often it is written.
        pairs: neighbouring characters, such as "12" -> how often they are written.
        sizes: (N, 2) height and width of the images, pixels.
        problems: the rows left out, a line each.
        shown: pixels of some images, with their texts.
    """

    source: str
    count: int
    distinct: int
    lengths: dict[int, int]
    characters: dict[str, int]
    pairs: dict[str, int]
    sizes: NDArray[np.int64]
    problems: tuple[str, ...]
    shown: tuple[tuple[NDArray[np.uint8], str], ...]

    def figures(self) -> dict[str, object]:
        """What `seqdigits data info --format json` prints."""
        names = ("least", "median", "most")
        heights, widths = (
            dict(zip(names, np.percentile(sides, (0, 50, 100)).tolist(), strict=True))
            for sides in self.sizes.T
        )
        return {
            "source": self.source,
            "count": self.count,
            "distinct": self.distinct,
            "lengths": self.lengths,
            "characters": self.characters,
            "pairs": self.pairs,
            "problems": list(self.problems),
            "height": heights,
            "width": widths,
        }


def summarise_strings(labelled: Labelled, show: int = 0, seed: int = 0) -> StringSummary:
    """Figures of `labelled`, with `show` of its images, drawn with `seed`.

    Raises:
        DataError: for an image that is missing or cannot be read, naming it, unless the set
            leaves such rows out.
    """
    drawn = set(np.random.default_rng(seed).permutation(len(labelled))[:show].tolist())
    sizes, shown, texts = [], [], []
    for row, (source, text) in enumerate(labelled):
        pixels = load(source)
        texts.append(text)
        sizes.append(pixels.shape[:2])
        if row in drawn:
            shown.append((pixels, text))
    return StringSummary(
        source=labelled.name,
        count=len(texts),
        distinct=len(set(texts)),
        lengths=dict(sorted(Counter(map(len, texts)).items())),
        characters=dict(sorted(Counter("".join(texts)).items())),
        pairs=dict(Counter(a + b for text in texts for a, b in pairwise(text)).most_common()),
        sizes=np.array(sizes, np.int64).reshape(-1, 2),
        problems=labelled.problems,
        shown=tuple(shown),
    )
