"""A bundle on disk: its files, their checksums, and loading with both checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from seqdigits.bundle.config import BundleConfig, Metrics
from seqdigits.bundle.places import find_bundle
from seqdigits.config import read_config, validate
from seqdigits.errors import BundleError, ConfigError

ONNX, KERAS = "model.onnx", "model.keras"
CONFIG, METRICS, CARD, SUMS = "config.toml", "metrics.json", "CARD.md", "SHA256SUMS"
OPINION = "opinion"
"""Folder of the bundle that a string net's bundle asks for a second opinion; most have none."""

OPINION_SUMS = f"{OPINION}/{SUMS}"
"""Its checksums, which vouch for its files."""

REQUIRED = (ONNX, CONFIG, METRICS, CARD)
"""Files every bundle has; Keras weights stay out of the wheel and may be missing."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A verified bundle.

    Attributes:
        directory: its folder.
        config: what config.toml says.
        metrics: what metrics.json says.
        opinion: the single-glyph net's bundle inside it that is asked about doubtful digits, see
            `seqdigits.runtime.SecondOpinionRunner`; None for none.

    Raises:
        BundleError: if the two nets are not of these kinds, or `opinion` tells characters apart
            that the string net does not know.
    """

    directory: Path
    config: BundleConfig
    metrics: Metrics
    opinion: Bundle | None = None

    def __post_init__(self) -> None:
        if self.opinion is None:
            return
        own, other = self.config.net, self.opinion.config.net
        if not own.is_ctc or other.is_ctc or not set(other.characters) <= set(own.characters):
            raise BundleError(
                "a second opinion is a single-glyph net's, for a string net that knows all its "
                f"characters. Received: {self.opinion.directory}, a {other.kind} of "
                f"{other.characters!r}, for {self.directory}, a {own.kind} of {own.characters!r}."
            )

    @property
    def onnx(self) -> Path:
        """The ONNX file."""
        return self.directory / ONNX

    @property
    def keras(self) -> Path:
        """The Keras file; it may not exist."""
        return self.directory / KERAS


def load_bundle(name: str | Path) -> Bundle:
    """The bundle of that name or folder, every file checked against its checksum.

    Raises:
        BundleNotFoundError: if there is none.
        BundleError: if it is damaged, no bundle, or of another format.
    """
    directory = find_bundle(name)
    verify(directory)
    config, metrics = read_texts(directory)
    opinion = directory / OPINION
    return Bundle(directory, config, metrics, load_bundle(opinion) if opinion.is_dir() else None)


def read_texts(directory: Path) -> tuple[BundleConfig, Metrics]:
    """Configuration and metrics of the bundle in `directory`.

    Raises:
        BundleError: if one of them cannot be read or breaks its schema.
    """
    try:
        config = read_config(BundleConfig, directory / CONFIG)
        values = json.loads((directory / METRICS).read_text(encoding="utf-8"))
        return config, validate(Metrics, values, str(directory / METRICS))
    except (ConfigError, OSError, ValueError) as error:
        raise BundleError(
            f"a bundle's {CONFIG} and {METRICS} follow format 1. Received: {error} "
            "Use the version of seqdigits that wrote it, or save the bundle again."
        ) from error


def verify(directory: Path) -> None:
    """Raise unless the files of `directory` are those its checksums were taken of.

    Raises:
        BundleError: naming the first file that is missing, changed or not listed.
    """
    sums = _read_sums(directory)
    for name in _files(directory, REQUIRED):
        if name not in sums:
            raise _damaged(directory, f"{name} is not listed in {SUMS}")
    for name, expected in sums.items():
        path = directory / name
        if not path.is_file():
            if name in (*REQUIRED, OPINION_SUMS):
                raise _damaged(directory, f"{name} is missing")
        elif _sha256(path) != expected:
            raise _damaged(directory, f"{name} does not match its sha256")


def write_sums(directory: Path) -> None:
    """Write SHA256SUMS of a bundle's files, in the form `sha256sum --check` reads."""
    present = [name for name in (*REQUIRED, KERAS) if (directory / name).exists()]
    names = _files(directory, present)
    lines = [f"{_sha256(directory / name)}  {name}\n" for name in sorted(names)]
    write_text(directory / SUMS, lines)


def write_text(path: Path, lines: Iterable[str]) -> None:
    """Write `lines` to `path`: to a temporary name, then renamed."""
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text("".join(lines), encoding="utf-8", newline="\n")
    temporary.replace(path)


def _files(directory: Path, own: Sequence[str]) -> list[str]:
    """The files `own` of a bundle, and the checksums of the one inside it if there is one."""
    return [*own, OPINION_SUMS] if (directory / OPINION).is_dir() else list(own)


def _is_ours(name: str) -> bool:
    return Path(name).name == name or name == OPINION_SUMS


def _read_sums(directory: Path) -> dict[str, str]:
    try:
        lines = (directory / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BundleError(
            f"a bundle is a folder with {', '.join(REQUIRED)} and {SUMS}. Received: {directory} "
            f"without a readable {SUMS}. Name the folder that seqdigits train wrote."
        ) from error
    sums = {}
    for line in lines:
        digest, separator, name = line.partition("  ")
        if not separator or len(digest) != 64 or not _is_ours(name):
            raise _damaged(directory, f"{SUMS} has the line {line!r}")
        sums[name] = digest
    return sums


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _damaged(path.parent, f"{path.name} cannot be read ({error.strerror})") from error


def _damaged(directory: Path, what: str) -> BundleError:
    return BundleError(
        f"a bundle's files match the checksums in {SUMS}. Received: {directory}, where {what}. "
        "The bundle is damaged: install or copy it again."
    )
