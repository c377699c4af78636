"""Samples as a tf.data.Dataset."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from seqdigits.data import to_tf_dataset
from synth import Synthesizer
from synth.glyphs import open_sources
from synth.style import style_named

SYNTHESIZER = Synthesizer(open_sources({"strokes": 1.0}, "train"), style_named("everyday"), 4)


def test_a_tf_dataset_streams_the_samples() -> None:
    pytest.importorskip("tensorflow")
    dataset = to_tf_dataset(SYNTHESIZER, count=5, start=2, step=3)
    rows = list(dataset)
    assert len(rows) == 5
    for index, (image, text, boxes) in zip(range(2, 17, 3), rows, strict=True):
        sample = SYNTHESIZER.sample(index)
        assert np.array_equal(image.numpy()[..., 0], sample.image)
        assert text.numpy().decode() == sample.text
        assert [tuple(box) for box in boxes.numpy().tolist()] == list(sample.boxes)
    # Endless without a count, and batched once the pictures share a size.
    padded = to_tf_dataset(SYNTHESIZER).padded_batch(4)
    images, texts, boxes = next(islice(padded, 1))
    assert images.shape[0] == texts.shape[0] == boxes.shape[0] == 4
