"""One set read and scored: exact match with its interval, CER, and the mistakes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from seqdigits import metrics
from seqdigits.bundle import SetResult
from seqdigits.errors import DataError
from seqdigits.images import Source
from seqdigits.reading import Reader


@dataclass(frozen=True, slots=True)
class Mistake:
    """A picture read wrongly: its place in the set, what it says, what was read, how surely."""

    index: int
    text: str
    reading: str
    confidence: float


def measure(
    reader: Reader,
    pictures: Iterable[tuple[Source, str]],
    name: str,
    group: Literal["synthetic", "real", "test"],
    split: Literal["val", "test"] = "val",
    note: str = "",
) -> tuple[SetResult, list[Mistake]]:
    """Figures of `reader` on `pictures` (source, text), and its mistakes, surest first.

    Raises:
        DataError: if there are no pictures.
        ImageError: if one cannot be read.
    """
    sources, texts = zip(*pictures, strict=True) if (pictures := list(pictures)) else ((), ())
    if not texts:
        raise DataError(f"a set to measure holds at least one picture. Received: {name}, empty.")
    readings = reader.read(sources)
    read = [reading.text for reading in readings]
    right = metrics.correct(texts, read)
    low, high = metrics.wilson_interval(right, len(texts))
    result = SetResult(
        name=name,
        group=group,
        n=len(texts),
        exact_match=round(right / len(texts), 5),
        interval=(round(low, 5), round(high, 5)),
        cer=round(metrics.cer(texts, read), 5) if any(texts) else None,
        split=split,
        note=note,
    )
    mistakes = [
        Mistake(index, text, reading.text, reading.confidence)
        for index, (text, reading) in enumerate(zip(texts, readings, strict=True))
        if text != reading.text
    ]
    return result, sorted(mistakes, key=lambda mistake: -mistake.confidence)
