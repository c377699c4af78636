"""HDF5 files: pixels of all samples end to end, found by offsets and shapes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from synth.formats.library import library
from synth.formats.shard import Numbered
from synth.formats.truth import as_json, truth

#: Samples written at once.
_BATCH = 256


class Hdf5:
    """A shard is an HDF5 file, made in memory.

    Datasets: pixels (uint8), offsets (N + 1), shapes (N, 3: height, width, channels): image i is
    pixels[offsets[i]:offsets[i + 1]] in shape shapes[i]. text (N); boxes (M, 4) of all characters,
    those of sample i from box_offsets[i] to box_offsets[i + 1]; index (N); truth (N, JSON).
    """

    about = (
        "HDF5: image i is pixels[offsets[i]:offsets[i+1]] in shapes[i] (height, width, channels), "
        "text[i], boxes[box_offsets[i]:box_offsets[i+1]], truth[i] (JSON)"
    )
    place = ""
    suffix = ".h5"

    def write(self, samples: Iterable[Numbered], path: Path) -> None:
        """Datasets grow batch by batch, in memory: the library does not survive a full disk.

        The earliest layout stores no times in the root group.
        """
        h5py = library("h5py")
        stream = iter(samples)
        where = {"driver": "core", "backing_store": False, "block_size": 1 << 20}
        with h5py.File(path.name, "w", libver="earliest", **where) as file:
            columns = _columns(file, h5py.string_dtype())
            _append(columns["offsets"], np.zeros(1, np.int64))
            _append(columns["box_offsets"], np.zeros(1, np.int64))
            while batch := list(islice(stream, _BATCH)):
                for name, values in _values(batch, columns).items():
                    _append(columns[name], values)
            file.flush()
            content = file.id.get_file_image()
        path.write_bytes(content)

    def join(self, out: Path, shards: Sequence[str]) -> list[str]:
        """Nothing: readers open shard by shard."""
        return []


def _columns(file: Any, text: Any) -> dict[str, Any]:
    """The empty datasets."""
    layout: dict[str, tuple[Any, tuple[int, ...], int]] = {
        "pixels": (np.uint8, (), 1 << 18),
        "offsets": (np.int64, (), 1024),
        "shapes": (np.int32, (3,), 1024),
        "text": (text, (), 1024),
        "boxes": (np.int32, (4,), 1024),
        "box_offsets": (np.int64, (), 1024),
        "index": (np.int64, (), 1024),
        "truth": (text, (), 1024),
    }
    return {
        name: file.create_dataset(
            name,
            shape=(0, *inner),
            maxshape=(None, *inner),
            chunks=(chunk, *inner),
            dtype=dtype,
            compression="gzip",
            track_times=False,
        )
        for name, (dtype, inner, chunk) in layout.items()
    }


def _values(batch: list[Numbered], columns: dict[str, Any]) -> dict[str, Any]:
    """What `batch` adds to each dataset."""
    images = [sample.image for _, sample in batch]
    boxes = [box for _, sample in batch for box in sample.boxes]
    return {
        "pixels": np.concatenate([image.ravel() for image in images]),
        "offsets": len(columns["pixels"]) + np.cumsum([image.size for image in images]),
        "shapes": np.array([(*image.shape, 1)[:3] for image in images], np.int32),
        "text": np.array([sample.text for _, sample in batch], dtype=object),
        "boxes": np.array(boxes, np.int32).reshape(-1, 4),
        "box_offsets": len(columns["boxes"]) + np.cumsum([len(s.boxes) for _, s in batch]),
        "index": np.array([index for index, _ in batch], np.int64),
        "truth": np.array([as_json(truth(index, s)) for index, s in batch], dtype=object),
    }


def _append(column: Any, values: Any) -> None:
    start = len(column)
    column.resize(start + len(values), axis=0)
    column[start:] = values
