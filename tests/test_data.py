"""Strings become batches of one width each, with labels that fit."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from seqdigits.config import TrainConfig
from seqdigits.data import Line, StringStream, collate, open_stream
from seqdigits.errors import InfeasibleTextError
from seqdigits.geometry import timesteps_needed
from synth.errors import BadRequestError

CONFIG = TrainConfig(batch_columns=1024, glyphs={"strokes": 1.0})


@pytest.fixture(scope="module")
def stream() -> StringStream:
    return open_stream(CONFIG, "train")


def test_batches_share_a_width_and_fit_their_texts(stream: StringStream) -> None:
    for batch in islice(stream.batches(0), 12):
        count, height, width, channels = batch.images.shape
        assert (height, channels) == (32, 1)
        assert width % CONFIG.input.width_multiple == 0
        assert batch.images.dtype == np.float32
        assert batch.images.min() >= 0.0 and batch.images.max() <= 1.0
        assert count * width >= CONFIG.batch_columns > (count - 1) * width
        for text, labels, length in zip(batch.texts, batch.labels, batch.lengths, strict=True):
            assert stream.alphabet.decode(labels[:length].tolist()) == text
            assert not labels[length:].any()
            assert timesteps_needed(text) <= width // stream.stride


def test_batches_repeat_and_workers_share_out_the_strings(stream: StringStream) -> None:
    first, again = next(stream.batches(5)), next(stream.batches(5))
    assert first.texts == again.texts
    assert np.array_equal(first.images, again.images)
    alone = {text for batch in islice(stream.batches(0), 12) for text in batch.texts}
    pair = {t for k in (0, 1) for b in islice(stream.batches(k, 2), 6) for t in b.texts}
    assert len(alone & pair) > 0.5 * len(alone)


def test_every_style_is_drawn_by_its_weight() -> None:
    config = CONFIG.model_copy(update={"styles": {"clean": 3.0, "everyday": 1.0}})
    stream = open_stream(config, "val")
    names = [stream.synthesizers[stream.style_of(index)].style.name for index in range(400)]
    assert names.count("clean") == pytest.approx(300, abs=4)


def test_fixed_sets_hold_every_string_once(stream: StringStream) -> None:
    batches = stream.fixed(40)
    texts = sorted(text for batch in batches for text in batch.texts)
    assert texts == sorted(stream.line(index).text for index in range(40))
    assert "" in {stream.line(index).text for index in range(200)}


def test_a_text_without_enough_timesteps_is_refused(stream: StringStream) -> None:
    line = Line(np.zeros((32, 32), np.float32), "00000")
    with pytest.raises(InfeasibleTextError, match="9 timesteps"):
        collate([line], stream.alphabet, stream.stride)


def test_unknown_styles_are_refused() -> None:
    with pytest.raises(BadRequestError, match="'messy'"):
        open_stream(CONFIG.model_copy(update={"styles": {"messy": 1.0}}), "train")
