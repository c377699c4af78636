"""The CRNN's training run: strings drawn beside the step, the best weights kept, a bundle made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np

from seqdigits.config import TrainConfig
from seqdigits.data import longest_text, open_stream
from seqdigits.data.feed import Feed
from seqdigits.nets import build
from seqdigits.training.fusing import fused
from seqdigits.training.loss import ctc_loss, ood_loss, pack
from seqdigits.training.precision import choose_policy
from seqdigits.training.progress import ProgressBar
from seqdigits.training.release import release_run
from seqdigits.training.run_folder import RunFolder
from seqdigits.training.streaming import stream
from seqdigits.training.tracing import trace_step
from seqdigits.training.transfer import transfer
from seqdigits.training.validation import Validation

#: Strings are numbered; a run resumed after e epochs draws from e times this number on.
_EPOCH_STRIDE = 1 << 24


def train_crnn(config: TrainConfig, output: Path, resume: bool = False) -> Path:
    """Folder of the trained bundle, inside the run folder `output`; see `fit_crnn`."""
    return release_run(fit_crnn(config, output, resume), config)


def fit_crnn(
    config: TrainConfig,
    output: Path,
    resume: bool = False,
    watchers: Sequence[keras.callbacks.Callback] = (),
) -> RunFolder:
    """The folder `output` of a run that went its way, or was stopped by one of `watchers`.

    The run folder holds config.json, run.json (seed, versions, git state), history.csv,
    curves.png, the checkpoint to resume from, and the best weights so far.

    Raises:
        ConfigError: if `output` holds a run and `resume` is False, or another configuration.
        DataNotFoundError: if a glyph source's data is not at hand.
        BadRequestError: for an unknown source or style, or a pattern the glyphs cannot write.
    """
    folder = RunFolder(output)
    open_stream(config, "train")  # what it cannot draw is told before there is a run
    folder.prepare(config, resume)
    keras.utils.set_random_seed(config.seed)
    net = build(config.net, choose_policy(config.precision))
    if config.init_from is not None and not folder.epochs_done():
        folder.record_transfer(transfer(net, config.net, config.init_from))
    net = fused(net)
    losses = [ctc_loss(), ood_loss()] if config.net.ood else ctc_loss()
    net.compile(optimizer=_optimizer(config), loss=losses, jit_compile=False)
    longest = longest_text(config)
    epoch = folder.epochs_done()
    bar = ProgressBar(config.steps, min(epoch * config.epoch_steps, config.steps))
    callbacks: list[keras.callbacks.Callback] = [
        keras.callbacks.BackupAndRestore(str(folder.backup), delete_checkpoint=False),
        Validation(config, folder),
        bar,
        keras.callbacks.TerminateOnNaN(),
        *folder.tensorboard(),
        *watchers,
    ]
    with Feed(config, start=epoch * _EPOCH_STRIDE) as feed, bar:
        batches = _fed(feed, longest, config.net.ood)
        trace_step(net, next(batches))
        net.fit(
            stream(batches),
            steps_per_epoch=config.epoch_steps,
            epochs=-(-config.steps // config.epoch_steps),
            callbacks=callbacks,
            shuffle=False,
            verbose=0,
        )
    return folder


def _optimizer(config: TrainConfig) -> keras.optimizers.Optimizer:
    """AdamW under a linear warm-up and a cosine."""
    warmup = min(config.warmup_steps, config.steps // 2)
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0 if warmup else config.learning_rate,
        max(1, config.steps - warmup),
        alpha=config.final_rate,
        warmup_target=config.learning_rate if warmup else None,
        warmup_steps=warmup,
    )
    optimizer = keras.optimizers.AdamW(
        schedule, weight_decay=config.weight_decay, global_clipnorm=config.clip_norm
    )
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    return optimizer


def _fed(feed: Feed, longest: int, ood: bool) -> Iterator[tuple[Any, ...]]:
    """What `fit` takes of each batch: images, targets and, for two outputs, weights of each."""
    for batch in feed:
        packed = pack(batch, longest)
        if not ood:
            yield batch.images, packed
            continue
        negative = batch.negative.astype(np.float32)
        yield batch.images, (packed, negative), (1 - negative, np.ones_like(negative))
