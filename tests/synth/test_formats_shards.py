"""What every format keeps to: whole or absent, the same bytes, one line when the disk is full."""

from __future__ import annotations

import errno
import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from synth import Sample
from synth.errors import BadRequestError, DataNotFoundError
from synth.formats import (
    FORMATS,
    ShardError,
    checksum,
    format_named,
    shard_name,
    storing,
    write_shard,
)
from synth.formats.library import library

Numbered = list[tuple[int, Sample]]

everywhere = pytest.mark.parametrize("name", FORMATS)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tfrecord", "val-00002-of-00012.tfrecord"),
        ("webdataset", "val-00002-of-00012.tar"),
        ("lmdb", "val-00002-of-00012"),
        ("folder", "images/val-00002-of-00012"),
    ],
)
def test_names_of_shards(name: str, expected: str) -> None:
    assert shard_name(FORMATS[name], "val", 2, 12) == expected


def test_unknown_formats_are_refused() -> None:
    with pytest.raises(BadRequestError, match=r"hdf5.*'parquet'"):
        format_named("parquet")


def test_the_checksum_of_a_folder_is_that_of_its_files_sums(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"2")
    (tmp_path / "a").write_bytes(b"1")
    sums = [hashlib.sha256(content).hexdigest() for content in (b"1", b"2")]
    printed = f"{sums[0]}  a\n{sums[1]}  b\n"
    assert checksum(tmp_path) == hashlib.sha256(printed.encode()).hexdigest()
    assert checksum(tmp_path / "a") == sums[0]


@everywhere
def test_equal_samples_give_equal_bytes(name: str, numbered: Numbered, tmp_path: Path) -> None:
    form = FORMATS[name]
    first = write_shard(form, numbered, tmp_path / "first")
    assert write_shard(form, iter(numbered), tmp_path / "second") == first
    assert write_shard(form, numbered[:-1], tmp_path / "third") != first
    assert checksum(tmp_path / "first") == first


@everywhere
def test_a_shard_is_replaced_whole(name: str, numbered: Numbered, tmp_path: Path) -> None:
    form = FORMATS[name]
    write_shard(form, numbered[:3], tmp_path / "shard")
    digest = write_shard(form, numbered, tmp_path / "shard")
    assert checksum(tmp_path / "shard") == digest
    assert [path.name for path in tmp_path.iterdir()] == ["shard"]


@everywhere
@pytest.mark.parametrize("error", [KeyboardInterrupt(), BadRequestError("no such glyph")])
def test_a_failed_shard_leaves_nothing(
    name: str, error: BaseException, numbered: Numbered, tmp_path: Path
) -> None:
    def failing() -> Iterator[tuple[int, Sample]]:
        yield from numbered[:4]
        raise error

    with pytest.raises(type(error)):
        write_shard(FORMATS[name], failing(), tmp_path / "shard")
    assert list(tmp_path.iterdir()) == []


@everywhere
def test_a_full_disk_gives_one_line_and_leaves_nothing(
    name: str, numbered: Numbered, tmp_path: Path
) -> None:
    def failing() -> Iterator[tuple[int, Sample]]:
        yield from numbered[:4]
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(ShardError) as caught:
        write_shard(FORMATS[name], failing(), tmp_path / "shard")
    assert "shard, No space left on device" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


LIMITED = """
import resource, sys
from pathlib import Path
from synth import Synthesizer
from synth.formats import FORMATS, ShardError, write_shard
from synth.glyphs import open_sources
from synth.style import style_named

synthesizer = Synthesizer(open_sources({"strokes": 1.0}, "train"), style_named("clean"))
samples = [(index, synthesizer.sample(index)) for index in range(40)]
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
for name in ("tfrecord", "webdataset", "lmdb", "hdf5"):
    folder = Path(sys.argv[1]) / name
    folder.mkdir()
    try:
        write_shard(FORMATS[name], samples, folder / "shard")
    except ShardError as error:
        print(name, len(list(folder.iterdir())), str(error).count("\\n"))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits files as POSIX does")
def test_the_libraries_survive_a_write_that_fails(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    expected = [f"{name} 0 0" for name in ("tfrecord", "webdataset", "lmdb", "hdf5")]
    assert result.stdout.splitlines() == expected


def test_a_library_that_is_missing_is_named() -> None:
    with pytest.raises(DataNotFoundError, match=r"no_such_library.*seqdigits\[data\]"):
        library("no_such_library")


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "Make room, then resume; whole shards"),
        (OSError("LMDB says: mdb_txn_commit: Input/output error"), "Make room, then resume; whole"),
        (PermissionError(errno.EACCES, "Permission denied"), "Name a place that can be written to"),
        (OSError(errno.EROFS, "Read-only file system"), "Name a place that can be written to"),
    ],
)
def test_the_advice_fits_what_the_system_says(error: OSError, advice: str) -> None:
    with pytest.raises(ShardError, match=f"x, .*{advice}"), storing("x"):
        raise error


def test_only_what_the_system_says_becomes_a_shard_error() -> None:
    with pytest.raises(BadRequestError), storing("x"):
        raise BadRequestError("a rule")
    with pytest.raises(ShardError, match="x, Permission denied"), storing("x"):
        raise PermissionError(errno.EACCES, "Permission denied")
