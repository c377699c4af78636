"""Shards drawn and written, here or in worker processes; each depends on its indices alone."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from typing import Any

import cv2

from synth.errors import SynthError
from synth.formats import Numbered, format_named, write_shard
from synth.making.manifest import Balance, Shard
from synth.making.recipe import Recipe, open_recipe
from synth.synthesizer import Synthesizer

#: Called with the shard that has become whole.
Done = Callable[[Shard, Balance], None]
#: Seconds between two looks at how far the workers are.
_POLL = 0.2


class WorkerError(SynthError, RuntimeError):
    """A worker process died."""


class _StoppedError(SynthError):
    """Another shard failed, so this one is given up."""


@dataclass(frozen=True, slots=True)
class Task:
    """Samples `first` to `stop` - 1, to be written to the shard `name` under `out`."""

    out: Path
    name: str
    format: str
    first: int
    stop: int


def run_here(
    synthesizer: Synthesizer, tasks: Sequence[Task], done: Done, on_sample: Callable[[int], None]
) -> None:
    """Write the shards of `tasks` one after another; `on_sample` gets the samples drawn so far."""
    drawn = 0

    def step() -> None:
        nonlocal drawn
        drawn += 1
        on_sample(drawn)

    for task in tasks:
        done(*_write(synthesizer, task, step))


def run_workers(
    recipe: Recipe | Synthesizer,
    tasks: Sequence[Task],
    workers: int,
    done: Done,
    on_sample: Callable[[int], None],
) -> None:
    """Write the shards of `tasks` in `workers` processes.

    Raises:
        WorkerError: if a process dies.
        SynthError: what a shard could not be written for; the others are given up.
    """
    context = get_context("spawn")
    drawn, stop = context.Value("q", 0), context.Event()
    pool = ProcessPoolExecutor(workers, context, _start, (recipe, drawn, stop))
    try:
        with _ctrl_c_ignored():  # the processes, which start here, inherit that
            waiting: set[Future[tuple[Shard, Balance]]] = {pool.submit(_work, t) for t in tasks}
        while waiting:
            finished, waiting = wait(waiting, _POLL, FIRST_COMPLETED)
            for future in finished:
                done(*future.result())
            on_sample(drawn.value)
    except BrokenProcessPool as error:
        raise WorkerError(
            "worker processes live until the data set is made. Received: one that died or could "
            "not start (killed for memory, or a script without `if __name__ == '__main__':`). "
            "Mend that, then resume; whole shards are kept."
        ) from error
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)


@contextmanager
def _ctrl_c_ignored() -> Iterator[None]:
    """SIGINT goes unheard inside; only the main thread can arrange that."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


_state: dict[str, Any] = {}


def _start(recipe: Recipe | Synthesizer, drawn: Any, stop: Any) -> None:
    """Open what a worker process needs; it ends when its parent does, or when that says stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    _state.update(synthesizer=open_recipe(recipe), drawn=drawn, stop=stop)


def _end_with(sentinel: int) -> None:
    wait_for([sentinel])
    os._exit(1)


def _work(task: Task) -> tuple[Shard, Balance]:
    def step() -> None:
        with _state["drawn"].get_lock():
            _state["drawn"].value += 1
        if _state["stop"].is_set():
            raise _StoppedError(f"{task.name} is given up, since another shard failed.")

    return _write(_state["synthesizer"], task, step)


def _write(synthesizer: Synthesizer, task: Task, step: Callable[[], None]) -> tuple[Shard, Balance]:
    """The shard of `task`, written; `step` is called for every sample."""

    def samples() -> Iterator[Numbered]:
        for index in range(task.first, task.stop):
            yield index, synthesizer.sample(index)
            step()

    balance = Balance()
    counted = balance.counting(samples())
    digest = write_shard(format_named(task.format), counted, task.out / task.name)
    return Shard(task.name, task.first, task.stop - task.first, digest), balance
