"""Accuracy on MNIST validation digits of a small net that has seen only stroke glyphs."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import keras
import numpy as np

from seqdigits.images.tile import tile
from seqdigits.metrics import wilson_interval
from synth.glyphs.strokes import StrokeSource


def build() -> keras.Model:
    """A classifier (N, 28, 28, 1) -> (N, 10) logits."""
    layers = [keras.layers.Input((28, 28, 1)), keras.layers.Rescaling(1 / 255)]
    for filters in (24, 48, 96):
        layers += [keras.layers.Conv2D(filters, 3, padding="same", use_bias=False)]
        layers += [keras.layers.BatchNormalization(), keras.layers.ReLU()]
        layers += [keras.layers.MaxPooling2D()]
    layers += [keras.layers.Flatten(), keras.layers.Dropout(0.4), keras.layers.Dense(10)]
    return keras.Sequential(layers)


def main() -> None:
    """Prints the accuracy, its count and 95 % interval, and the accuracy of each digit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--glyphs", type=int, default=40_000)
    parser.add_argument("--epochs", type=int, default=5)
    args = parser.parse_args()
    keras.utils.set_random_seed(args.seed)
    rng, source = np.random.default_rng([args.seed, 0]), StrokeSource()
    labels = rng.integers(0, 10, args.glyphs)
    images = np.stack([tile(source.hand(rng).glyph(str(y), rng).image) for y in labels])
    with np.load(Path(os.environ["SEQDIGITS_DATA"]) / "mnist" / "mnist.npz") as mnist:
        x, y = mnist["x_train"][-5000:], mnist["y_train"][-5000:].astype(int)
    net, steps = build(), args.epochs * (args.glyphs // 128)
    rate = keras.optimizers.schedules.CosineDecay(2e-3, steps)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    net.compile(keras.optimizers.Adam(rate), loss, metrics=["accuracy"])
    net.fit(images[..., None], labels, batch_size=128, epochs=args.epochs, verbose=2)
    guess = net.predict(x[..., None], batch_size=500, verbose=0).argmax(1)
    right = guess == y
    low, high = wilson_interval(int(right.sum()), len(y))
    print(f"accuracy {right.mean():.4f} ({right.sum()} of {len(y)}), 95 % {low:.4f}..{high:.4f}")
    by_digit = ", ".join(f"{d} {right[y == d].mean():.3f}" for d in range(10))
    print(f"by digit: {by_digit}")


if __name__ == "__main__":
    main()
