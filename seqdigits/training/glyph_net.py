"""A single-glyph net's training run: the same glyphs every epoch, moved if asked."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from seqdigits.config import GlyphTrainConfig
from seqdigits.data import GlyphSet, open_glyphs
from seqdigits.nets import build
from seqdigits.training.augment import Augment
from seqdigits.training.fusing import fused
from seqdigits.training.precision import choose_policy
from seqdigits.training.progress import ProgressBar
from seqdigits.training.release import release_glyph_run
from seqdigits.training.run_folder import RunFolder
from seqdigits.training.tracing import trace_step
from seqdigits.training.transfer import transfer

_WARMUP = 0.3
"""Share of the steps that a one-cycle schedule climbs."""


def train_glyph_net(config: GlyphTrainConfig, output: Path, resume: bool = False) -> Path:
    """Folder of the trained bundle, inside the run folder `output`; see `fit_glyph_net`."""
    return release_glyph_run(fit_glyph_net(config, output, resume), config)


def fit_glyph_net(
    config: GlyphTrainConfig,
    output: Path,
    resume: bool = False,
    watchers: Sequence[keras.callbacks.Callback] = (),
) -> RunFolder:
    """The folder `output` of a run; see `seqdigits.training.crnn.fit_crnn`.

    Raises:
        ConfigError: if `output` holds a run and `resume` is False, or another configuration.
        DataError: if the glyphs show characters that the net does not know.
        DataNotFoundError: if the glyphs are not at hand.
    """
    keras.utils.set_random_seed(config.seed)
    train, val = _glyphs(config, "train"), _glyphs(config, "val")
    batches = GlyphBatches(config, train)
    validation = as_input(val.tiles(config.net.size)), targets(config, val)
    folder = RunFolder(output)
    folder.prepare(config, resume)
    net = build(config.net, choose_policy(config.precision))
    if config.init_from is not None and not folder.epochs_done():
        folder.record_transfer(transfer(net, config.net, config.init_from))
    net = fused(net)
    model = compiled(net, config, len(batches))
    trace_step(model, batches.unmoved())
    done = folder.epochs_done()
    bar = ProgressBar(config.epochs * len(batches), done * len(batches))
    callbacks: list[keras.callbacks.Callback] = [
        keras.callbacks.BackupAndRestore(str(folder.backup), delete_checkpoint=False),
        _Record(folder, net, config.patience),
        bar,
        keras.callbacks.TerminateOnNaN(),
        *folder.tensorboard(),
        *watchers,
    ]
    with bar:
        model.fit(
            batches,
            epochs=config.epochs,
            validation_data=validation,
            validation_batch_size=512,
            callbacks=callbacks,
            shuffle=False,
            verbose=0,
        )
    return folder


def as_input(tiles: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What a net is fed of tiles (N, size, size): (N, size, size, 1), 0..1."""
    return tiles[..., None].astype(np.float32) / np.float32(255)


def targets(config: GlyphTrainConfig, glyphs: GlyphSet) -> NDArray[Any]:
    """Class numbers (N,) of `glyphs`, or their one-hot rows (N, C), as the loss wants."""
    labels = glyphs.labels(config.net.characters)
    if config.loss == "sparse":
        return labels
    return np.eye(len(config.net.characters), dtype=np.float32)[labels]


def compiled(net: keras.Model, config: GlyphTrainConfig, steps: int) -> keras.Model:
    """`net` ready for `fit` over epochs of `steps` steps, behind a softmax if asked."""
    for layer in net.layers:
        if config.l2 > 0 and hasattr(layer, "kernel"):
            layer.kernel.regularizer = keras.regularizers.L2(config.l2)
    model = _with_softmax(net) if config.softmax else net
    sparse = config.loss == "sparse"
    kind = (
        keras.losses.SparseCategoricalCrossentropy
        if sparse
        else keras.losses.CategoricalCrossentropy
    )
    accuracy = "sparse_categorical_accuracy" if sparse else "categorical_accuracy"
    model.compile(
        optimizer=_optimizer(config, config.epochs * steps),
        loss=kind(from_logits=not config.softmax),
        metrics=[keras.metrics.get(accuracy)],
        jit_compile=False,
    )
    return model


def _with_softmax(net: keras.Model) -> keras.Model:
    """`net` giving probabilities, from which a loss cannot get back to its logits.

    Under TensorFlow Keras remembers a softmax's logits and takes the loss from them; behind one
    more layer it sees the probabilities alone, as it does on every other backend. It clips them
    to 1e-7, so that a confidently wrong glyph costs 16.1 nats at most and teaches nothing.
    """
    return keras.Sequential([net, keras.layers.Softmax(), keras.layers.Rescaling(1.0)])


def _optimizer(config: GlyphTrainConfig, steps: int) -> keras.optimizers.Optimizer:
    rate: Any = config.learning_rate
    if config.schedule != "constant":
        warmup = int(_WARMUP * steps) if config.schedule == "one_cycle" else 0
        rate = keras.optimizers.schedules.CosineDecay(
            config.learning_rate / 25 if warmup else config.learning_rate,
            max(1, steps - warmup),
            warmup_target=config.learning_rate if warmup else None,
            warmup_steps=warmup,
        )
    if config.optimizer == "adam":
        return keras.optimizers.Adam(rate)
    return keras.optimizers.SGD(rate, momentum=0.9, nesterov=True)


def _glyphs(config: GlyphTrainConfig, split: str) -> GlyphSet:
    """The glyphs to train or validate on."""
    glyphs = open_glyphs(config.glyphs, split)
    if split != "train" or config.share == 1:
        return glyphs
    order = np.random.default_rng(0).permutation(len(glyphs))
    return glyphs.take(order[: max(1, round(config.share * len(glyphs)))])


class GlyphBatches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras is untyped
    """Batches (images, targets) of the training glyphs, shuffled and moved anew each epoch.

    What is drawn depends on the seed and on the epochs before.
    """

    def __init__(self, config: GlyphTrainConfig, glyphs: GlyphSet) -> None:
        super().__init__()
        self._tiles = glyphs.tiles(config.net.size)
        self._targets = targets(config, glyphs)
        self._batch = config.batch
        self._augment = Augment(config.augment, config.net.size, config.seed)
        self._rng = np.random.default_rng([config.seed, 1])
        self._order = self._rng.permutation(len(self._tiles))

    def __len__(self) -> int:
        return -(-len(self._tiles) // self._batch)

    def __getitem__(self, index: int) -> tuple[NDArray[np.float32], NDArray[Any]]:
        rows = self._order[index * self._batch : (index + 1) * self._batch]
        return as_input(self._augment(self._tiles[rows])), self._targets[rows]

    def unmoved(self) -> tuple[NDArray[np.float32], NDArray[Any]]:
        """A batch of glyphs as they are, for which nothing is drawn."""
        return as_input(self._tiles[: self._batch]), self._targets[: self._batch]

    def on_epoch_end(self) -> None:
        """Shuffle."""
        self._order = self._rng.permutation(len(self._tiles))


class _Record(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Writes a line of history after every epoch and keeps the best weights."""

    def __init__(self, folder: RunFolder, net: keras.Model, patience: int) -> None:
        super().__init__()
        self._folder, self._net, self._patience = folder, net, patience
        self._best = max((float(row["val_accuracy"]) for row in folder.history()), default=-1.0)
        self._waited = 0
        self._started = time.monotonic()

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Start the epoch's clock."""
        self._started = time.monotonic()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Record the epoch; stop if nothing got better for long enough."""
        figures = {_plain(name): float(value) for name, value in (logs or {}).items()}
        row = {
            "epoch": epoch + 1,
            **figures,
            "learning_rate": float(self.model.optimizer.learning_rate),
            "seconds": round(time.monotonic() - self._started, 1),
        }
        if figures["val_accuracy"] > self._best:
            self._best, self._waited = figures["val_accuracy"], 0
            self._folder.save(self._net, self._folder.best)
        else:
            self._waited += 1
        self._folder.record(row)
        if 0 < self._patience <= self._waited:
            self.model.stop_training = True


def _plain(name: str) -> str:
    """`val_accuracy` for `val_sparse_categorical_accuracy`."""
    return name.replace("sparse_categorical_", "").replace("categorical_", "")
