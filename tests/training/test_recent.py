"""The mean of a run's last weights: what is kept, what a run validates and releases."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow")
import keras

from seqdigits.config import CrnnConfig, TrainConfig
from seqdigits.training import train_crnn
from seqdigits.training.recent import RecentWeights

CONFIG = TrainConfig(
    name="tiny",
    net=CrnnConfig(stem=4, channels=(4, 4, 8), lstm_units=4),
    styles={"clean": 1.0},
    steps=3,
    epoch_steps=1,
    warmup_steps=0,
    final_rate=1.0,
    averaged_epochs=2,
    batch_columns=256,
    validation_strings=4,
    precision="float32",
)


def _net(value: float) -> keras.Model:
    net = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(3)])
    net.set_weights([np.full(w.shape, value, np.float32) for w in net.get_weights()])
    return net


def test_the_mean_is_of_the_last_epochs_and_lasts_as_long_as_it_is_asked_for(
    tmp_path: Path,
) -> None:
    recent = RecentWeights(tmp_path / "recent", 2)
    for epoch, value in enumerate([1.0, 3.0, 7.0]):
        recent.add(_net(value), epoch)
    assert [weight.shape for weight in recent.mean()] == [(2, 3), (3,)]
    assert all((weight == 5.0).all() for weight in recent.mean())
    net = _net(7.0)
    with pytest.raises(KeyError), recent.averaged(net):
        assert (net.get_weights()[1] == 5.0).all()
        raise KeyError
    assert (net.get_weights()[1] == 7.0).all()


def test_an_epoch_done_again_replaces_what_it_left(tmp_path: Path) -> None:
    for value in (1.0, 2.0):
        RecentWeights(tmp_path / "recent", 3).add(_net(value), 4)
    assert (RecentWeights(tmp_path / "recent", 3).mean()[1] == 2.0).all()


def test_a_run_releases_the_mean_and_goes_on_from_its_own_weights(tmp_path: Path) -> None:
    bundle = train_crnn(CONFIG, tmp_path / "run")
    with (tmp_path / "run" / "history.csv").open() as file:
        rates = [float(row["learning_rate"]) for row in csv.DictReader(file)]
    assert rates == pytest.approx([CONFIG.learning_rate] * 3)
    kept = sorted((tmp_path / "run" / "recent").glob("*.npz"))
    assert len(kept) == 2
    before, last = (list(np.load(file).values()) for file in kept)
    released = keras.models.load_model(bundle / "model.keras", compile=False).get_weights()
    for found, earlier, later in zip(released, before, last, strict=True):
        np.testing.assert_allclose(found, (earlier + later) / 2, atol=1e-6)
    assert any((earlier != later).any() for earlier, later in zip(before, last, strict=True))
    alone = CONFIG.model_copy(update={"averaged_epochs": 1})
    train_crnn(alone, tmp_path / "alone")
    net = keras.models.load_model(tmp_path / "alone" / "tiny" / "model.keras", compile=False)
    for found, later in zip(net.get_weights(), last, strict=True):
        np.testing.assert_allclose(found, later, atol=1e-5)
