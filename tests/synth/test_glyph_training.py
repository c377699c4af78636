"""A string net over letters learns from a folder of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("tensorflow")
import keras

from seqdigits.alphabet import Alphabet
from seqdigits.bundle import load_bundle
from seqdigits.config import CrnnConfig, InputConfig, TrainConfig
from seqdigits.data import StringStream, collate, feasible, longest_text, open_stream
from seqdigits.decoding import greedy
from seqdigits.nets import build
from seqdigits.training import train_crnn
from seqdigits.training.loss import ctc_loss, pack
from synth import Synthesizer
from synth.errors import BadRequestError
from synth.glyphs import open_sources
from synth.style import STYLES

LETTERS = "LTX"
NET = CrnnConfig(characters=LETTERS, stem=4, channels=(8, 12, 16), lstm_units=16, dropout=0.0)


class Words:
    """One to three letters."""

    characters = LETTERS
    longest = 3

    def sample(self, rng: np.random.Generator) -> str:
        return "".join(LETTERS[i] for i in rng.integers(0, 3, int(rng.integers(1, 4))))


@pytest.fixture
def glyphs(tmp_path: Path) -> str:
    """A folder of letters in straight lines, dark on light, as a glyph source."""
    lines = {
        "L": [((0, 0), (0, 1)), ((0, 1), (0.6, 1))],
        "T": [((0, 0), (0.8, 0)), ((0.4, 0), (0.4, 1))],
        "X": [((0, 0), (0.8, 1)), ((0.8, 0), (0, 1))],
    }
    rng = np.random.default_rng(0)
    for char, strokes in lines.items():
        (tmp_path / char).mkdir()
        for i in range(12):
            picture = np.full((60, 60), 240, np.uint8)
            size, width = rng.uniform(36, 44), int(rng.integers(3, 6))
            for start, stop in strokes:
                ends = [
                    np.round(np.add(np.multiply(p, size), 8)).astype(int) for p in (start, stop)
                ]
                cv2.line(picture, ends[0].tolist(), ends[1].tolist(), 30, width, cv2.LINE_AA)
            cv2.imwrite(str(tmp_path / char / f"{i}.png"), picture)
    return f"folder:{tmp_path}"


def _stream(glyphs: str, split: str) -> StringStream:
    config = InputConfig()
    source = open_sources({glyphs: 1.0}, split)
    style = replace(STYLES["clean"], text=Words())
    synthesizer = Synthesizer(source, style, 1, split, feasible(config, NET.stride))
    return StringStream((synthesizer,), (1.0,), (), 0.0, Alphabet(LETTERS), config, NET.stride)


def test_a_run_over_letters_gives_a_bundle_of_them(
    glyphs: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    config = TrainConfig(
        name="letters",
        net=CrnnConfig(characters=LETTERS, stem=4, channels=(4, 4, 8), lstm_units=4),
        glyphs={glyphs: 1.0},
        styles={"clean": 1.0},
        pattern="[LTX]{1,3}",
        steps=2,
        epoch_steps=2,
        warmup_steps=1,
        batch_columns=512,
        validation_strings=6,
        precision="float32",
    )
    texts = [text for batch in open_stream(config, "val").fixed(6) for text in batch.texts]
    assert set("".join(texts)) <= set(LETTERS) and longest_text(config) == 3
    bundle = load_bundle(train_crnn(config, tmp_path_factory.mktemp("runs") / "letters"))
    assert bundle.config.alphabet.characters == LETTERS


def test_a_pattern_the_glyphs_cannot_write_is_refused(glyphs: str) -> None:
    config = TrainConfig(glyphs={glyphs: 1.0}, pattern="[LTXQ]{2}")
    with pytest.raises(BadRequestError, match="'Q'"):
        open_stream(config, "train")


@pytest.mark.slow
def test_a_net_over_letters_learns_from_a_folder(glyphs: str) -> None:
    stream = _stream(glyphs, "train")
    lines = [line for line in map(stream.line, range(300)) if line.image.shape[1] == 64][:64]
    batch = collate(lines, stream.alphabet, stream.stride)
    assert set("".join(batch.texts)) == set(LETTERS)
    keras.utils.set_random_seed(0)
    net = build(NET)
    net.compile(optimizer=keras.optimizers.Adam(1e-2), loss=ctc_loss())
    packed = pack(batch, longest=4)
    before = net.evaluate(batch.images, packed, verbose=0)
    net.fit(batch.images, packed, batch_size=32, epochs=40, verbose=0)
    assert net.evaluate(batch.images, packed, verbose=0) < 0.5 * before
    # Letters it was not shown, by the split's own glyphs.
    unseen = [b for b in _stream(glyphs, "val").fixed(60) if b.images.shape[2] == 64]
    logits = [row for b in unseen for row in net.predict_on_batch(b.images)]
    texts = [text for b in unseen for text in b.texts]
    read = [stream.alphabet.decode(greedy(row)[0]) for row in logits]
    right = sum(a == b for a, b in zip(read, texts, strict=True))
    assert right > len(texts) / 3  # 39 texts are possible: chance is far below
