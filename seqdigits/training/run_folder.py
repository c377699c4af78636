"""A training run on disk: configuration, state of the code, history, curves, weights."""

from __future__ import annotations

import csv
import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import keras
from pydantic import ValidationError

from seqdigits.config import GlyphTrainConfig, TrainConfig
from seqdigits.errors import ConfigError
from seqdigits.training.curves import draw_curves
from seqdigits.training.transfer import Transfer

AnyTrainConfig = TrainConfig | GlyphTrainConfig


@dataclass(frozen=True)
class RunFolder:
    """The files of one run under `path`."""

    path: Path

    @property
    def backup(self) -> Path:
        """Weights, optimizer and epoch to resume from."""
        return self.path / "checkpoint"

    @property
    def best(self) -> Path:
        """Weights of the best validation so far."""
        return self.path / "best.weights.h5"

    @property
    def averaged(self) -> Path:
        """Mean weights of the last epochs, of a run that averages them."""
        return self.path / "averaged.weights.h5"

    def prepare(self, config: AnyTrainConfig, resume: bool) -> None:
        """Write what the run is made of, or check that a resumed run is made of the same.

        Raises:
            ConfigError: if the folder holds a run and `resume` is False, or another configuration.
        """
        stored = self.path / "config.json"
        if stored.exists():
            if not resume:
                raise ConfigError(
                    f"a new run needs a folder without one. Received: {self.path}. "
                    "Add --resume to go on with it, or name another folder."
                )
            before = _stored(stored, type(config)).model_dump(mode="json")
            asked = config.model_dump(mode="json")
            changed = [key for key in before | asked if before.get(key) != asked.get(key)]
            if changed:
                raise ConfigError(
                    "a run is resumed with its own configuration. "
                    f"Received: {self.path} with another {', '.join(changed)}."
                )
            return
        self.path.mkdir(parents=True, exist_ok=True)
        _write(stored, config.model_dump_json(indent=2) + "\n")
        _write(self.path / "run.json", json.dumps(_circumstances(config), indent=2) + "\n")

    def record_transfer(self, taken: Transfer) -> None:
        """Add to run.json, and say on standard error, what the net begins with."""
        path = self.path / "run.json"
        known = json.loads(path.read_text(encoding="utf-8"))
        _write(path, json.dumps(known | {"init_from": taken.as_dict()}, indent=2) + "\n")
        print(f"weights {taken}", file=sys.stderr)

    def history(self) -> list[dict[str, str]]:
        """One row per epoch done."""
        path = self.path / "history.csv"
        if not path.exists():
            return []
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def epochs_done(self) -> int:
        """Epochs with a row of history."""
        return len(self.history())

    def record(self, row: Mapping[str, float]) -> None:
        """Append `row` to history.csv and draw curves.png anew."""
        path = self.path / "history.csv"
        fresh = not path.exists()
        with path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(row))
            if fresh:
                writer.writeheader()
            writer.writerow(row)
        draw_curves(self.history(), self.path / "curves.png")

    def save(self, net: keras.Model, path: Path) -> None:
        """Write `net`'s weights to `path`, one of this folder's."""
        unfinished = path.with_name("unfinished.weights.h5")
        net.save_weights(unfinished)
        os.replace(unfinished, path)

    def tensorboard(self) -> list[keras.callbacks.Callback]:
        """TensorBoard's callback where it and TensorFlow, which it writes by, are, else none."""
        if find_spec("tensorboard") is None or find_spec("tensorflow") is None:
            return []
        return [keras.callbacks.TensorBoard(str(self.path / "tensorboard"), profile_batch=0)]

    def chosen(self, score: str, whole: bool) -> tuple[Path, dict[str, str]]:
        """Weights to release and their row of history.

        They are the last, averaged if the run averages, of one that went its `whole` way: an
        earlier epoch that scored higher was lucky in what it was validated on. Of a run that
        stopped early they are the best by the column `score`.

        Raises:
            ConfigError: if the run has no weights yet.
        """
        if not self.best.exists():
            raise ConfigError(
                f"a bundle needs trained weights. Received: {self.path} without {self.best.name}. "
                "Train for at least one epoch."
            )
        history = self.history()
        latest = self.backup / "latest.weights.h5"
        last = self.averaged if self.averaged.exists() else latest
        if whole and last.exists():
            return last, history[-1]
        return self.best, max(history, key=lambda row: float(row[score]))

    def hours(self) -> float:
        """How long the epochs done took."""
        return round(sum(float(row["seconds"]) for row in self.history()) / 3600, 2)


def _stored(path: Path, schema: type[AnyTrainConfig]) -> AnyTrainConfig:
    """The configuration in `path`; keys that are younger than it have their defaults.

    Raises:
        ConfigError: if it is no configuration of this schema.
    """
    try:
        return schema.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as error:
        raise ConfigError(
            "a run is resumed by the command that began it. "
            f"Received: {path}, which holds another configuration ({error.error_count()} of its "
            "keys do not fit). Name that run's own command, or another folder."
        ) from error


def _circumstances(config: AnyTrainConfig) -> dict[str, Any]:
    """What a run depends on beside its configuration."""
    return {
        "seed": config.seed,
        "git": _git_state(),
        "python": platform.python_version(),
        "backend": keras.backend.backend(),
        "versions": {name: version(name) for name in ("keras", "numpy", "opencv-python-headless")},
        "machine": f"{platform.machine()}, {os.cpu_count()} CPUs",
    }


def _git_state() -> str:
    """Commit of the code, with `+` if the tree differs from it; empty outside a repository."""
    command = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty=+"]
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return result.stdout.strip()


def _write(path: Path, text: str) -> None:
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_text(text, encoding="utf-8")
    os.replace(unfinished, path)
