"""Images a second of one core, ours beside trdg's, in turns in one run.

trdg needs an older Pillow than we do, so it runs in an environment of its own:

    python3 -m venv peer && peer/bin/pip install trdg==1.8.0 'pillow<10'
    python scripts/against_trdg.py --peer peer/bin/python [--rounds 5] [--count 300]

Both write the same digit strings, trdg in its fonts at the mean height of our images. Times are CPU
seconds of one process each, imports left out; the ratio is the median over the rounds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import time
from pathlib import Path

import cv2
import numpy as np

from synth import Synthesizer
from synth.errors import DataNotFoundError
from synth.glyphs import open_sources
from synth.style import style_named
from synth.text import open_texts

PEER = """
import json, sys, time
from trdg.generators import GeneratorFromStrings
texts, size = json.load(sys.stdin)
pictures = iter(GeneratorFromStrings(texts, count=len(texts), size=size))
next(pictures)
start = time.process_time()
for _ in range(len(texts) - 1):
    next(pictures)
print((len(texts) - 1) / (time.process_time() - start))
"""


def ours(synthesizer: Synthesizer, count: int) -> tuple[float, float]:
    """Images a second, and their mean height in pixels."""
    start = time.process_time()
    heights = [synthesizer.sample(index).image.shape[0] for index in range(count)]
    return count / (time.process_time() - start), float(np.mean(heights))


def theirs(python: Path, texts: list[str], height: int) -> float:
    """Images a second."""
    run = subprocess.run(
        [python, "-c", PEER],
        input=json.dumps([texts, height]),
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise SystemExit(f"trdg did not run in {python}: {run.stderr.strip().splitlines()[-1:]}")
    return float(run.stdout.split()[-1])


def main() -> None:
    """Print a row a style and glyph source."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peer", type=Path, required=True, help="a Python that has trdg")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    digits = open_texts(kind="uniform", length="1-10")
    for name in ("mnist", "strokes"):
        try:
            source = open_sources({name: 1.0}, "train")
        except DataNotFoundError as error:
            print(f"{name}: left out. {error}")
            continue
        for style in ("everyday", "paper", "photo"):
            synthesizer = Synthesizer(source, style_named(style), arguments.seed, texts=digits)
            texts = [synthesizer.sample(index).text for index in range(arguments.count)]
            rates, peers = [], []
            for _ in range(arguments.rounds):
                rate, height = ours(synthesizer, arguments.count)
                rates.append(rate)
                peers.append(theirs(arguments.peer, texts, round(height)))
            ratios = [a / b for a, b in zip(rates, peers, strict=True)]
            print(f"{name:8} {style:9} {statistics.median(rates):6.0f}/s  trdg "
                  f"{statistics.median(peers):5.0f}/s at {height:.0f} px  ratio "
                  f"{statistics.median(ratios):5.1f} [{min(ratios):.1f} to {max(ratios):.1f}]",
                  flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
