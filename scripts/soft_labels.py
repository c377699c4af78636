"""Find the MNIST training digits that may be another digit, and write synth/glyphs/mnist_soft.csv.

Usage, with SEQDIGITS_DATA set:
    python scripts/soft_labels.py scripts/baselines/cnn.toml:6 scripts/baselines/cnn_wide.toml:7

Each recipe (FILE:EPOCHS) is trained on all but one of four groups of the training writers and asked
about that group's digits, four times, so that every digit is judged by nets that never saw its
writer. A digit's shares are two fifths its label and three fifths the mean of what the nets say
(Reed et al. 2015, "Training deep neural networks on noisy labels with bootstrapping"). Written are
those whose label does not keep all of ten parts.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from seqdigits.config import GlyphTrainConfig, read_config
from seqdigits.data import GlyphSet, open_glyphs
from seqdigits.nets import build
from seqdigits.training.fusing import fused
from seqdigits.training.glyph_net import GlyphBatches, as_input, compiled
from seqdigits.training.precision import choose_policy
from synth.glyphs.mnist import load_mnist
from synth.glyphs.soft_labels import PARTS

GROUPS = 4
TRUST = 0.4  # share of the label itself
OUTPUT = Path("synth/glyphs/mnist_soft.csv")


def judged(config: GlyphTrainConfig, glyphs: GlyphSet, seed: int) -> NDArray[np.float64]:
    """(N, C) probabilities of `glyphs`, each from a net that saw nothing of its writer."""
    writers, writer_of = np.unique(glyphs.writers, return_inverse=True)
    order = np.random.default_rng(seed).permutation(len(writers))
    group = order[writer_of] % GROUPS
    shares = np.empty((len(glyphs), len(config.net.characters)))
    for number in range(GROUPS):
        asked = np.flatnonzero(group == number)
        own = config.model_copy(update={"seed": GROUPS * seed + number})
        net = _trained(own, glyphs.take(np.flatnonzero(group != number)))
        shares[asked] = keras.ops.softmax(net.predict(as_input(glyphs.tiles()[asked]), verbose=0))
        wrong = shares[asked].argmax(axis=1) != glyphs.labels(config.net.characters)[asked]
        print(f"{config.name}, group {number + 1}: {wrong.sum()} of {len(asked)} otherwise")
    return shares


def _trained(config: GlyphTrainConfig, glyphs: GlyphSet) -> keras.Model:
    """A net that gives logits, trained for all epochs."""
    keras.utils.set_random_seed(config.seed)
    batches = GlyphBatches(config, glyphs)
    net = fused(build(config.net, choose_policy(config.precision)))
    model = compiled(net, config, len(batches))
    model.fit(batches, epochs=config.epochs, shuffle=False, verbose=0)
    return net


def rows(glyphs: GlyphSet, keys: NDArray[np.int64], shares: NDArray[np.float64]) -> list[list[str]]:
    """Lines (key, character, parts) of the doubtful ones; the label takes what rounding leaves."""
    digits = "0123456789"
    lines = []
    for key, label, share in zip(keys.tolist(), glyphs.labels(digits), shares, strict=True):
        mixed = (1 - TRUST) * share
        mixed[label] += TRUST
        parts = np.round(PARTS * mixed).astype(int)
        parts[label] += PARTS - parts.sum()
        if parts[label] < PARTS:
            lines += [[str(key), digits[c], str(parts[c])] for c in np.flatnonzero(parts)]
    return lines


def main() -> None:
    """Train, judge and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recipes", nargs="+", metavar="FILE:EPOCHS")
    parser.add_argument("--seed", type=int, default=5)
    arguments = parser.parse_args()
    glyphs, keys = open_glyphs("mnist", "train"), load_mnist("train").keys
    if glyphs.writers is None:
        raise SystemExit(
            "a digit is judged by nets that never saw its writer. Received: MNIST without writers. "
            "Put mnist_writers.npz or QMNIST's label files beside it."
        )
    every = []
    for number, recipe in enumerate(arguments.recipes):
        file, _, epochs = recipe.rpartition(":")
        config = read_config(GlyphTrainConfig, Path(file))
        config = config.model_copy(update={"epochs": int(epochs), "precision": "auto"})
        every.append(judged(config, glyphs, arguments.seed + number))
    lines = rows(glyphs, keys, np.mean(every, axis=0))
    with OUTPUT.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerows([["key", "character", "parts"], *lines])
    print(f"{OUTPUT}: {len({line[0] for line in lines})} digits of {len(glyphs)}")


if __name__ == "__main__":
    main()
