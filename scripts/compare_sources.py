"""Train small nets that differ in their glyph sources alone and write what they read into a bundle.

Usage, with SEQDIGITS_DATA set: python scripts/compare_sources.py models/base --runs runs/sources
"""

from __future__ import annotations

import argparse
from pathlib import Path

from seqdigits.bundle import SourceTrial, load_bundle, write_metrics
from seqdigits.config import TrainConfig, read_config
from seqdigits.evaluation import measure_real
from seqdigits.reading import Reader
from synth.glyphs.files import data_folder

RECIPE = Path(__file__).with_name("small.toml")
MIXTURES: tuple[dict[str, float], ...] = (
    {"mnist": 1.0},
    {"mnist_soft": 1.0},
    {"strokes": 1.0},
    {"mnist": 0.55, "pen_ink": 0.45},
    {"mnist": 0.55, "strokes": 0.45},
    {"mnist": 0.4, "pen_ink": 0.3, "strokes": 0.3},
)


def trial(glyphs: dict[str, float], steps: int, runs: Path) -> SourceTrial:
    """One net trained on `glyphs`, measured on the real sets."""
    from seqdigits.training import train_crnn

    name = "-".join(glyphs).replace("_", "")
    recipe = read_config(TrainConfig, RECIPE)
    config = recipe.model_copy(update={"glyphs": glyphs, "steps": steps, "name": name})
    output = runs / name
    bundle = output / name
    if not bundle.exists():
        bundle = train_crnn(config, output, resume=output.exists())
    reader = Reader.load(bundle)
    sets = tuple(result for result, _ in measure_real(reader, data_folder()))
    return SourceTrial(glyphs=glyphs, steps=steps, parameters=weights(bundle), sets=sets)


def weights(bundle: Path) -> int:
    """Number of weights of a bundle's net."""
    import keras

    return int(keras.models.load_model(bundle / "model.keras", compile=False).count_params())


def main() -> None:
    """Train and measure every mixture, then write metrics.json and CARD.md."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--runs", type=Path, default=Path("runs/sources"))
    parser.add_argument("--steps", type=int, default=2500)
    arguments = parser.parse_args()
    trials = []
    for glyphs in MIXTURES:
        trials.append(trial(glyphs, arguments.steps, arguments.runs))
        print(glyphs, {row.name: row.exact_match for row in trials[-1].sets}, flush=True)
        metrics = load_bundle(arguments.bundle).metrics
        update = {"sources": tuple(trials)}
        write_metrics(arguments.bundle, metrics.model_copy(update=update))


if __name__ == "__main__":
    main()
