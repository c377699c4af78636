"""Make the bundle that a string net asks for a second opinion; `release.py --opinion` takes it.

Usage, with SEQDIGITS_DATA set:
    python scripts/opinion.py cut       # digits cut out of drawn strings, as a reader cuts them out
    python scripts/opinion.py train     # scripts/opinion/net.toml, and the bundle of its run
    python scripts/measure.py runs/opinion/bundle --count 500     # and --test once per release

All lies in runs/opinion; what is there stays, a run cut short goes on. The net learns from training
glyphs and is validated on others of them: MNIST's validation digits choose nothing.
"""

from __future__ import annotations

import argparse
import multiprocessing
import subprocess
import sys
from functools import cache, partial
from itertools import chain
from pathlib import Path

import numpy as np
from rich.progress import track

from seqdigits.config import GlyphTrainConfig, TrainConfig, read_config
from seqdigits.data import StringStream, cut_glyphs, open_stream
from seqdigits.training.release import GLYPHS, release_glyph_run
from seqdigits.training.run_folder import RunFolder

RECIPES = Path(__file__).with_name("opinion")
RUNS = Path("runs/opinion")
CUTS, RUN, BUNDLE = RUNS / "cuts.npz", RUNS / "run", RUNS / "bundle"
#: Recipe of strings -> how many of them are cut up.
STRINGS = {"drawn": 40_000, "plain": 90_000}
CHUNK = 500

DESCRIPTION = (
    "Tells single digits apart that a string net is unsure of, cut out of its line images. Trained "
    "on digits cut so out of drawn strings."
)
LICENCE = "CC BY-SA 3.0, as its MNIST glyphs ask; name the glyph sources below"
LIMITS = (
    "It is made to be asked about digits that another net is unsure of and that touch no other. "
    "It has no class for what is no digit.",
    "It lies in the bundle of that net and is found by its folder: --model models/base/opinion.",
)


def recipe(name: str) -> TrainConfig:
    """What strings are drawn: scripts/opinion/NAME.toml."""
    return read_config(TrainConfig, RECIPES / f"{name}.toml")


@cache
def strings(name: str) -> StringStream:
    """The strings of a recipe, opened once in each process."""
    return open_stream(recipe(name), "train")


def cut_chunk(name: str, start: int) -> list[tuple[np.ndarray, str]]:
    """Tiles and digits of `CHUNK` strings from string `start` on."""
    indices = range(start, start + CHUNK)
    return list(chain.from_iterable(cut_glyphs(strings(name), index) for index in indices))


def cut(workers: int) -> None:
    """Write the digits to learn from, if they are not there."""
    if CUTS.exists():
        return
    cuts: list[tuple[np.ndarray, str]] = []
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        for name, count in STRINGS.items():
            chunks = pool.imap(partial(cut_chunk, name), range(0, count, CHUNK))
            cuts += chain.from_iterable(track(chunks, name, count // CHUNK))
    tiles, digits = zip(*cuts, strict=True)
    unfinished = RUNS / "unfinished.npz"
    RUNS.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(unfinished, x=np.stack(tiles), y=np.array(digits).astype(np.int64))
    unfinished.rename(CUTS)
    print(f"{CUTS}: {len(digits):,} digits")


def train() -> None:
    """Train the net, if it is not trained yet, and write its bundle."""
    if not (RUN / "opinion").exists():
        program = str(Path(sys.executable).with_name("seqdigits"))
        command = [program, "train", "dense", "--config", str(RECIPES / "net.toml")]
        command += ["--output", str(RUN), *(["--resume"] if RUN.exists() else [])]
        subprocess.run(command, check=True)
    sources = dict.fromkeys(chain.from_iterable(recipe(name).glyphs for name in STRINGS))
    bundle = release_glyph_run(
        RunFolder(RUN),
        read_config(GlyphTrainConfig, RECIPES / "net.toml"),
        BUNDLE,
        description=DESCRIPTION,
        licence=LICENCE,
        glyphs=tuple(GLYPHS[source] for source in sources),
        limits=LIMITS,
    )
    print(f"{bundle} written; measure it, then: release.py --opinion {bundle}")


def main() -> None:
    """Cut or train."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("action", choices=["cut", "train"])
    parser.add_argument("--workers", type=int, default=2, help="processes that cut")
    arguments = parser.parse_args()
    if arguments.action == "cut":
        cut(arguments.workers)
    else:
        train()


if __name__ == "__main__":
    main()
