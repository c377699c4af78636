"""A file that HDF5 can write to however full the disk is, and Ctrl-C kept out of it.

The library does not survive a write that fails or is interrupted: what it has open it never closes,
and the process crashes when it ends.
"""

from __future__ import annotations

import io
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class WillingFile(io.RawIOBase):
    """The file `raw`, to which every write succeeds.

    From the first write that the system refuses on, all are kept in memory, so that they can be
    read again: whoever writes looks at `error` often, and stops.

    Attributes:
        error: what the system said when it refused; None if it has not.
    """

    def __init__(self, raw: io.FileIO) -> None:
        self.error: OSError | None = None
        self._raw = raw
        self._at = 0
        self._size = 0
        #: Where, and what; later ones lie over earlier ones.
        self._refused: list[tuple[int, bytes]] = []

    def check(self) -> None:
        """Raise the `error`, if there is one."""
        if self.error is not None:
            raise self.error

    def seekable(self) -> bool:
        """True."""
        return True

    def readable(self) -> bool:
        """True."""
        return True

    def writable(self) -> bool:
        """True."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """The new place."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = start + offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        """How many bytes were read into `buffer`: as many as it takes, zeros where none were."""
        view = memoryview(buffer).cast("B")
        view[:] = bytes(len(view))
        self._raw.seek(self._at)
        self._raw.readinto(view)
        for start, data in self._refused:
            low, high = max(start, self._at), min(start + len(data), self._at + len(view))
            if low < high:
                view[low - self._at : high - self._at] = data[low - start : high - start]
        self._at += len(view)
        return len(view)

    def write(self, data: Any) -> int:
        """How many bytes were written: all."""
        view = memoryview(data).cast("B")
        if not self._stored(view):
            self._refused.append((self._at, bytes(view)))
        self._at += len(view)
        self._size = max(self._size, self._at)
        return len(view)

    def _stored(self, view: memoryview) -> bool:
        """True if the system took all of `view`."""
        if self.error is None:
            try:
                self._raw.seek(self._at)
                while view:
                    view = view[self._raw.write(view) :]
            except OSError as error:
                self.error = error
        return self.error is None

    def truncate(self, size: int | None = None) -> int:
        """The new size."""
        self._size = self._at if size is None else size
        if self.error is None:
            try:
                self._raw.truncate(self._size)
            except OSError as error:
                self.error = error
        return self._size


@contextmanager
def ctrl_c_later() -> Iterator[None]:
    """Ctrl-C is heard when what is inside has been done; only the main thread hears it at all."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is None:
        yield
        return
    heard: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if heard:
            signal.raise_signal(heard[0])
