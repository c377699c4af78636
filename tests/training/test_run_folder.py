"""What a run's folder offers a machine that lacks something."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

pytest.importorskip("keras")

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
