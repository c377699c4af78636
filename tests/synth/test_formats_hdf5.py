"""HDF5, read back by h5py; the file it is written to, which never refuses a write."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth import Sample
from synth.formats import FORMATS, write_shard
from synth.formats.hdf5_file import WillingFile, ctrl_c_later

Numbered = list[tuple[int, Sample]]


def test_hdf5_holds_pixels_end_to_end(numbered: Numbered, tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    write_shard(FORMATS["hdf5"], numbered, tmp_path / "shard.h5")
    with h5py.File(tmp_path / "shard.h5") as file:
        assert file["text"].asstr()[:].tolist() == [sample.text for _, sample in numbered]
        assert file["index"][:].tolist() == [index for index, _ in numbered]
        starts, ends = file["offsets"][:-1], file["offsets"][1:]
        edges = file["box_offsets"][:]
        for i, (_, sample) in enumerate(numbered):
            image = file["pixels"][starts[i] : ends[i]].reshape(file["shapes"][i])
            channels = 1 if sample.image.ndim == 2 else 3
            assert np.array_equal(image, sample.image.reshape(*sample.image.shape[:2], channels))
            boxes = file["boxes"][edges[i] : edges[i + 1]]
            assert [tuple(box) for box in boxes.tolist()] == list(sample.boxes)
            assert json.loads(file["truth"].asstr()[i])["keys"] == list(sample.keys)


def test_hdf5_holds_more_than_a_batch(tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    image = np.eye(8, dtype=np.uint8)
    many = [(i, Sample(image * (i % 7), str(i), (), 8.0, (), {})) for i in range(600)]
    write_shard(FORMATS["hdf5"], many, tmp_path / "shard.h5")
    with h5py.File(tmp_path / "shard.h5") as file:
        assert file["offsets"][:].tolist() == list(range(0, 601 * 64, 64))
        assert file["text"].asstr()[599] == "599"
        assert np.array_equal(file["pixels"][-64:].reshape(8, 8), image * (599 % 7))
        assert file["box_offsets"][-1] == 0


def run(program: str, folder: Path) -> list[str]:
    """Lines printed by `program`, which ends well."""
    result = subprocess.run(
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()


NOISE = """
import resource, sys
from pathlib import Path
import numpy as np
from synth import Sample
from synth.formats import FORMATS, ShardError, write_shard

def noise(count):
    rng = np.random.default_rng(0)
    for index in range(count):
        yield index, Sample(rng.integers(0, 256, (200, 300), np.uint8), "1", (), 9.0, (), {})

path = Path(sys.argv[1]) / "shard.h5"
"""
PEAK = (
    NOISE
    + """
for count in (256, 1000):
    write_shard(FORMATS["hdf5"], noise(count), path)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
)


@pytest.mark.skipif(sys.platform != "linux", reason="counts memory as Linux does")
def test_memory_is_that_of_a_batch(tmp_path: Path) -> None:
    pytest.importorskip("h5py")
    small, large = map(int, run(PEAK, tmp_path))
    assert (tmp_path / "shard.h5").stat().st_size > 55e6
    assert large - small < 20_000  # kilobytes; the second shard has 45 MB more


FULL = (
    NOISE
    + """
import h5py
before = h5py.h5f.get_obj_count(h5py.h5f.OBJ_ALL, h5py.h5f.OBJ_ALL)
for limit in (0, 5_000, 1_000_000, 17_900_000):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        write_shard(FORMATS["hdf5"], noise(300), path)
    except ShardError as error:
        opened = h5py.h5f.get_obj_count(h5py.h5f.OBJ_ALL, h5py.h5f.OBJ_ALL) - before
        print(opened, str(error).count("\\n"), len(list(path.parent.iterdir())))
"""
)


@pytest.mark.skipif(sys.platform == "win32", reason="limits files as POSIX does")
def test_wherever_the_disk_is_full_the_library_closes_all_and_the_process_ends_well(
    tmp_path: Path,
) -> None:
    pytest.importorskip("h5py")
    assert run(FULL, tmp_path) == ["0 0 0"] * 4


class Refusing(io.FileIO):
    """A file on a disk with room for `room` bytes."""

    room = 0

    def write(self, data: object) -> int:
        view = memoryview(data)  # type: ignore[arg-type]
        fitting = min(len(view), self.room - self.tell())
        if fitting <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(view[:fitting])


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(0, 60), st.binary(min_size=1, max_size=20)),
        st.tuples(st.just("read"), st.integers(0, 60), st.integers(1, 20)),
        st.tuples(st.just("truncate"), st.integers(60, 90), st.none()),
    )
)


@given(steps=STEPS, room=st.integers(0, 90))
def test_a_willing_file_reads_back_what_was_written_however_little_was_stored(
    steps: list[tuple[str, int, bytes | int | None]],
    room: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("willing") / "file"
    model = bytearray(100)
    written = 0
    with Refusing(path, "x+") as raw:
        raw.room = room
        willing = WillingFile(raw)
        for what, place, value in steps:
            if what == "truncate":
                assert willing.truncate(max(place, written)) == max(place, written)
                continue
            assert willing.seek(place) == willing.tell() == place
            if isinstance(value, bytes):
                assert willing.write(value) == len(value)
                model[place : place + len(value)] = value
                written = max(written, place + len(value))
            elif isinstance(value, int):
                assert willing.read(value) == model[place : place + value]
        assert willing.seek(0, os.SEEK_END) >= written
        assert (willing.error is None) == (written <= room)
        if willing.error is None:
            willing.check()
        else:
            with pytest.raises(OSError, match="No space left"):
                willing.check()


def test_ctrl_c_is_heard_after_what_is_inside() -> None:
    done = []
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), ctrl_c_later():
            signal.raise_signal(signal.SIGINT)
            done.append("inside")
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)

    def elsewhere() -> None:
        with ctrl_c_later():  # signals are the main thread's
            done.append("elsewhere")

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert done == ["inside", "elsewhere"]
