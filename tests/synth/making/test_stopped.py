"""Data sets that were killed, interrupted or out of room, and go on to the same bytes."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from synth.formats import ShardError
from synth.formats import pictures as picture_formats
from synth.making import Manifest, Recipe, make_dataset
from synth.making.workers import WorkerError

Make = Callable[..., Manifest]
Tree = Callable[[Path], dict[str, str]]
Run = Callable[..., subprocess.CompletedProcess[str]]


KILLED = """
import os, signal, sys
from synth.making import Recipe, maker, make_dataset

def die(*arguments, **options):
    os.kill(os.getpid(), signal.SIGKILL)

def on_progress(done):
    if done >= int(sys.argv[2]):
        die()

if __name__ == "__main__":
    recipe = Recipe(style="everyday", seed=3, text={"pattern": r"\\d{3}-\\d{2}"})
    if int(sys.argv[2]) > 22:
        maker.render_card = die
    make_dataset(recipe, sys.argv[1], 22, shards=3, workers=int(sys.argv[3]),
                 on_progress=on_progress)
"""


# In the first shard, when its last sample is drawn, in the third, before the card is written.
@pytest.mark.parametrize(("sample", "workers"), [(3, 1), (7, 1), (20, 1), (99, 1), (1, 2)])
def test_a_killed_run_is_resumed_to_the_same_bytes(
    sample: int, workers: int, made: Path, tmp_path: Path, make: Make, tree: Tree, run: Run
) -> None:
    out = tmp_path / "set"
    result = run(KILLED, out, str(sample), str(workers))
    assert result.returncode == -signal.SIGKILL
    assert not (out / "manifest.json").exists()
    whole = {path.name: path.stat().st_mtime_ns for path in out.glob("images/train-*")}
    make(out, resume=True)
    assert tree(out) == tree(made)
    if sample == 99:
        assert len(whole) == 3
        assert whole == {p.name: p.stat().st_mtime_ns for p in out.glob("images/train-*")}


def test_a_worker_that_dies_gives_one_error_and_no_half_shard(
    recipe: Recipe, tmp_path: Path
) -> None:
    def kill(done: int) -> None:
        for process in multiprocessing.active_children():
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)

    with pytest.raises(WorkerError, match=r"died.*resume"):
        make_dataset(recipe, tmp_path / "set", 4000, shards=4, workers=2, on_progress=kill)
    assert not (tmp_path / "set").exists()  # no shard was whole


INTERRUPTED = """
import os, signal, sys
from synth.making import Recipe, make_dataset

def interrupt(done):
    if done:
        os.killpg(os.getpgid(0), signal.SIGINT)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it
    try:
        make_dataset(Recipe(), sys.argv[1], 4000, shards=4, workers=2, on_progress=interrupt)
    except KeyboardInterrupt:
        print("stopped")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals a group as POSIX does")
def test_workers_stop_quietly_at_ctrl_c(tmp_path: Path, run: Run) -> None:
    result = run(INTERRUPTED, tmp_path / "set")
    assert (result.stdout, result.stderr) == ("stopped\n", "")
    assert not list(tmp_path.rglob("*.tmp"))


def test_a_damaged_shard_is_made_again(
    made: Path, tmp_path: Path, make: Make, tree: Tree, run: Run
) -> None:
    out = tmp_path / "set"
    assert run(KILLED, out, "20", "1").returncode == -signal.SIGKILL
    next(out.glob("images/*/000000002.png")).write_bytes(b"")
    make(out, resume=True)
    assert tree(out) == tree(made)


def test_an_interrupted_run_leaves_whole_shards(
    made: Path, tmp_path: Path, make: Make, tree: Tree
) -> None:
    out = tmp_path / "set"

    def interrupt(done: int) -> None:
        if done == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(out, on_progress=interrupt)
    assert [path.name for path in (out / "images").iterdir()] == ["train-00000-of-00003"]
    seen: list[int] = []
    make(out, resume=True, on_progress=seen.append)
    assert seen[0] == 7  # the first shard is kept
    assert tree(out) == tree(made)


def test_a_full_disk_gives_one_line_and_can_be_resumed(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Make, tree: Tree
) -> None:
    out = tmp_path / "set"
    drawn = 0

    def full(image: np.ndarray) -> bytes:
        nonlocal drawn
        drawn += 1
        if drawn == 10:
            raise OSError(errno.ENOSPC, "No space left on device")
        return png(image)

    png = picture_formats.png
    monkeypatch.setattr(picture_formats, "png", full)
    with pytest.raises(ShardError, match="No space left on device") as caught:
        make(out)
    assert "\n" not in str(caught.value)
    assert [path.name for path in (out / "images").iterdir()] == ["train-00000-of-00003"]
    make(out, resume=True)
    assert tree(out) == tree(made)


@pytest.mark.parametrize("before", ["nothing", "an empty folder", "a run that was killed"])
def test_a_run_that_fails_before_a_shard_is_whole_leaves_nothing(
    before: str, made: Path, tmp_path: Path, make: Make, tree: Tree, run: Run
) -> None:
    out = tmp_path / "set"
    if before == "an empty folder":
        out.mkdir()
    elif before == "a run that was killed":
        assert run(KILLED, out, "3", "1").returncode == -signal.SIGKILL

    def stop(done: int) -> None:
        if done == 6:
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(ShardError, match="Make room, then resume"):
        make(out, resume=True, on_progress=stop)
    assert list(tmp_path.rglob("*")) == ([] if before == "nothing" else [out])
    make(out)
    assert tree(out) == tree(made)


def test_a_disk_that_is_full_at_the_end_leaves_no_manifest(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Make, tree: Tree
) -> None:
    out = tmp_path / "set"
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", _write_nothing_named("CARD.md"))
        with pytest.raises(ShardError, match="No space left on device"):
            make(out)
    assert not list(out.rglob(".*.tmp"))
    assert not (out / "manifest.json").exists()
    make(out, resume=True)
    assert tree(out) == tree(made)


def _write_nothing_named(name: str) -> object:
    write_bytes = Path.write_bytes

    def written(path: Path, content: bytes) -> int:
        if name in path.name:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write_bytes(path, content)

    return written
