"""TFRecord: checksums and messages by hand, then read back by TensorFlow."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth import Sample
from synth.formats import FORMATS, write_shard
from synth.formats.crc32c import crc32c, masked
from synth.formats.example import encode_example

Numbered = list[tuple[int, Sample]]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        # The check value of the CRC catalogue, and RFC 3720, B.4.
        (b"123456789", 0xE3069283),
        (b"", 0),
        (b"\x00" * 32, 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
    ],
)
def test_crc32c(data: bytes, expected: int) -> None:
    assert crc32c(data) == expected


def bitwise(data: bytes) -> int:
    """CRC-32C by its definition, a bit at a time."""
    state = 0xFFFFFFFF
    for byte in data:
        state ^= byte
        for _ in range(8):
            state = (state >> 1) ^ (0x82F63B78 if state & 1 else 0)
    return state ^ 0xFFFFFFFF


@given(st.binary(max_size=40), st.sampled_from([0, 1, 1020, 1024, 2049]))
def test_crc32c_of_any_length_is_the_bitwise_one(data: bytes, more: int) -> None:
    whole = data + bytes(more) + data
    assert crc32c(whole) == bitwise(whole)


def test_the_message_by_hand() -> None:
    # Features { "i": int64 [1, 300], "t": bytes ["0042"] }, names in order.
    ints = b"\x1a\x05" + b"\x0a\x03" + b"\x01\xac\x02"
    text = b"\x0a\x06" + b"\x0a\x04" + b"0042"
    entries = (
        b"\x0a" + bytes([3 + 2 + len(ints)]) + b"\x0a\x01i" + b"\x12\x07" + ints,
        b"\x0a" + bytes([3 + 2 + len(text)]) + b"\x0a\x01t" + b"\x12\x08" + text,
    )
    features = b"".join(entries)
    expected = b"\x0a" + bytes([len(features)]) + features
    assert encode_example({"t": [b"0042"], "i": [1, 300]}) == expected
    # An empty list says nothing of its type.
    assert encode_example({"e": []}) == b"\x0a\x07" + b"\x0a\x05" + b"\x0a\x01e" + b"\x12\x00"


def test_records_are_framed_by_length_and_checksums(numbered: Numbered, tmp_path: Path) -> None:
    write_shard(FORMATS["tfrecord"], numbered, tmp_path / "shard")
    content = (tmp_path / "shard").read_bytes()
    records = 0
    while content:
        (length,) = struct.unpack("<Q", content[:8])
        assert struct.unpack("<I", content[8:12])[0] == masked(content[:8])
        record = content[12 : 12 + length]
        assert struct.unpack("<I", content[12 + length : 16 + length])[0] == masked(record)
        content = content[16 + length :]
        records += 1
    assert records == len(numbered)


def test_tensorflow_reads_the_records(numbered: Numbered, tmp_path: Path) -> None:
    tf = pytest.importorskip("tensorflow")
    path = tmp_path / "train-00000-of-00001.tfrecord"
    write_shard(FORMATS["tfrecord"], numbered, path)
    features = {
        "image": tf.io.FixedLenFeature([], tf.string),
        "text": tf.io.FixedLenFeature([], tf.string),
        "index": tf.io.FixedLenFeature([], tf.int64),
        "height": tf.io.FixedLenFeature([], tf.int64),
        "width": tf.io.FixedLenFeature([], tf.int64),
        "boxes": tf.io.VarLenFeature(tf.int64),
        "digit_height": tf.io.FixedLenFeature([], tf.float32),
        "keys": tf.io.VarLenFeature(tf.string),
        "parameters": tf.io.FixedLenFeature([], tf.string),
    }
    records = list(tf.data.TFRecordDataset(str(path)))
    for record, (index, sample) in zip(records, numbered, strict=True):
        parsed = tf.io.parse_single_example(record, features)
        image = tf.io.decode_png(parsed["image"]).numpy()
        assert np.array_equal(np.squeeze(image), sample.image)
        assert parsed["text"].numpy().decode() == sample.text
        assert int(parsed["index"]) == index
        assert (int(parsed["height"]), int(parsed["width"])) == sample.image.shape[:2]
        boxes = tf.sparse.to_dense(parsed["boxes"]).numpy().reshape(-1, 4)
        assert [tuple(box) for box in boxes.tolist()] == list(sample.boxes)
        assert float(parsed["digit_height"]) == pytest.approx(sample.digit_height)
        assert [key.decode() for key in parsed["keys"].values.numpy()] == list(sample.keys)
        assert json.loads(parsed["parameters"].numpy()) == sample.parameters
