"""Cut single digits out of drawn strings, for a net that gives a second opinion.

Usage, with SEQDIGITS_DATA set:
    python scripts/cut_glyphs.py scripts/opinion/cuts.toml runs/opinion/cuts.npz --strings 80000

The strings are those of a `seqdigits train crnn` configuration, from training glyphs; the file is
one that `seqdigits train` takes (--set glyphs=FILE). Digits that touch others are left out.
"""

from __future__ import annotations

import argparse
import multiprocessing
from functools import cache, partial
from pathlib import Path

import numpy as np
from rich.progress import track

from seqdigits.config import TrainConfig, read_config
from seqdigits.data import StringStream, cut_glyphs, open_stream

CHUNK = 500


@cache
def stream(config: Path) -> StringStream:
    """The strings of `config`, opened once in each process."""
    return open_stream(read_config(TrainConfig, config), "train")


def cut(config: Path, start: int) -> list[tuple[np.ndarray, str]]:
    """Tiles and digits of `CHUNK` strings from string `start` on."""
    strings = stream(config)
    return [found for index in range(start, start + CHUNK) for found in cut_glyphs(strings, index)]


def main() -> None:
    """Write the file and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--strings", type=int, default=80_000)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    tiles: list[np.ndarray] = []
    digits: list[int] = []
    starts = range(0, arguments.strings, CHUNK)
    with multiprocessing.get_context("spawn").Pool(arguments.workers) as pool:
        chunks = pool.imap(partial(cut, arguments.config), starts)
        for chunk in track(chunks, "cutting", len(starts)):
            tiles += [tile for tile, _ in chunk]
            digits += [int(digit) for _, digit in chunk]
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(arguments.output, x=np.stack(tiles), y=np.array(digits))
    print(f"{arguments.output}: {len(digits):,} digits of {arguments.strings:,} strings")


if __name__ == "__main__":
    main()
