"""Print how many images of no number a bundle rejects at 2 % false rejects, as Markdown.

Usage, with SEQDIGITS_DATA set: python scripts/rejection.py models/base

Positives are the real sets' validation parts and the benchmark's layouts of validation glyphs; each
gives a threshold of its own, chosen and measured on the same strings. An image in which nothing is
read counts as rejected, a positive as falsely so. Negatives: seqdigits.evaluation.negatives.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

import numpy as np

from seqdigits.errors import DataError
from seqdigits.evaluation import REAL_SETS, open_labelled
from seqdigits.evaluation.negatives import negative_sets
from seqdigits.evaluation.rejection import (
    Judged,
    doubt_threshold,
    doubts_of,
    judge,
    pooled,
    rejections,
)
from seqdigits.images import Source
from seqdigits.metrics import auroc, wilson_interval
from seqdigits.reading import Reader
from synth.benchmark import LAYOUTS
from synth.glyphs.files import data_folder
from synth.glyphs.mnist import load_mnist

ALL_REAL = "all real sets"
SYNTHETIC = "synthetic layouts"


def real(data: Path, file: str, count: int, seed: int) -> list[tuple[Source, str]]:
    """At most `count` strings of a real set's validation part."""
    pictures = list(open_labelled(data / "strings" / f"{file}.zip", "val"))
    order = np.random.default_rng(seed).permutation(len(pictures))
    return [pictures[index] for index in order[:count]]


def synthetic(count: int, seed: int) -> Iterator[tuple[Source, str]]:
    """`count` pictures of every layout of the benchmark that has a text."""
    bank = load_mnist("val")
    drawn = chain.from_iterable(layout.pictures(bank, count, seed) for layout in LAYOUTS)
    return ((image, text) for image, text in drawn if text)


def share(count: int, of: int) -> str:
    """`count` of `of`, in percent with its 95 % interval."""
    low, high = wilson_interval(count, of)
    return f"{count:,} of {of:,}: {100 * count / of:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def positive_rows(groups: Mapping[str, Judged], rate: float) -> Iterator[str]:
    """A row for each group and score: exact match before and after, false rejects."""
    everything = groups[ALL_REAL]
    for name, group in groups.items():
        for score in group.scores:
            own = doubts_of(group, score, group)
            threshold = doubt_threshold(own, rate)
            out = rejections(own, threshold)
            common = doubt_threshold(doubts_of(everything, score, everything), rate)
            common_out = rejections(doubts_of(group, score, everything), common)
            yield (
                f"| {name} | {len(group):,} | {group.unread.sum()} | {score} | {threshold:.5f} | "
                f"{out.sum()} | {100 * group.correct.mean():.2f} | "
                f"{100 * group.correct[~out].mean():.2f} | {100 * common_out.mean():.2f} |"
            )


def negative_rows(
    groups: Mapping[str, Judged], negatives: Mapping[str, Judged], rate: float
) -> Iterator[str]:
    """A row for each group and set of negatives: rejections and AUROC by each score."""
    for name, group in groups.items():
        for shown, judged in negatives.items():
            row = f"| {name} | {shown} | {len(judged)} | {judged.unread.sum()} |"
            for score in group.scores:
                own = doubts_of(group, score, group)
                other = doubts_of(judged, score, group)
                out = int(rejections(other, doubt_threshold(own, rate)).sum())
                row += f" {share(out, len(judged))} | {auroc(higher=other, lower=own):.3f} |"
            yield row


def main() -> None:
    """Read every set once, then print the two tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--count", type=int, default=1000, help="most images of each set")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rate", type=float, default=0.02, help="share of false rejects")
    arguments = parser.parse_args()
    if (data := data_folder()) is None:
        raise DataError("the report needs the folder of data sets. Set SEQDIGITS_DATA.")
    reader = Reader.load(arguments.bundle)
    count, seed = arguments.count, arguments.seed
    sets = {
        name: judge(reader, real(data, file, count, seed)) for name, (file, _) in REAL_SETS.items()
    }
    drawn = judge(reader, synthetic(count, seed))
    groups = {ALL_REAL: pooled(list(sets.values())), SYNTHETIC: drawn, **sets}
    print(
        "| positives | strings | nothing read | rejected by | above | false rejects "
        "| exact match, % | of the rest, % | false rejects at the threshold of all real sets, % |"
    )
    print("|" + "---|" * 9)
    for row in positive_rows(groups, arguments.rate):
        print(row, flush=True)
    negatives = {
        name: judge(reader, ((image, "") for _, image in draw()))
        for name, draw in negative_sets(data, count, seed).items()
    }
    scores = drawn.scores
    columns = "".join(f" rejected by {score} (95 %) | AUROC |" for score in scores)
    print(f"\n| threshold from | negatives | images | nothing read |{columns}")
    print("|" + "---|" * (4 + 2 * len(scores)))
    for row in negative_rows(groups, negatives, arguments.rate):
        print(row, flush=True)


if __name__ == "__main__":
    main()
