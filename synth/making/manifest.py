"""manifest.json: what a data set is, what it was made from, and the checksum of every shard."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from synth.errors import BadDataError
from synth.formats import Numbered

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Shard:
    """One shard.

    Attributes:
        name: its path under the data set, with slashes.
        first: index of its first sample.
        count: samples in it.
        sha256: its checksum (see `synth.formats.checksum`).
    """

    name: str
    first: int
    count: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Balance:
    """How often what was written.

    Attributes:
        characters: character -> how often.
        lengths: characters in a text -> how many texts.
    """

    characters: Counter[str] = field(default_factory=Counter)
    lengths: Counter[int] = field(default_factory=Counter)

    def counting(self, samples: Iterable[Numbered]) -> Iterator[Numbered]:
        """`samples`, counted as they pass."""
        for index, sample in samples:
            self.characters.update(sample.text)
            self.lengths[len(sample.text)] += 1
            yield index, sample

    def add(self, other: Balance) -> None:
        """Count what `other` counted."""
        self.characters.update(other.characters)
        self.lengths.update(other.lengths)

    def as_json(self) -> dict[str, dict[str, int]]:
        """Both tables sorted, keys as text."""
        return {
            "characters": dict(sorted(self.characters.items())),
            "lengths": {str(length): self.lengths[length] for length in sorted(self.lengths)},
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Mapping[str, int]]) -> Balance:
        """What `as_json` gave."""
        lengths = {int(length): count for length, count in values["lengths"].items()}
        return cls(Counter(values["characters"]), Counter(lengths))


@dataclass(frozen=True, slots=True)
class Manifest:
    """A finished data set.

    Attributes:
        version: of the package that made it.
        config: what decides its bytes: count, format, shards, seed, split, style, glyphs, text,
            and the checksum of its first sample.
        shards: in order.
        files: label files, card and contact sheet -> sha256.
        characters: character -> how often it was written.
        lengths: characters in a text -> how many texts.
    """

    version: str
    config: dict[str, Any]
    shards: tuple[Shard, ...]
    files: dict[str, str]
    characters: dict[str, int]
    lengths: dict[str, int]

    @property
    def count(self) -> int:
        """How many samples there are."""
        return sum(shard.count for shard in self.shards)

    def write(self, out: Path) -> None:
        """Write manifest.json, whole or not at all."""
        write_json(out / MANIFEST, asdict(self))


def read_manifest(out: Path) -> Manifest:
    """The manifest of the data set in `out`.

    Raises:
        BadDataError: if it cannot be read.
    """
    try:
        values = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        return Manifest(**values | {"shards": tuple(Shard(**s) for s in values["shards"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BadDataError(
            f"a data set has a {MANIFEST}. Received: {out}, where it cannot be read ({error}). "
            "Name a folder that synth make has finished."
        ) from error


def package_version() -> str:
    """The version of the distribution this package is part of."""
    try:
        return version("seqdigits")
    except PackageNotFoundError:
        return "not installed"


def write_json(path: Path, value: Any) -> None:
    """Write `value` to `path`, keys sorted: to a temporary name, then renamed."""
    write_bytes(path, (json.dumps(value, indent=1, sort_keys=True) + "\n").encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write `content` to a temporary name, then rename it to `path`."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
