"""Train the single-glyph baselines over several seeds and tell how well they do.

Usage, with SEQDIGITS_DATA set:
    python scripts/baselines.py train --seeds 1 2 3          # recipes of scripts/baselines/*.toml
    python scripts/baselines.py release                      # models/dense and models/cnn
    python scripts/baselines.py measure                      # validation digits, at any time
    python scripts/baselines.py measure --test               # MNIST test, once per release
    python scripts/baselines.py across                       # other people's digits

Runs lie in runs/baselines/RECIPE-SEED; one that is there is left as it is, one cut short goes on.
The released bundles are those of seed 1, not of the best. `measure` writes the tables of
docs/baselines.md; rows of recipes that have no run here stay as they are.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from statistics import mean, stdev

import numpy as np
from numpy.typing import NDArray

from seqdigits.bundle import Bundle, load_bundle
from seqdigits.config import GlyphTrainConfig, read_config
from seqdigits.data import GlyphSet, open_glyphs
from seqdigits.evaluation.evaluating import Settings, evaluate
from seqdigits.evaluation.glyph_figures import GlyphFigures
from seqdigits.metrics import wilson_interval
from seqdigits.runtime import OnnxRunner
from seqdigits.training.release import release_glyph_run
from seqdigits.training.run_folder import RunFolder
from synth.glyphs.files import data_folder

RECIPES = Path(__file__).with_name("baselines")
RUNS = Path("runs/baselines")
DOCUMENT = Path("docs/baselines.md")
#: Recipe -> what docs/baselines.md calls it.
NAMES = {
    "dense": "784-128-64-10, no regularisation, 10 epochs",
    "dense_moved": "784-128-64-10, batch normalisation, augmentation, 60 epochs",
    "dense_directions": "pixels and directions of edges -256-128-10, the same, 40 epochs",
    "cnn_plain": "two convolutions, dropout, 12 epochs",
    "cnn": "stem and four convolutions, batch normalisation, augmentation, 14 epochs",
    "cnn_moved": "two convolutions, batch normalisation, augmentation, 20 epochs",
    "cnn_fine": "six convolutions from full resolution, the same, 14 epochs",
    "cnn_wide": "stem and six convolutions of 64 and 128 channels, the same, 18 epochs",
}
#: Recipes whose first seeds are averaged: nets that err in different ways.
MIXED = ("cnn", "cnn_plain", "cnn_moved", "cnn_fine", "dense_moved")
MIXED_NAME = f"{len(MIXED)} of these, each of another recipe: {', '.join(MIXED)}"
#: Released bundle -> its recipe.
RELEASED = {"dense": "dense_moved", "cnn": "cnn_wide"}
LICENCE = "CC BY-SA 3.0, as its MNIST glyphs ask"
LIMITS = (
    "Trained on MNIST alone: other people's digits, other pens and other paper are read worse; "
    "docs/baselines.md has the figures.",
    "Strings are cut up before they are read: digits that touch are where it fails.",
    "It has no class for what is no digit, and its confidences are not calibrated.",
)


def train(recipes: list[str], seeds: list[int]) -> None:
    """Train what is missing, a process a run."""
    for seed in seeds:
        for recipe in recipes:
            folder = RUNS / f"{recipe}-{seed}"
            if bundle_of(folder).exists():
                continue
            file = RECIPES / f"{recipe}.toml"
            kind = read_config(GlyphTrainConfig, file).net.kind
            program = str(Path(sys.executable).with_name("seqdigits"))
            command = [program, "train", kind, "--config", str(file)]
            command += ["--output", str(folder), "--set", f"seed={seed}"]
            command += ["--resume"] if folder.exists() else []
            subprocess.run(command, check=True)


def release() -> None:
    """Write models/NAME of each recipe's first seed."""
    for name, recipe in RELEASED.items():
        folder = RunFolder(RUNS / f"{recipe}-1")
        if not bundle_of(folder.path).exists():
            print(f"{folder.path} is not trained yet; {name} stays as it is")
            continue
        stored = (folder.path / "config.json").read_text(encoding="utf-8")
        config = GlyphTrainConfig.model_validate_json(stored)
        path = release_glyph_run(
            folder, config, Path("models") / name, name=name, licence=LICENCE, limits=LIMITS
        )
        print(f"{path} written; measure it: python scripts/measure.py {path}")


def measure(split: str) -> str:
    """A Markdown table: each recipe's accuracy over its seeds, and ensembles' over theirs."""
    glyphs = open_glyphs("mnist", split)
    lines = [
        f"| net | weights | seeds | MNIST {split}, mean | spread | least to most | ensemble |",
        "|---|---|---|---|---|---|---|",
    ]
    before = _rows(split)
    for recipe, name in NAMES.items():
        bundles = [load_bundle(bundle_of(folder)) for folder in runs_of(recipe)]
        if not bundles:
            lines += [before[name]] if name in before else []
            continue
        shares = [softmax_of(bundle, glyphs) for bundle in bundles]
        accuracies = [100 * accuracy(share, glyphs) for share in shares]
        spread = f"{stdev(accuracies):.2f}" if len(accuracies) > 1 else ""
        joint = f"{100 * accuracy(np.sum(shares, axis=0), glyphs):.2f} %" if len(shares) > 1 else ""
        span = f"{min(accuracies):.2f} to {max(accuracies):.2f}" if len(shares) > 1 else ""
        lines.append(
            f"| {name} | {weights_of(recipe):,} | {len(bundles)} | {mean(accuracies):.2f} % "
            f"| {spread} | {span} | {joint} |"
        )
    mixed = _mixed(glyphs) or before.get(MIXED_NAME)
    lines += [mixed] if mixed else []
    low, high = wilson_interval(round(0.995 * len(glyphs)), len(glyphs))
    lines += [
        "",
        f"{len(glyphs):,} digits; one net's 99.5 % is known to {100 * low:.2f} to "
        f"{100 * high:.2f} %. Spread is the standard deviation over seeds.",
        "",
        _measured_by("measure --test" if split == "test" else "measure"),
    ]
    return "\n".join(lines)


def _mixed(glyphs: GlyphSet) -> str | None:
    """The row of the nets of `MIXED`, averaged; None until all are trained."""
    bundles = [bundle_of(RUNS / f"{recipe}-1") for recipe in MIXED]
    if not all(bundle.exists() for bundle in bundles):
        return None
    joint = np.sum([softmax_of(load_bundle(bundle), glyphs) for bundle in bundles], axis=0)
    weights = sum(map(weights_of, MIXED))
    return f"| {MIXED_NAME} | {weights:,} | 1 each | | | | {100 * accuracy(joint, glyphs):.2f} % |"


def across() -> str:
    """A Markdown table: other sets of single digits, each whole, by the released models."""
    if (data := data_folder()) is None:
        raise SystemExit("Other people's digits lie under SEQDIGITS_DATA/digits. Set it.")
    sets = [open_glyphs("mnist", "val")]
    sets += [open_glyphs(str(path), "all") for path in sorted((data / "digits").glob("*.npz"))]
    models = [*RELEASED, "base"]
    settings = Settings(replicates=0, mistakes=0)
    columns = [evaluate(model, sets, settings).sets for model in models]
    lines = ["| set | digits | " + " | ".join(models) + " |", "|---" * (2 + len(models)) + "|"]
    for glyphs, row in zip(sets, zip(*columns, strict=True), strict=True):
        cells = (
            f"{100 * one.figures.accuracy:.1f} % ({100 * one.figures.interval[0]:.1f} to "
            f"{100 * one.figures.interval[1]:.1f})"
            for one in row
            if isinstance(one.figures, GlyphFigures)
        )
        name = "MNIST validation" if glyphs.name == "mnist" else glyphs.name
        lines.append(f"| {name} | {len(glyphs):,} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", _measured_by("across")])


def _measured_by(arguments: str) -> str:
    return (
        f"Measured by `python scripts/baselines.py {arguments}` on {platform.system()} "
        f"{platform.machine()}, {os.cpu_count()} CPUs; 95 % intervals are Wilson's."
    )


def runs_of(recipe: str) -> list[Path]:
    """Finished runs of a recipe, by seed."""
    found = (folder for folder in RUNS.glob(f"{recipe}-*") if bundle_of(folder).exists())
    return sorted(found, key=lambda folder: int(folder.name.rpartition("-")[2]))


def bundle_of(folder: Path) -> Path:
    """The bundle that a run's folder holds once the run is finished."""
    stored = folder / "config.json"
    name = json.loads(stored.read_text(encoding="utf-8"))["name"] if stored.exists() else "none"
    return folder / name


def weights_of(recipe: str) -> int:
    """Number of weights of a recipe's net."""
    from seqdigits.nets import build

    return int(build(read_config(GlyphTrainConfig, RECIPES / f"{recipe}.toml").net).count_params())


def softmax_of(bundle: Bundle, glyphs: GlyphSet) -> NDArray[np.float64]:
    """Probabilities (N, C) that a bundle gives of `glyphs`."""
    images = list(glyphs.tiles(bundle.config.net.height).astype(np.float32) / 255)
    logits = np.stack([output.logits for output in OnnxRunner(bundle).run(images, 256)])
    raised = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def accuracy(shares: NDArray[np.float64], glyphs: GlyphSet) -> float:
    """Share of `glyphs` whose likeliest class is theirs."""
    return float(np.mean(shares.argmax(axis=1) == glyphs.labels("0123456789")))


def _rows(split: str) -> dict[str, str]:
    """Net -> its row of the table of `split` in docs/baselines.md, as it is."""
    _, table, _ = _around(split)
    return {row.split("|")[1].strip(): row for row in table.splitlines() if row.startswith("| ")}


def _around(split: str) -> tuple[str, str, str]:
    """docs/baselines.md before the table of `split`, the table, and what follows it."""
    text = DOCUMENT.read_text(encoding="utf-8")
    begin, end = f"<!-- {split}: begin -->\n", f"\n<!-- {split}: end -->"
    if begin not in text or end not in text:
        raise SystemExit(f"{DOCUMENT} lacks the lines {begin.strip()} and {end.strip()}.")
    before, rest = text.split(begin, 1)
    table, after = rest.split(end, 1)
    return before + begin, table, end + after


def write(table: str, split: str) -> None:
    """Print `table` and put it between its marks in docs/baselines.md."""
    print(table)
    before, _, after = _around(split)
    DOCUMENT.write_text(before + table + after, encoding="utf-8")


def main() -> None:
    """Train, release or measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    actions = parser.add_subparsers(dest="action", required=True)
    training = actions.add_parser("train")
    training.add_argument("--recipes", nargs="+", default=list(NAMES), choices=list(NAMES))
    training.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3, 4, 5])
    actions.add_parser("release")
    measuring = actions.add_parser("measure")
    measuring.add_argument("--test", action="store_true", help="MNIST test, once per release")
    actions.add_parser("across")
    arguments = parser.parse_args()
    if arguments.action == "train":
        train(arguments.recipes, arguments.seeds)
    elif arguments.action == "release":
        release()
    elif arguments.action == "across":
        write(across(), "across")
    else:
        split = "test" if arguments.test else "val"
        write(measure(split), split)


if __name__ == "__main__":
    main()
