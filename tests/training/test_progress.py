"""What the progress bar shows."""

from __future__ import annotations

import pytest

pytest.importorskip("keras")
from seqdigits.training.progress import ProgressBar


def test_a_bar_shows_the_loss_once_there_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    with ProgressBar(10, done=10):
        pass
    resumed = capsys.readouterr().err
    assert "10/10" in resumed
    assert "loss" not in resumed
    with ProgressBar(10, done=4) as bar:
        bar.on_train_batch_end(0, {"loss": 0.25})
        bar.on_epoch_end(0, {"loss": 0.25, "val_cer": 0.5})
    going_on = capsys.readouterr().err
    assert "5/10" in going_on
    assert "loss 0.250" in going_on
    assert "epoch 1: loss 0.2500  val_cer 0.5000" in going_on
