"""Writing a bundle: the trained net rebuilt in float32, exported, described and summed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from seqdigits.bundle.calibration import Calibration
from seqdigits.bundle.card import render_card
from seqdigits.bundle.config import BundleConfig, Metrics, OodThreshold
from seqdigits.bundle.folder import (
    CARD,
    CONFIG,
    KERAS,
    METRICS,
    ONNX,
    OPINION,
    SUMS,
    Bundle,
    load_bundle,
    read_texts,
    write_sums,
    write_text,
)
from seqdigits.bundle.places import PACKAGE, models_folder
from seqdigits.config import NetConfig
from seqdigits.errors import BundleError, MissingExtraError

if TYPE_CHECKING:
    import keras


def save_bundle(
    model: keras.Model, config: BundleConfig, directory: Path, metrics: Metrics | None = None
) -> Bundle:
    """The bundle of a trained net, written to `directory`; an older bundle there is replaced.

    The net is rebuilt from `config` in float32 and given the trained weights, so it does not
    matter under which precision or Keras backend it was trained. TensorFlow exports it.

    Args:
        model: the trained net, built from `config.net`.
        config: what config.toml will say.
        directory: the bundle's folder, written under a temporary name and renamed.
        metrics: what metrics.json will say; empty at first, see `write_metrics`.

    Raises:
        BundleError: if `directory` holds something else, or the net cannot be exported.
    """
    _require_replaceable(directory)
    directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".bundle-", dir=directory.parent) as temporary:
        folder = Path(temporary) / "new"
        folder.mkdir()
        rebuild(model, config.net).save(folder / KERAS)
        _export(folder)
        _write_config(config, folder)
        write_metrics(folder, metrics or Metrics())
        if directory.exists():
            directory.rename(Path(temporary) / "old")
        folder.rename(directory)
    return load_bundle(directory)


def save_calibrated(
    bundle: Bundle, calibration: Calibration, directory: Path, ood: OodThreshold | None = None
) -> Bundle:
    """`bundle` with `calibration`, written to `directory`, which may be its own folder.

    Args:
        bundle: the bundle.
        calibration: what its config.toml will say.
        directory: the folder to write; see `save_configured`.
        ood: when an image shows what is no number; None for what the bundle says.

    Raises:
        BundleError: if `directory` is a released bundle's or holds something else than a bundle.
        MissingExtraError: if tomli-w is not installed.
    """
    require_unreleased(directory)
    update = {"calibration": calibration, "ood": ood or bundle.config.ood}
    return save_configured(bundle, bundle.config.model_copy(update=update), directory)


def save_configured(bundle: Bundle, config: BundleConfig, directory: Path) -> Bundle:
    """`bundle` with another `config` of the same net, written to `directory`, maybe its own.

    Everything else of it is copied; card and checksums follow. So it may be given an opinion:
    `save_configured(dataclasses.replace(bundle, opinion=other), bundle.config, directory)`.

    Args:
        bundle: the bundle; its opinion may lie elsewhere.
        config: what config.toml will say.
        directory: the folder to write, under a temporary name and then renamed.

    Raises:
        BundleError: if `directory` holds something else than a bundle.
        MissingExtraError: if tomli-w is not installed.
    """
    _require_replaceable(directory)
    directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".bundle-", dir=directory.parent) as temporary:
        folder = Path(temporary) / "new"
        shutil.copytree(bundle.directory, folder, ignore=shutil.ignore_patterns(OPINION))
        if bundle.opinion is not None:
            shutil.copytree(bundle.opinion.directory, folder / OPINION)
        _write_config(config, folder)
        write_card(folder)
        if directory.exists():
            directory.rename(Path(temporary) / "old")
        folder.rename(directory)
    return load_bundle(directory)


def require_unreleased(directory: Path) -> None:
    """Raise BundleError if `directory` is, or lies in, the folder of the released bundles."""
    home = models_folder()
    homes = [PACKAGE, *([home] if home else [])]
    if any(directory.resolve().is_relative_to(place.resolve()) for place in homes):
        raise BundleError(
            "a released bundle stays as it was released. "
            f"Received: {directory} to write to. Name another folder: --output DIR."
        )


def write_metrics(directory: Path, metrics: Metrics) -> None:
    """Write metrics.json of the bundle in `directory`, and the card and checksums after it.

    Raises:
        BundleError: if `directory` has no valid config.toml.
    """
    write_text(directory / METRICS, [metrics.model_dump_json(indent=2), "\n"])
    write_card(directory)


def write_card(directory: Path) -> None:
    """Write CARD.md of the bundle in `directory` from its other files, and the checksums.

    Raises:
        BundleError: if config.toml or metrics.json is missing or breaks its schema.
    """
    inside = directory / OPINION
    opinion = read_texts(inside)[0] if inside.is_dir() else None
    write_text(directory / CARD, [render_card(*read_texts(directory), opinion)])
    write_sums(directory)


def rebuild(model: keras.Model, config: NetConfig) -> keras.Model:
    """A float32 net of `config` with the weights of `model`."""
    import numpy as np

    from seqdigits.nets import build

    net = build(config)
    net.set_weights([np.asarray(weight, np.float32) for weight in model.get_weights()])
    net(np.zeros((1, config.height, config.height, 1), np.float32))
    return net


def _require_replaceable(directory: Path) -> None:
    """Raise BundleError unless `directory` is absent, empty or a bundle."""
    if directory.exists() and not (
        directory.is_dir() and ((directory / SUMS).is_file() or not any(directory.iterdir()))
    ):
        raise BundleError(
            "a bundle is written to a new or empty folder, or over an older bundle. "
            f"Received: {directory}, which holds something else. Choose another folder."
        )


def _write_config(config: BundleConfig, folder: Path) -> None:
    try:
        import tomli_w
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"a bundle's {CONFIG} is written by tomli-w. Received: no module {error.name!r}. "
            "Install it: pip install tomli-w."
        ) from error
    values = config.model_dump(mode="json", exclude_none=True)
    write_text(folder / CONFIG, [tomli_w.dumps(values)])


def _export(folder: Path) -> None:
    """Write model.onnx from model.keras.

    In a process of its own: the export needs TensorFlow, whatever backend this process trains
    on, and no accelerator, whose fused LSTM has no ONNX counterpart.
    """
    paths = [str(PACKAGE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    settings = {
        "KERAS_BACKEND": "tensorflow",
        "CUDA_VISIBLE_DEVICES": "-1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONPATH": os.pathsep.join(paths),
    }
    files = [str(folder / KERAS), str(folder / ONNX)]
    command = [sys.executable, "-m", "seqdigits.bundle.onnx_export", *files]
    child = subprocess.run(command, env=os.environ | settings, capture_output=True, text=True)
    if child.returncode:
        reason = (child.stderr.strip().splitlines() or [f"exit code {child.returncode}"])[-1]
        raise BundleError(
            f"TensorFlow and tf2onnx export a net to ONNX. Received: {reason}. "
            'Where a module is missing: pip install "seqdigits[train]". Then save the bundle '
            "again; a training run that ended does so with --resume."
        )
