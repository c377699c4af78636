"""Strings synthesized per second of one core, by glyph source and style.

Usage: python scripts/synthesis_speed.py [--count 3000]
"""

from __future__ import annotations

import argparse
import time

import cv2

from synth import Synthesizer
from synth.errors import DataNotFoundError
from synth.glyphs import open_sources
from synth.style import STYLES

NAMES = ("mnist", "pen_ink", "quick_ink", "strokes")


def main() -> None:
    """Print a row per source and style, in CPU time of this process."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    for name in NAMES:
        try:
            source = open_sources({name: 1.0}, "train")
        except DataNotFoundError as error:
            print(f"{name}: left out. {error}")
            continue
        for style in STYLES.values():
            synthesizer = Synthesizer(source, style, arguments.seed)
            for index in range(100):
                synthesizer.sample(index)
            start = time.process_time()
            characters = sum(len(synthesizer.sample(i).text) for i in range(arguments.count))
            rate = arguments.count / (time.process_time() - start)
            mean = characters / arguments.count
            print(f"{name:8} {style.name:9} {rate:7.0f} strings/s  {mean:.1f} characters each")


if __name__ == "__main__":
    main()
