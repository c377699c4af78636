"""TFRecord files of tf.train.Example, written without TensorFlow."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

from synth.formats.crc32c import masked
from synth.formats.example import encode_example
from synth.formats.shard import Numbered
from synth.formats.truth import as_json, png, truth


class TfRecord:
    """A shard is a TFRecord file with an Example a sample.

    Features: image (PNG), text, index, height, width, boxes (x0, y0, x1, y1 of each character in
    turn), digit_height, keys, parameters (JSON).
    """

    about = (
        "TFRecord of tf.train.Example: image (PNG bytes), text, boxes (4 int64 per character), "
        "index, height, width, digit_height, keys, parameters (JSON)"
    )
    place = ""
    suffix = ".tfrecord"

    def write(self, samples: Iterable[Numbered], path: Path) -> None:
        """Each record framed by its length and two masked checksums."""
        with path.open("wb") as file:
            for index, sample in samples:
                known = truth(index, sample)
                record = encode_example(
                    {
                        "image": [png(sample.image)],
                        "text": [sample.text.encode()],
                        "index": [index],
                        "height": [known["height"]],
                        "width": [known["width"]],
                        "boxes": [value for box in known["boxes"] for value in box],
                        "digit_height": [known["digit_height"]],
                        "keys": [key.encode() for key in known["keys"]],
                        "parameters": [as_json(known["parameters"]).encode()],
                    }
                )
                file.write(_framed(record))

    def join(self, out: Path, shards: Sequence[str]) -> list[str]:
        """Nothing: readers take a list of shards."""
        return []


def _framed(record: bytes) -> bytes:
    length = struct.pack("<Q", len(record))
    return b"".join(
        (length, struct.pack("<I", masked(length)), record, struct.pack("<I", masked(record)))
    )
