"""How a data set is stored: one writer per format, chosen by name."""

from __future__ import annotations

from synth.errors import BadRequestError
from synth.formats.coco import Coco
from synth.formats.doctr import Doctr
from synth.formats.folder import Folder
from synth.formats.hdf5 import Hdf5
from synth.formats.lmdb import Lmdb
from synth.formats.paddleocr import PaddleOcr
from synth.formats.shard import (
    Format,
    Numbered,
    ShardError,
    checksum,
    shard_name,
    storing,
    write_shard,
)
from synth.formats.tfrecord import TfRecord
from synth.formats.trdg import Trdg
from synth.formats.webdataset import WebDataset

__all__ = [
    "FORMATS",
    "Format",
    "Numbered",
    "ShardError",
    "checksum",
    "format_named",
    "shard_name",
    "storing",
    "write_shard",
]

#: Format name -> its writer.
FORMATS: dict[str, Format] = {
    "folder": Folder(),
    "tfrecord": TfRecord(),
    "webdataset": WebDataset(),
    "lmdb": Lmdb(),
    "hdf5": Hdf5(),
    "coco": Coco(),
    "paddleocr": PaddleOcr(),
    "doctr": Doctr(),
    "trdg": Trdg(),
}


def format_named(name: str) -> Format:
    """The writer of the format `name`.

    Raises:
        BadRequestError: listing the formats.
    """
    if name not in FORMATS:
        raise BadRequestError(f"a format is one of {', '.join(FORMATS)}. Received: {name!r}.")
    return FORMATS[name]
