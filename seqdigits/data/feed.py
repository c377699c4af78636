"""Batches drawn by processes of their own while the net takes its step."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from multiprocessing.queues import Queue
from queue import Empty
from types import TracebackType

import cv2

from seqdigits.config import TrainConfig
from seqdigits.data.strings import Batch, open_stream
from seqdigits.errors import DataError

#: Batches a worker may be ahead.
_AHEAD = 12
#: Longest wait for a batch, seconds.
_PATIENCE = 300.0
#: How often a waiting reader looks whether the feed was closed, seconds.
_GLANCE = 1.0


def _draw(config: TrainConfig, start: int, step: int, queue: Queue[Batch | Exception]) -> None:
    """Fill `queue` with batches; an error goes through it too.

    One thread for OpenCV, at low priority: the step needs the cores more. It ends when the process
    that reads the queue is no more, however that ended.
    """
    threading.Thread(target=_end_with_parent, daemon=True).start()
    cv2.setNumThreads(1)
    if hasattr(os, "nice"):
        os.nice(5)
    try:
        for batch in open_stream(config, "train").batches(start, step):
            queue.put(batch)
    except KeyboardInterrupt:
        return
    except Exception as error:
        queue.put(error)


def _end_with_parent() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)


class Feed:
    """Endless training batches from `config.workers` processes, taken in turn.

    String i is drawn by worker i % workers, so the order depends on the number of workers and
    nothing else.
    """

    def __init__(self, config: TrainConfig, start: int = 0) -> None:
        context = multiprocessing.get_context("spawn")
        self._queues: list[Queue[Batch | Exception]] = []
        self._processes = []
        self._closed = False
        for worker in range(config.workers):
            queue: Queue[Batch | Exception] = context.Queue(_AHEAD)
            process = context.Process(
                target=_draw, args=(config, start + worker, config.workers, queue), daemon=True
            )
            process.start()
            self._queues.append(queue)
            self._processes.append(process)

    def __enter__(self) -> Feed:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closed = True
        for process in self._processes:
            process.terminate()
            process.join()

    def __iter__(self) -> Iterator[Batch]:
        """Batches, one from each worker in turn, until the feed is closed.

        Raises:
            DataError: if a worker died.
            Exception: what a worker raised.
        """
        while True:
            for worker in range(len(self._queues)):
                if (batch := self._take(worker)) is None:
                    return
                yield batch

    def _take(self, worker: int) -> Batch | None:
        """The next batch of a worker; None once the feed is closed, even while one is awaited."""
        deadline = time.monotonic() + _PATIENCE
        while not self._closed:
            try:
                item = self._queues[worker].get(timeout=_GLANCE)
            except Empty as error:
                alive = self._processes[worker].is_alive()
                if self._closed or (alive and time.monotonic() < deadline):
                    continue
                raise DataError(
                    f"a worker draws a batch within {_PATIENCE:.0f} s. Received: nothing from "
                    f"worker {worker} (alive: {alive}). Use --resume."
                ) from error
            if isinstance(item, Exception):
                raise item
            return item
        return None
