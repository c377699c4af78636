"""The feed of batches: its end, and what becomes of one who waits for it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from seqdigits.config import TrainConfig
from seqdigits.data.feed import Feed
from seqdigits.errors import DataError

CONFIG = TrainConfig(styles={"clean": 1.0}, batch_columns=512)


def test_one_who_waits_is_let_go_when_the_feed_closes() -> None:
    taken = []
    with Feed(CONFIG) as feed:
        reader = threading.Thread(target=lambda: taken.extend(feed), daemon=True)
        reader.start()
    reader.join(timeout=60)
    assert not reader.is_alive()


def test_a_worker_that_died_is_told_at_once() -> None:
    with Feed(CONFIG) as feed:
        batches = iter(feed)
        assert len(next(batches).texts) > 0
        for process in feed._processes:
            process.kill()
            process.join()
        with pytest.raises(DataError, match="alive: False"):
            list(batches)


def is_running(process: int) -> bool:
    """True unless the process is gone or dead and not yet reaped."""
    status = Path(f"/proc/{process}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_workers_end_with_a_process_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(
        "from seqdigits.config import TrainConfig\n"
        "from seqdigits.data.feed import Feed\n"
        "if __name__ == '__main__':\n"
        "    with Feed(TrainConfig(styles={'clean': 1.0}, batch_columns=512)) as feed:\n"
        "        next(iter(feed))\n"
        "        print(feed._processes[0].pid, flush=True)\n"
        "        input()\n"
    )
    with subprocess.Popen(
        [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as trainer:
        assert trainer.stdout is not None
        worker = int(trainer.stdout.readline())
        assert is_running(worker)
        trainer.kill()
    deadline = time.monotonic() + 30
    while is_running(worker) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_running(worker)


def test_a_worker_starts_without_keras() -> None:
    code = "import sys, seqdigits.data.feed\nprint(*{'keras', 'tensorflow'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""
