"""Make the bundle that a string net asks for a second opinion: `release.py --opinion` takes it.

Usage, with SEQDIGITS_DATA set:
    python scripts/opinion.py cut       # digits cut out of drawn strings, as a reader cuts them out
    python scripts/opinion.py train     # a net on all of them, one on MNIST's alone
    python scripts/opinion.py join      # runs/opinion/opinion, which averages the two
    python scripts/measure.py runs/opinion/opinion --count 500    # and --test once per release

Everything lies in runs/opinion; what is there is left as it is, a run cut short goes on. Nets learn
from training glyphs and are validated on others of them: MNIST's validation digits choose nothing.
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

from seqdigits.bundle import load_bundle, save_configured
from seqdigits.config import TrainConfig, read_config
from seqdigits.data import StringStream, cut_glyphs, open_stream
from seqdigits.training.release import GLYPHS

RECIPES = Path(__file__).with_name("opinion")
RUNS = Path("runs/opinion")
#: Net -> the strings its digits are cut out of.
NETS = {"both": ("drawn", "plain"), "plain": ("plain",)}
STRINGS = 90_000
CHUNK = 500

DESCRIPTION = (
    "Tells single digits apart that a string net is unsure of, cut out of its line images: the "
    "average of a net trained on everyone's digits and one trained on MNIST's."
)
LICENCE = "CC BY-SA 3.0, as its MNIST glyphs ask; name the glyph sources below"
LIMITS = (
    "It is made to be asked about digits that another net is unsure of and that touch no other. "
    "It has no class for what is no digit.",
)


@cache
def strings(name: str) -> StringStream:
    """The strings of a recipe, opened once in each process."""
    return open_stream(read_config(TrainConfig, RECIPES / f"{name}.toml"), "train")


def cut_chunk(name: str, start: int) -> list[tuple[np.ndarray, str]]:
    """Tiles and digits of `CHUNK` strings from string `start` on."""
    indices = range(start, start + CHUNK)
    return list(chain.from_iterable(cut_glyphs(strings(name), index) for index in indices))


def cut(workers: int) -> None:
    """Write the digits that each net learns from."""
    RUNS.mkdir(parents=True, exist_ok=True)
    starts = range(0, STRINGS, CHUNK)
    for net, names in NETS.items():
        file = RUNS / f"{net}.npz"
        if file.exists():
            continue
        cuts: list[tuple[np.ndarray, str]] = []
        with multiprocessing.get_context("spawn").Pool(workers) as pool:
            for name in names:
                chunks = pool.imap(partial(cut_chunk, name), starts)
                cuts += chain.from_iterable(track(chunks, name, len(starts)))
        tiles, digits = zip(*cuts, strict=True)
        unfinished = RUNS / f".{net}.npz"
        np.savez_compressed(unfinished, x=np.stack(tiles), y=np.array(digits).astype(np.int64))
        unfinished.rename(file)
        print(f"{file}: {len(digits):,} digits")


def train() -> None:
    """Train what is missing."""
    program = str(Path(sys.executable).with_name("seqdigits"))
    for net in NETS:
        folder = RUNS / net
        if not (folder / net).exists():
            command = [program, "train", "dense", "--config", str(RECIPES / f"{net}_net.toml")]
            command += ["--output", str(folder), *(["--resume"] if folder.exists() else [])]
            subprocess.run(command, check=True)


def join() -> Path:
    """The bundle's folder, written anew."""
    from seqdigits.training import save_ensemble

    bundle = save_ensemble([load_bundle(RUNS / net / net) for net in NETS], RUNS / "opinion")
    sources = chain.from_iterable(
        read_config(TrainConfig, RECIPES / f"{name}.toml").glyphs for name in NETS["both"]
    )
    update = {
        "name": "opinion",
        "description": DESCRIPTION,
        "licence": LICENCE,
        "glyphs": tuple(GLYPHS[source] for source in dict.fromkeys(sources)),
        "limits": LIMITS,
    }
    config = bundle.config.model_copy(update=update)
    return save_configured(bundle, config, bundle.directory).directory


def main() -> None:
    """Cut, train or join."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("action", choices=["cut", "train", "join"])
    parser.add_argument("--workers", type=int, default=2, help="processes that cut")
    arguments = parser.parse_args()
    if arguments.action == "cut":
        cut(arguments.workers)
    elif arguments.action == "train":
        train()
    else:
        print(f"{join()} written; measure it, then: release.py --opinion {RUNS / 'opinion'}")


if __name__ == "__main__":
    main()
