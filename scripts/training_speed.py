"""Time of a training step, batch normalisation fused and not, in turns in one run.

Usage: python scripts/training_speed.py [--config scripts/base.toml] [--width 128] [--rounds 20]

Both nets have the same weights and take the same batch of noise, so the ratio is of time alone.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
from pathlib import Path

import keras
import numpy as np

from seqdigits.config import TrainConfig, read_config
from seqdigits.nets import build
from seqdigits.training.fusing import fused
from seqdigits.training.loss import ctc_loss, ood_loss
from seqdigits.training.precision import choose_policy


def main() -> None:
    """Print milliseconds a step of each, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--config", type=Path, default=Path("scripts/base.toml"))
    parser.add_argument("--width", type=int, default=128, help="of the images, pixels")
    parser.add_argument("--rounds", type=int, default=20)
    arguments = parser.parse_args()
    config = read_config(TrainConfig, arguments.config)
    policy = choose_policy(config.precision)
    plain = build(config.net, policy)
    nets = {"Keras' own": plain, "fused": fused(plain)}
    count = max(1, config.batch_columns // arguments.width)
    rng = np.random.default_rng(config.seed)
    images = rng.random((count, config.net.height, arguments.width, 1), np.float32)
    length = max(1, arguments.width // (4 * config.net.stride))
    texts = np.concatenate([np.full((count, 1), length), rng.integers(1, 11, (count, length))], 1)
    targets = (texts.astype(np.int32), np.zeros(count, np.float32))
    for net in nets.values():
        losses = [ctc_loss(), ood_loss()] if config.net.ood else ctc_loss()
        net.compile(optimizer=keras.optimizers.AdamW(1e-4), loss=losses, jit_compile=False)
    times: dict[str, list[float]] = {name: [] for name in nets}
    for turn in range(arguments.rounds + 2):
        for name, net in nets.items():
            start = time.perf_counter()
            net.train_on_batch(images, targets if config.net.ood else targets[0])
            if turn >= 2:  # the first are traced
                times[name].append(1000 * (time.perf_counter() - start))
    print(f"{count} images of {arguments.width} columns, {policy}, {platform.machine()}, "
          f"{os.cpu_count()} CPUs")  # fmt: skip
    for name, taken in times.items():
        print(
            f"{name:12} {statistics.median(taken):6.0f} ms [{min(taken):.0f} to {max(taken):.0f}]"
        )
    ratios = [a / b for a, b in zip(*times.values(), strict=True)]
    print(f"ratio        {statistics.median(ratios):6.2f}    "
          f"[{min(ratios):.2f} to {max(ratios):.2f}]")  # fmt: skip


if __name__ == "__main__":
    main()
