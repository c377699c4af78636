"""HDF5 files: pixels of all samples end to end, found by offsets and shapes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from synth.formats.hdf5_file import WillingFile, ctrl_c_later
from synth.formats.library import library
from synth.formats.shard import Numbered
from synth.formats.truth import as_json, truth

#: Samples written at once.
_BATCH = 256


class Hdf5:
    """A shard is an HDF5 file.

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
        """Datasets grow batch by batch; a shard of any size is written in the memory of a batch.

        The earliest layout stores no times in the root group.
        """
        h5py = library("h5py")
        stream = iter(samples)
        with path.open("x+b", buffering=0) as raw:
            willing = WillingFile(raw)
            with closing(_Columns(h5py, willing)) as columns:
                while batch := list(islice(stream, _BATCH)):
                    columns.append(batch)
                    willing.check()
            willing.check()

    def join(self, out: Path, shards: Sequence[str]) -> list[str]:
        """Nothing: readers open shard by shard."""
        return []


class _Columns:
    """The datasets of an HDF5 file, which grow."""

    def __init__(self, h5py: ModuleType, stream: WillingFile) -> None:
        text = h5py.string_dtype()
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
        with ctrl_c_later():
            self._file = h5py.File(stream, "w", libver="earliest")
            self._sets = {
                name: self._file.create_dataset(
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
            self._extend({name: np.zeros(1, np.int64) for name in ("offsets", "box_offsets")})

    def append(self, batch: list[Numbered]) -> None:
        """Write the samples of `batch` behind those there are."""
        images = [sample.image for _, sample in batch]
        boxes = [box for _, sample in batch for box in sample.boxes]
        pixels, box_count = len(self._sets["pixels"]), len(self._sets["boxes"])
        with ctrl_c_later():
            self._extend(
                {
                    "pixels": np.concatenate([image.ravel() for image in images]),
                    "offsets": pixels + np.cumsum([image.size for image in images]),
                    "shapes": np.array([(*image.shape, 1)[:3] for image in images], np.int32),
                    "text": np.array([sample.text for _, sample in batch], dtype=object),
                    "boxes": np.array(boxes, np.int32).reshape(-1, 4),
                    "box_offsets": box_count + np.cumsum([len(s.boxes) for _, s in batch]),
                    "index": np.array([index for index, _ in batch], np.int64),
                    "truth": np.array([as_json(truth(i, s)) for i, s in batch], dtype=object),
                }
            )

    def close(self) -> None:
        """Write what is left."""
        with ctrl_c_later():
            self._file.close()

    def _extend(self, values: dict[str, Any]) -> None:
        for name, added in values.items():
            start = len(self._sets[name])
            self._sets[name].resize(start + len(added), axis=0)
            self._sets[name][start:] = added
