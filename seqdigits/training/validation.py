"""What a net reads of held-out strings, after every epoch; the best weights are kept."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from seqdigits import metrics
from seqdigits.alphabet import Alphabet
from seqdigits.config import TrainConfig
from seqdigits.data import Batch, open_stream
from seqdigits.decoding import greedy
from seqdigits.training.recent import RecentWeights
from seqdigits.training.run_folder import RunFolder


class Validation(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Scores the net on strings of validation glyphs, one set per style.

    Attributes:
        best: the highest mean exact match so far, over the styles.
    """

    def __init__(self, config: TrainConfig, folder: RunFolder) -> None:
        super().__init__()
        self._config = config
        self._folder = folder
        self._alphabet = Alphabet(config.net.characters)
        self._sets = {style: self._draw(style) for style in config.styles}
        history = folder.history()
        self.best = max((float(row["exact_match"]) for row in history), default=-1.0)
        self._waited = 0
        self._recent = (
            RecentWeights(folder.path / "recent", config.averaged_epochs)
            if config.averaged_epochs > 1
            else None
        )
        self._started = time.monotonic()

    def _draw(self, style: str) -> list[Batch]:
        only = self._config.model_copy(update={"styles": {style: 1.0}})
        return open_stream(only, "val").fixed(self._config.validation_strings)

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Start the epoch's clock."""
        self._started = time.monotonic()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Read every set, write a line of history and curves, keep the weights if they are best."""
        if self._recent is None:
            self._validate(epoch, logs)
            return
        self._recent.add(self.model, epoch)
        with self._recent.averaged(self.model):
            self._validate(epoch, logs)
            self._folder.save(self.model, self._folder.averaged)

    def _validate(self, epoch: int, logs: dict[str, Any] | None) -> None:
        scores = {style: self._score(batches) for style, batches in self._sets.items()}
        exact = float(np.mean([score["exact_match"] for score in scores.values()]))
        row: dict[str, float] = {
            "epoch": epoch + 1,
            "steps": (epoch + 1) * self._config.epoch_steps,
            "loss": float((logs or {}).get("loss", np.nan)),
            "learning_rate": float(self.model.optimizer.learning_rate),
            "seconds": round(time.monotonic() - self._started, 1),
            "exact_match": exact,
            "cer": float(np.mean([score["cer"] for score in scores.values()])),
        }
        for style, score in scores.items():
            row |= {f"{style}_{name}": value for name, value in score.items()}
        if logs is not None:
            logs |= {f"val_{name}": row[name] for name in ("exact_match", "cer")}
        if exact > self.best:
            self.best, self._waited = exact, 0
            self._folder.save(self.model, self._folder.best)
        else:
            self._waited += 1
        self._folder.record(row)
        if 0 < self._config.patience <= self._waited:
            self.model.stop_training = True

    def _score(self, batches: Sequence[Batch]) -> dict[str, float]:
        references: list[str] = []
        readings: list[str] = []
        odds: dict[bool, list[float]] = {False: [], True: []}
        for batch in batches:
            outputs = self.model.predict_on_batch(batch.images)
            logits, *ood = outputs if isinstance(outputs, list | tuple) else [outputs]
            for row, text, negative in zip(logits, batch.texts, batch.negative, strict=True):
                if not negative:
                    readings.append(self._alphabet.decode(greedy(np.asarray(row))[0]))
                    references.append(text)
            for value, negative in zip(ood[0] if ood else (), batch.negative, strict=False):
                odds[bool(negative)].append(float(value))
        score = {
            "exact_match": metrics.exact_match(references, readings),
            "cer": metrics.cer(references, readings),
        }
        if odds[True]:
            score["ood_auroc"] = metrics.auroc(odds[True], odds[False])
        return score
