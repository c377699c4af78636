"""Make a released bundle of a training run.

Usage: python scripts/release.py runs/base models/base
"""

from __future__ import annotations

import argparse
from pathlib import Path

from seqdigits.config import TrainConfig
from seqdigits.training.run_folder import RunFolder

DESCRIPTION = (
    "Reads one handwritten number from an image that holds nothing else. Trained on strings "
    "synthesized from single glyphs: it has seen no image of a written number, and no glyph or "
    "writer of the sets below."
)
LICENCE = "CC BY-SA 3.0, as its MNIST glyphs ask; name the glyph sources below"
LIMITS = (
    "The recipe scripts/base.toml was started from the weights of seven runs, made one after the "
    "other while the synthesizer was still being changed (1,800, 1,500, 3,500, 1,500, 5,500, 4,200 "
    "and 7,400 steps), and got five more letterforms after 2,600 of its own; its steps alone, from "
    "fresh weights, give less.",
    "The real validation sets were looked at while the synthesizer and the normalising of images "
    "were made, so their figures are a little kind. No test part of a real set has been read.",
    "A straight 1 at the edge of a tight crop may be taken for a table's line and left out.",
    "Old hands whose 7 and 9 reach far under the digit before are read badly.",
    "Confidence is the net's probability: calibrate it on images of yours (seqdigits calibrate); "
    "what is no number at all may be read with a high one.",
)


def main() -> None:
    """Write the bundle and say where; measure it next."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("bundle", type=Path)
    arguments = parser.parse_args()
    stored = (arguments.run / "config.json").read_text(encoding="utf-8")
    config = TrainConfig.model_validate_json(stored)
    bundle = RunFolder(arguments.run).release(
        config, arguments.bundle, description=DESCRIPTION, licence=LICENCE, limits=LIMITS
    )
    print(f"{bundle} written; measure it: python scripts/measure.py {bundle}")


if __name__ == "__main__":
    main()
