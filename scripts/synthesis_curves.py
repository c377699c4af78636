"""Synthesis by the number of processes and by the length of the text, and its memory; plotted.

Usage: python scripts/synthesis_curves.py curves.png [--glyphs mnist] [--memory 1000000]
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from functools import cache
from pathlib import Path

import cv2
import matplotlib

from synth import Synthesizer
from synth.glyphs import open_sources
from synth.style import style_named
from synth.text import open_texts

matplotlib.use("Agg")
import matplotlib.pyplot as plt

WORKERS = (1, 2, 4)
LENGTHS = (1, 2, 4, 8, 16, 32)


def synthesizer(glyphs: str, style: str, length: str | None = None) -> Synthesizer:
    """Strings of one source and style, of the style's own texts or digits of one length."""
    texts = None if length is None else open_texts(kind="uniform", length=length)
    return Synthesizer(open_sources({glyphs: 1.0}, "train"), style_named(style), 1, texts=texts)


@cache
def opened(glyphs: str, style: str) -> Synthesizer:
    """A process's own synthesizer, opened once."""
    cv2.setNumThreads(1)
    return synthesizer(glyphs, style)


def draw(glyphs: str, style: str, start: int, count: int) -> None:
    """Draw `count` samples and throw them away."""
    drawn = opened(glyphs, style)
    for index in range(start, start + count):
        drawn.sample(index)


def by_workers(glyphs: str, style: str, count: int) -> list[float]:
    """Samples a second of the wall clock, all processes together, without their start."""
    rates = []
    for workers in WORKERS:
        with multiprocessing.get_context("spawn").Pool(workers) as pool:
            pool.starmap(draw, [(glyphs, style, 0, 200)] * workers, chunksize=1)  # all have loaded
            start = time.perf_counter()
            pool.starmap(
                draw, [(glyphs, style, i * count, count) for i in range(workers)], chunksize=1
            )
            rates.append(workers * count / (time.perf_counter() - start))
    return rates


def by_length(glyphs: str, style: str, count: int) -> list[float]:
    """Samples a CPU second of one process."""
    cv2.setNumThreads(1)
    rates = []
    for length in LENGTHS:
        drawn = synthesizer(glyphs, style, str(length))
        drawn.sample(count)  # everything is loaded
        start = time.process_time()
        for index in range(count):
            drawn.sample(index)
        rates.append(count / (time.process_time() - start))
    return rates


def memory(glyphs: str, style: str, count: int) -> tuple[list[int], list[float]]:
    """Samples drawn, and this process's resident megabytes then."""
    drawn, marks, sizes = synthesizer(glyphs, style), [], []
    step = max(1, count // 50)
    for index in range(count):
        drawn.sample(index)
        if (index + 1) % step == 0:
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            marks.append(index + 1)
            sizes.append(pages * 4096 / 1e6)
    return marks, sizes


def main() -> None:
    """Print the figures and plot them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--glyphs", default="strokes")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--memory", type=int, default=1_000_000)
    arguments = parser.parse_args()
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(15, 4), layout="constrained")
    for style in ("clean", "everyday", "photo"):
        rates = by_workers(arguments.glyphs, style, arguments.count)
        left.plot(WORKERS, rates, marker="o", label=style)
        lengths = by_length(arguments.glyphs, style, arguments.count // 4)
        middle.plot(LENGTHS, lengths, marker="o", label=style)
        print(style, "by workers", dict(zip(WORKERS, map(round, rates), strict=True)))
        print(style, "by length", dict(zip(LENGTHS, map(round, lengths), strict=True)), flush=True)
    marks, sizes = memory(arguments.glyphs, "everyday", arguments.memory)
    right.plot(marks, sizes)
    print(f"memory {sizes[0]:.0f} MB after {marks[0]:,} samples, {sizes[-1]:.0f} MB after "
          f"{marks[-1]:,}, at most {max(sizes):.0f} MB")  # fmt: skip
    left.set(xlabel="processes", ylabel="samples a second", xscale="log", yscale="log")
    middle.set(xlabel="characters", ylabel="samples a CPU second", xscale="log", yscale="log")
    right.set(xlabel="samples", ylabel="resident MB", ylim=(0, 1.2 * max(sizes)))
    for axis, places in ((left, WORKERS), (middle, LENGTHS)):
        axis.minorticks_off()
        axis.set_xticks(places, list(map(str, places)))
        axis.legend()
        axis.grid(alpha=0.3, which="both")
    right.grid(alpha=0.3)
    figure.savefig(arguments.out, dpi=110)


if __name__ == "__main__":
    main()
