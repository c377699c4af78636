"""Make a released bundle of a training run.

Usage, with SEQDIGITS_DATA set:
    python scripts/release.py runs/base models/base [--opinion runs/opinion/bundle]

Instead of a run a bundle may be named, to be given another opinion and fitted anew. The net is
asked what it makes of the real sets' validation parts: its confidences are fitted to them, and the
probability is chosen from which on an image is taken to show no number.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from seqdigits.bundle import load_bundle, save_configured, write_metrics
from seqdigits.calibrating import answer, calibrate, choose_ood
from seqdigits.config import TrainConfig
from seqdigits.errors import DataError
from seqdigits.evaluation import REAL_SETS, Labelled, open_labelled
from seqdigits.training.release import release_run
from seqdigits.training.run_folder import RunFolder
from synth.glyphs.files import data_folder

DESCRIPTION = (
    "Reads one handwritten number from an image that holds nothing else. Trained on strings "
    "synthesized from single glyphs: it has seen no image of a written number, and no glyph or "
    "writer of the sets below."
)
LICENCE = "CC BY-SA 3.0, as its MNIST glyphs ask; name the glyph sources below"
LIMITS = (
    "The recipe scripts/base.toml was started from the weights of twenty-three runs, made one "
    "after the other while the synthesizer was still being changed (114,600 steps in all), and "
    "given more convolutions on the way; line images are smoothed a little more than while it ran. "
    "Its steps alone, from fresh weights, give less.",
    "The validation sets, real ones and MNIST's, were looked at while the synthesizer and the "
    "normalising of images were made: some letterforms are drawn after digits that were misread "
    "there. Its confidences are fitted to the real ones. So validation figures are a little kind. "
    "No test part of a real set has been read.",
    "A straight 1 at the edge of a tight crop may be taken for a table's line and left out.",
    "Confidences hold for images like the real sets' as a whole: calibrate them on images of yours "
    "(seqdigits calibrate).",
    "Single letters and numbers upside down are often taken for numbers; "
    "scripts/rejection.py measures how often.",
)


def real_sets() -> list[Labelled]:
    """The validation parts of the real sets.

    Raises:
        DataError: if there is no data folder.
    """
    if (data := data_folder()) is None:
        raise DataError("a release is fitted to the real sets. Set SEQDIGITS_DATA.")
    return [
        open_labelled(data / "strings" / f"{file}.zip", "val") for file, _ in REAL_SETS.values()
    ]


def trained(arguments: argparse.Namespace) -> Path:
    """The bundle of the run, in its folder; or the bundle that was named instead."""
    if (arguments.run / "config.toml").is_file():
        return arguments.run
    stored = (arguments.run / "config.json").read_text(encoding="utf-8")
    older = (arguments.bundle, arguments.before) if arguments.before > 0 else None
    config = TrainConfig.model_validate_json(stored)
    return release_run(RunFolder(arguments.run), config, None, arguments.start, older)


def main() -> None:
    """Write the bundle and say where; measure it next."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--rate", type=float, default=0.02, help="share of false rejects")
    parser.add_argument(
        "--start", type=float, default=0.0, help="share of the run's first weights in the average"
    )
    parser.add_argument(
        "--before", type=float, default=0.0, help="share of the replaced bundle's weights in it"
    )
    parser.add_argument(
        "--opinion", type=Path, help="single-glyph bundle to ask; the replaced bundle's by default"
    )
    arguments = parser.parse_args()
    folder: Path = arguments.bundle
    replaced = load_bundle(folder) if folder.exists() else None
    bundle = load_bundle(trained(arguments))
    if arguments.opinion is not None:
        bundle = replace(bundle, opinion=load_bundle(arguments.opinion))
    elif replaced is not None:
        bundle = replace(bundle, opinion=replaced.opinion)
    sets = real_sets()
    update = {
        "description": DESCRIPTION,
        "licence": LICENCE,
        "limits": LIMITS,
        "calibration": calibrate(bundle, answer(bundle, sets)).calibration,
        "ood": choose_ood(bundle, sets, arguments.rate, "the real sets' validation parts"),
    }
    bundle = save_configured(bundle, bundle.config.model_copy(update=update), folder)
    sources = replaced.metrics.sources if replaced is not None else ()
    write_metrics(folder, bundle.metrics.model_copy(update={"sources": sources}))
    print(f"{folder} written; measure it: python scripts/measure.py {folder}")


if __name__ == "__main__":
    main()
