"""The feed of batches: its end, and what becomes of one who waits for it."""

from __future__ import annotations

import threading

import pytest

pytest.importorskip("tensorflow")

from seqdigits.config import TrainConfig
from seqdigits.errors import DataError
from seqdigits.training.feed import Feed

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
