"""Every released bundle is whole, and "base" reads what it read when it was released."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from seqdigits.bundle import bundle_names, load_bundle, render_card
from seqdigits.images import Source, normalise
from seqdigits.reading import Reader
from seqdigits.runtime import KerasRunner, OnnxRunner

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "seqdigits" / "samples"


def _samples() -> list[tuple[Path, str]]:
    with (SAMPLES / "labels.csv").open(encoding="utf-8", newline="") as file:
        return [(SAMPLES / row["file"], row["text"]) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load("base")


def test_base_is_released() -> None:
    assert "base" in bundle_names()


@pytest.mark.parametrize("name", bundle_names())
def test_cards_are_written_from_their_bundle(name: str) -> None:
    bundle = load_bundle(name)
    card = (bundle.directory / "CARD.md").read_text(encoding="utf-8")
    opinion = None if bundle.opinion is None else bundle.opinion.config
    assert card == render_card(bundle.config, bundle.metrics, opinion)
    assert bundle.metrics.sets, f"{name} has not been measured"


def test_readme_states_the_bundles_figures() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "readme_figures.py"), "--check"]
    child = subprocess.run(command, capture_output=True, text=True, check=False)
    assert child.returncode == 0, child.stderr


def test_onnx_answers_like_keras() -> None:
    pytest.importorskip("tensorflow")
    bundle = load_bundle("base")
    images = [normalise(path, bundle.config.input).image for path, _ in _samples()]
    for onnx, other in zip(
        OnnxRunner(bundle).run(images), KerasRunner(bundle).run(images), strict=True
    ):
        assert np.allclose(onnx.logits, other.logits, atol=1e-3)


def test_samples_read_as_recorded(reader: Reader) -> None:
    recorded = json.loads((ROOT / "tests" / "recorded_readings.json").read_text())
    readings = reader.read([path for path, _ in _samples()])
    found = {path.name: r.text for (path, _), r in zip(_samples(), readings, strict=True)}
    assert found == recorded


def test_a_reading_does_not_depend_on_its_companions(reader: Reader) -> None:
    sources: list[Source] = [path for path, _ in _samples()]
    alone = [reader.read([source])[0] for source in sources]
    for order in (sources, sources[::-1]):
        for size in (1, 3, 64):
            readings = dict(zip(order, reader.read(order, batch_size=size), strict=True))
            for source, single in zip(sources, alone, strict=True):
                assert readings[source].text == single.text
                assert readings[source].confidence == pytest.approx(single.confidence, abs=1e-4)


def test_nothing_is_read_where_nothing_is_written(reader: Reader) -> None:
    rng = np.random.default_rng(11)
    blank = [np.full((40, 120), level, np.uint8) for level in (0, 128, 255)]
    noisy = [rng.normal(200, 5, (40, 120)).clip(0, 255).astype(np.uint8) for _ in range(10)]
    ruled = np.full((60, 200), 245, np.uint8)
    ruled[44:46] = 90
    assert [reading.text for reading in reader.read([*blank, *noisy, ruled])] == [""] * 14
