"""TFRecord files of tf.train.Example with the features image and text, read without TensorFlow."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from seqdigits.data.labelled.example import byte_features
from seqdigits.data.labelled.layout import Entry, Faults, Layout, Root
from seqdigits.data.labelled.shards import Place, stored_bytes
from synth.formats import FORMATS
from synth.formats.crc32c import masked

_SUFFIX = FORMATS["tfrecord"].suffix
_LENGTH = struct.Struct("<QI")
_CHECKSUM = struct.Struct("<I")


def find(root: Root, names: Sequence[str]) -> list[str]:
    """The files named *.tfrecord."""
    return [name for name in names if name.endswith(_SUFFIX)]


def read(root: Root, found: Sequence[str], faults: Faults) -> Iterator[Entry]:
    """A row a record; what a damaged record makes unreadable is noted."""
    for shard in found:
        try:
            with Path(str(root), shard).open("rb") as file:
                yield from _records(file, shard, faults)
        except OSError as error:
            faults.note(f"{shard}: the shard cannot be read ({error})")


def _records(file: BinaryIO, shard: str, faults: Faults) -> Iterator[Entry]:
    """Every whole record: length, its checksum, content, its checksum."""
    size = os.fstat(file.fileno()).st_size
    number = 0
    if not size:
        faults.note(f"{shard}: it is empty")
    while (start := file.tell()) < size:
        number += 1
        name = f"{shard}, record {number}"
        head = file.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            faults.note(f"{name}: the shard ends within it")
            return
        length, checksum = _LENGTH.unpack(head)
        if masked(head[:8]) != checksum:
            faults.note(f"{name}: its length is damaged, it and what follows cannot be read")
            return
        if start + _LENGTH.size + length + _CHECKSUM.size > size:
            faults.note(f"{name}: the shard ends within it")
            return
        content = file.read(length)
        if _CHECKSUM.unpack(file.read(_CHECKSUM.size)) != (masked(content),):
            faults.note(f"{name}: it is damaged, its checksum is another")
        elif entry := _entry(content, shard, start + _LENGTH.size, name, faults):
            yield entry


def _entry(content: bytes, shard: str, start: int, name: str, faults: Faults) -> Entry | None:
    try:
        features = byte_features(content)
        image, text = features["image"][0], features["text"][0]
        stated = content[text.start : text.start + text.size].decode()
    except UnicodeDecodeError:
        faults.note(f"{name}: its text is not UTF-8")
    except ValueError as error:
        faults.note(f"{name}: no tf.train.Example ({error})")
    except (KeyError, IndexError):
        faults.note(f"{name}: it lacks image or text among its features of bytes")
    else:
        return Entry(name, stated, Place(shard, start + image.start, image.size))
    return None


TFRECORD = Layout("tfrecord", f"*{_SUFFIX}", find, read, stored_bytes, zipped=False)
