"""Several nets as one: the average of their probabilities."""

from __future__ import annotations

import keras

from seqdigits.config import EnsembleConfig
from seqdigits.nets.single import build_single


def build_ensemble(config: EnsembleConfig) -> keras.Model:
    """The net whose logits are the log of the mean of its members' probabilities.

    Images are those of the members; string nets are averaged at each timestep, so that the
    logits are (N, T, C), or (N, C) of single-glyph nets. With `ood` it gives [logits, ood], the
    mean of their log-odds.
    """
    first = config.members[0]
    width = None if config.is_ctc else config.height
    images = keras.Input((config.height, width, 1), name="images")
    outputs = []
    for number, member in enumerate(config.members, 1):
        net = build_single(member)
        net.name = f"member{number}"
        outputs.append(net(images))
    if not first.ood:
        return keras.Model(images, _mean(outputs), name="ensemble")
    odds = keras.ops.mean(keras.ops.stack([ood for _, ood in outputs]), axis=0)
    return keras.Model(images, [_mean([logits for logits, _ in outputs]), odds], name="ensemble")


def _mean(logits: list[keras.KerasTensor]) -> keras.KerasTensor:
    """Log of the mean probability of several nets."""
    logs = keras.ops.stack([keras.ops.log_softmax(part, axis=-1) for part in logits])
    return keras.ops.logsumexp(logs, axis=0) - float(keras.ops.log(float(len(logits))))
