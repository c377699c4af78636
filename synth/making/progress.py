"""A data set being made: its folder, what it is made from, and which shards are whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from synth.errors import BadRequestError
from synth.formats import checksum
from synth.making.manifest import MANIFEST, Balance, Manifest, Shard, read_manifest, write_json

#: Under the data set while it is being made: config.json, and a record of each whole shard.
MAKING = ".making"
_CONFIG = "config.json"
_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class Progress:
    """The folder `out` of a data set that is being made from `config`."""

    out: Path
    config: dict[str, Any]

    def prepare(self, resume: bool) -> Manifest | None:
        """Make the folder, or check that it holds the same data set; its manifest if finished.

        Raises:
            BadRequestError: if it holds something else, another configuration, or this data set
                while `resume` is False.
        """
        if self.out.exists() and not self.out.is_dir():
            raise BadRequestError(f"a data set is a folder. Received: {self.out}, a file.")
        finished = read_manifest(self.out) if (self.out / MANIFEST).exists() else None
        stored = finished.config if finished else self._stored()
        if stored is None:
            self._start()
            return None
        if not resume:
            raise BadRequestError(
                f"a new data set needs an empty folder. Received: {self.out}, which holds one. "
                "Resume it, or name another folder."
            )
        _refuse_difference(stored, self.config)
        if finished is None:
            self.sweep()
        return finished

    def _stored(self) -> dict[str, Any] | None:
        path = self.out / MAKING / _CONFIG
        if not path.exists():
            return None
        stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return stored

    def _start(self) -> None:
        self.out.mkdir(parents=True, exist_ok=True)
        others = sorted(path.name for path in self.out.iterdir() if path.name != MAKING)
        if others:
            raise BadRequestError(
                f"a new data set needs an empty folder. Received: {self.out}, which holds "
                f"{others[0]}{' and more' if len(others) > 1 else ''}. Name another folder."
            )
        (self.out / MAKING).mkdir(exist_ok=True)
        write_json(self.out / MAKING / _CONFIG, self.config)

    def record(self, shard: Shard, balance: Balance) -> None:
        """Remember that `shard` is whole."""
        write_json(self._path(shard.name), asdict(shard) | {"balance": balance.as_json()})

    def recorded(self, name: str) -> tuple[Shard, Balance] | None:
        """The shard `name` and its balance; None unless it was recorded and is still the same."""
        try:
            values = json.loads(self._path(name).read_text(encoding="utf-8"))
            balance = Balance.from_json(values.pop("balance"))
            shard = Shard(**values)
            same = checksum(self.out / name) == shard.sha256
        except FileNotFoundError:
            return None
        return (shard, balance) if same else None

    def sweep(self) -> None:
        """Remove what processes that were killed had begun to write."""
        for folder in (self.out, self.out / MAKING, *self._places()):
            for path in folder.glob(".*.tmp"):
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    def close(self) -> None:
        """Forget what was only needed to resume."""
        shutil.rmtree(self.out / MAKING, ignore_errors=True)

    def abandon(self, whole_folder: bool) -> None:
        """Unless a shard is whole, forget the data set; `whole_folder` says that `out` goes too."""
        if any(path.name != _CONFIG for path in (self.out / MAKING).glob("*")):
            return
        self.close()
        with suppress(OSError):  # what is not empty stays
            for folder in (*self._places(), *([self.out] if whole_folder else [])):
                folder.rmdir()

    def _places(self) -> Iterator[Path]:
        return (path for path in self.out.iterdir() if path.is_dir() and path.name != MAKING)

    def _path(self, name: str) -> Path:
        return self.out / MAKING / f"{name.rpartition('/')[2]}.json"


def _refuse_difference(stored: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Raise for the first key in which two configurations differ.

    Raises:
        BadRequestError: naming the key and both values.
    """
    before, now = dict(_flat(stored)), dict(_flat(json.loads(json.dumps(wanted))))
    # The first sample differs with almost any key, so it is named last.
    for key in sorted(before.keys() | now.keys(), key=lambda key: (key == "first_sample", key)):
        if before.get(key) != now.get(key):
            raise BadRequestError(
                "a data set is resumed with the configuration it was begun with. Received: "
                f"{key} = {_short(now.get(key))}, begun with {_short(before.get(key))}. "
                "Give the same options, or name another folder."
            )


def _flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}..."
