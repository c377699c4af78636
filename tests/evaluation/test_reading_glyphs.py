"""Single glyphs by both kinds of models: what is wrong, and under which name."""

from __future__ import annotations

import numpy as np
import pytest

from seqdigits.bundle import Bundle
from seqdigits.config import CnnConfig
from seqdigits.data import GlyphSet, names_glyphs
from seqdigits.errors import DataError
from seqdigits.evaluation.glyph_figures import glyph_figures
from seqdigits.evaluation.reading_glyphs import classify_glyphs, read_glyphs
from seqdigits.evaluation.reading_strings import Read, SetReads
from seqdigits.reading import Reader
from seqdigits.runtime import OnnxRunner, Output


def _glyphs(characters: str, count: int) -> GlyphSet:
    tiles = np.zeros((count, 28, 28), np.uint8)
    for number, tile in enumerate(tiles):
        tile[4:24, 6 + number % 5 : 12 + number % 9] = 200 + number % 50
    shown = np.array([characters[number % len(characters)] for number in range(count)])
    return GlyphSet("made", tiles, shown, None, laid_out=True)


class _Told:
    """A runner that is told what to answer: the class of each image's brightest pixel mod C."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.seen: list[np.ndarray] = []

    def run(self, images, batch_size: int = 64) -> list[Output]:  # type: ignore[no-untyped-def]
        self.seen += list(images)
        classes = self.bundle.config.classes
        tops = [round(float(image.max()) * 255) % classes for image in images]
        return [Output(np.where(np.arange(classes) == top, 3.0, 0.0)) for top in tops]


def test_a_classifier_answers_every_tile(classifier_bundle: Bundle) -> None:
    glyphs = _glyphs("0123456789", 300)
    runner = _Told(classifier_bundle)
    found = classify_glyphs(runner, glyphs, most=5)
    assert len(found.reads) == len(runner.seen) == 300
    assert all(image.shape == (28, 28) and image.max() <= 1 for image in runner.seen)
    expected = [str((200 + number % 50) % 10) for number in range(300)]
    assert [read.reading for read in found.reads] == expected
    sure = np.exp(3) / (np.exp(3) + 9)
    assert found.reads[0].confidence == pytest.approx(sure)
    figures = glyph_figures(found, classifier_bundle.config.net.characters, 20, seed=0)
    right = sum(str(number % 10) == said for number, said in enumerate(expected))
    assert (figures.count, figures.right) == (300, right)
    assert (figures.nothing, figures.other) == (0, 0)
    assert len(found.worst) == min(5, 300 - right)


def test_the_real_runner_agrees_with_itself(classifier_bundle: Bundle) -> None:
    glyphs = _glyphs("01", 8)
    runner = OnnxRunner(classifier_bundle)
    found = classify_glyphs(runner, glyphs)
    (alone,) = runner.run([glyphs.images[3].astype(np.float32) / np.float32(255)])
    assert isinstance(classifier_bundle.config.net, CnnConfig)
    best = classifier_bundle.config.net.characters[int(alone.logits.argmax())]
    assert found.reads[3].reading == best


def test_foreign_glyphs_are_refused(classifier_bundle: Bundle, tiny_bundle: Bundle) -> None:
    glyphs = _glyphs("0x", 4)
    with pytest.raises(DataError, match="with 'x' besides"):
        classify_glyphs(OnnxRunner(classifier_bundle), glyphs)
    with pytest.raises(DataError, match="with 'x' besides"):
        read_glyphs(Reader(tiny_bundle), glyphs)
    with pytest.raises(DataError, match="with '-' besides"):
        read_glyphs(Reader(tiny_bundle), _glyphs("-", 2), "digits")


def test_a_reader_reads_the_stored_pictures(tiny_bundle: Bundle) -> None:
    glyphs = _glyphs("01", 6)
    reader = Reader(tiny_bundle)
    found = read_glyphs(reader, glyphs, most=99)
    readings = [reading.text for reading in reader.read(glyphs.images)]
    assert [read.reading for read in found.reads] == readings
    wrong = sum(read.text != read.reading for read in found.reads)
    assert len(found.worst) == wrong
    assert [read.name for read in found.reads] == [f"#{number}" for number in range(6)]


def test_figures_worked_by_hand() -> None:
    reads = tuple(
        Read(f"#{n}", text, reading, sure)
        for n, (text, reading, sure) in enumerate(
            [("1", "1", 0.9), ("1", "11", 0.8), ("2", "", 1.0), ("2", "2", 0.7), ("2", "1", 0.6)]
        )
    )
    found = glyph_figures(SetReads("hand", reads), "12", 100, seed=0)
    assert (found.count, found.right, found.accuracy) == (5, 2, 0.4)
    assert (found.nothing, found.other) == (1, 1)
    assert found.confusion.counts.tolist() == [[1, 0, 0, 1], [1, 1, 1, 0]]
    assert found.f1_interval is not None
    assert found.f1_interval[0] <= found.confusion.macro().f1 <= found.f1_interval[1]
    assert found.sureness is not None and found.sureness.figures.count == 5


def test_an_empty_set_is_refused() -> None:
    with pytest.raises(DataError, match="at least one glyph"):
        glyph_figures(SetReads("none", ()), "01", 0, seed=0)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mnist", True),
        ("emnist-balanced", True),
        ("folder:glyphs", True),
        ("folder:", False),
        ("a/digits.npz", True),
        ("t10k-images-idx3-ubyte.gz", True),
        ("strings", False),
        ("./mnist", False),
        ("set.zip", False),
        ("images/labels.csv", False),
    ],
)
def test_what_names_glyphs(name: str, expected: bool) -> None:
    assert names_glyphs(name) is expected
