"""Runs side by side, from run folders written by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("keras")

from seqdigits.errors import ConfigError
from seqdigits.training.runs import differences, draw_runs, read_run


def _write(folder: Path, config: dict[str, object], scores: list[float]) -> Path:
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(config))
    rows = [f"{100 * (i + 1)},{score},1800" for i, score in enumerate(scores)]
    (folder / "history.csv").write_text("\n".join(["steps,exact_match,seconds", *rows]) + "\n")
    return folder


def test_what_a_start_saved_is_read_off(tmp_path: Path) -> None:
    fresh = read_run(
        _write(tmp_path / "fresh", {"net": {"stem": 4}, "init_from": None}, [0.1, 0.5, 0.6])
    )
    warm = read_run(
        _write(tmp_path / "warm", {"net": {"stem": 4}, "init_from": "x"}, [0.55, 0.7, 0.8])
    )
    assert fresh.best == 0.6
    assert fresh.reached(0.6) == (300, 1.5)
    assert warm.reached(0.6) == (200, 1.0)
    assert fresh.reached(0.7) is None
    assert differences([fresh, warm]) == {"init_from": (None, "x")}
    draw_runs([fresh, warm], tmp_path / "runs.png")
    assert (tmp_path / "runs.png").read_bytes().startswith(b"\x89PNG")


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"history\.csv"):
        read_run(tmp_path)
