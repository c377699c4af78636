"""How far a run is and when it will end, on standard error."""

from __future__ import annotations

from types import TracebackType
from typing import Any

import keras
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class ProgressBar(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """A bar over all steps with the time left, and a line after every epoch.

    Args:
        steps: steps of the whole run.
        done: steps of it that were done before.
    """

    def __init__(self, steps: int, done: int = 0) -> None:
        super().__init__()
        self._bar = Progress(
            TextColumn("training"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[loss]}"),
            TimeRemainingColumn(),
            console=Console(stderr=True, force_jupyter=False),
        )
        self._task = self._bar.add_task("steps", total=steps, completed=done, loss="")

    def __enter__(self) -> ProgressBar:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Move the bar."""
        loss = f"loss {float(logs['loss']):.3f}" if logs and "loss" in logs else ""
        self._bar.update(self._task, advance=1, loss=loss)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Print the epoch's figures."""
        figures = "  ".join(f"{name} {float(value):.4f}" for name, value in (logs or {}).items())
        self._bar.console.print(f"epoch {epoch + 1}: {figures}", highlight=False)
