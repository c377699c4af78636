"""Bundles made of training runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from seqdigits.bundle import BundleConfig, GlyphSource, save_bundle
from seqdigits.config import GlyphTrainConfig, InputConfig, TrainConfig
from seqdigits.nets import build
from seqdigits.training.run_folder import RunFolder
from seqdigits.training.weights import average_weights

#: What the card says of each glyph source.
GLYPHS = {
    "mnist": GlyphSource(
        name="MNIST training digits", licence="CC BY-SA 3.0", origin="LeCun, Cortes and Burges"
    ),
    "mnist_soft": GlyphSource(
        name="MNIST training digits, doubtful ones with soft labels",
        licence="CC BY-SA 3.0",
        origin="LeCun, Cortes and Burges",
    ),
    "pen_ink": GlyphSource(
        name="UNIPEN train_r01_v07, isolated digits as pen trajectories",
        licence="CC BY 4.0",
        origin="International Unipen Foundation",
    ),
    "quick_ink": GlyphSource(
        name="UNIPEN train_r01_v07, isolated digits as pen trajectories, thinned by their speed",
        licence="CC BY 4.0",
        origin="International Unipen Foundation",
    ),
    "strokes": GlyphSource(
        name="strokes, this project's own procedural handwriting", licence="MIT"
    ),
}


def release_run(
    folder: RunFolder,
    config: TrainConfig,
    directory: Path | None = None,
    start: float = 0.0,
    before: tuple[Path, float] | None = None,
    **described: Any,
) -> Path:
    """Folder of the bundle made of a string net's run: `directory`, else one in the run's folder.

    Args:
        folder: the run.
        config: its configuration.
        directory: where to; an older bundle there is replaced.
        start: share of the weights that the run started from, `config.init_from`, in the
            average that is released; see `average_weights`.
        before: a bundle, and the share of its weights in the average; the one that is replaced,
            for example.
        described: fields of `BundleConfig` to set besides, such as `limits`.

    Raises:
        ConfigError: if the run has no weights yet.
    """
    steps = int(float(folder.history()[-1]["steps"])) if folder.history() else 0
    weights, row = folder.chosen("exact_match", steps >= config.steps)
    net = build(config.net)
    net.load_weights(weights)
    training = {
        **_mixed(config),
        "seed": config.seed,
        "steps": int(float(row["steps"])),
        "hours": folder.hours(),
        "validation exact match": round(float(row["exact_match"]), 4),
    }
    if start > 0 and config.init_from is not None:
        average_weights(net, config.init_from, start)
        training["averaged with its first weights"] = start
    if before is not None:
        average_weights(net, *before)
        training["averaged with an older net"] = before[1]
    fields = {
        "name": config.name,
        "description": "Trained on strings synthesized from single glyphs.",
        "net": config.net,
        "input": config.input,
        "glyphs": tuple(GLYPHS[name] for name in config.glyphs if name in GLYPHS),
        "training": training,
    }
    bundle = BundleConfig(**{**fields, **described})
    return save_bundle(net, bundle, directory or folder.path / config.name).directory


def release_glyph_run(
    folder: RunFolder, config: GlyphTrainConfig, directory: Path | None = None, **described: Any
) -> Path:
    """Folder of the bundle made of a single-glyph net's run; see `release_run`.

    Raises:
        ConfigError: if the run has no weights yet.
    """
    weights, row = folder.chosen("val_accuracy", len(folder.history()) >= config.epochs)
    net = build(config.net)
    net.load_weights(weights)
    moved = {name: size for name, size in config.augment if size}
    training = {
        "glyphs": config.glyphs,
        "share of them": config.share,
        "moved by up to": ", ".join(f"{name} {size:g}" for name, size in moved.items()) or "0",
        "optimizer": f"{config.optimizer}, {config.learning_rate:g}, {config.schedule}",
        "seed": config.seed,
        "epochs": int(float(row["epoch"])),
        "hours": folder.hours(),
        "validation accuracy": round(float(row["val_accuracy"]), 4),
    }
    fields = {
        "name": config.name,
        "description": "Tells single glyphs apart; reads strings that a segmenter cuts up.",
        "net": config.net,
        "input": InputConfig(height=config.net.size, digit_height=config.net.size * 20 / 28),
        "glyphs": (GLYPHS[config.glyphs],) if config.glyphs in GLYPHS else (),
        "training": training,
    }
    bundle = BundleConfig(**{**fields, **described})
    return save_bundle(net, bundle, directory or folder.path / config.name).directory


def _mixed(config: TrainConfig) -> dict[str, str]:
    """Glyph sources and styles of a run with their weights."""
    weights = {"glyphs": config.glyphs, "styles": config.styles}
    return {
        name: ", ".join(f"{key} {weight:g}" for key, weight in table.items())
        for name, table in weights.items()
    }
