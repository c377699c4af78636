"""What a run's folder offers a machine that lacks something."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

pytest.importorskip("keras")

from seqdigits.config import DenseConfig, GlyphTrainConfig, TrainConfig
from seqdigits.errors import ConfigError
from seqdigits.training import run_folder
from seqdigits.training.run_folder import RunFolder


@pytest.mark.parametrize("missing", ["tensorboard", "tensorflow"])
def test_tensorboard_is_written_only_by_tensorflow(
    missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = RunFolder(tmp_path)
    if find_spec("tensorboard") is not None and find_spec("tensorflow") is not None:
        assert len(folder.tensorboard()) == 1
    monkeypatch.setattr(
        run_folder, "find_spec", lambda name: None if name == missing else find_spec("keras")
    )
    assert folder.tensorboard() == []


def test_a_run_older_than_a_setting_is_resumed_with_its_default(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    folder.prepare(TrainConfig(), resume=False)
    stored = folder.path / "config.json"
    older = json.loads(stored.read_text(encoding="utf-8"))
    del older["averaged_epochs"], older["net"]["dropout"]
    stored.write_text(json.dumps(older), encoding="utf-8")
    folder.prepare(TrainConfig(), resume=True)
    with pytest.raises(ConfigError, match="another averaged_epochs"):
        folder.prepare(TrainConfig(averaged_epochs=2), resume=True)


def test_a_run_of_another_kind_is_not_resumed(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    folder.prepare(GlyphTrainConfig(net=DenseConfig()), resume=False)
    with pytest.raises(ConfigError, match="the command that began it"):
        folder.prepare(TrainConfig(), resume=True)
