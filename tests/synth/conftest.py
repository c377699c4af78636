"""A few samples to store, of every kind there is."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from synth import Sample, Synthesizer
from synth.glyphs import open_sources
from synth.style import style_named


@pytest.fixture(scope="session")
def numbered() -> list[tuple[int, Sample]]:
    """Samples 40 to 49: "0042" first, one without text, one in colour."""
    source = open_sources({"strokes": 1.0}, "train")
    synthesizer = Synthesizer(source, style_named("everyday"), seed=5)
    samples = [synthesizer.sample(index) for index in range(40, 50)]
    samples[0] = synthesizer.write("0042", np.random.default_rng(0))
    samples[1] = synthesizer.write("", np.random.default_rng(1))
    ramp = np.arange(256, dtype=np.uint8)[::-1]
    image = samples[2].image
    samples[2] = replace(samples[2], image=cv2.merge([image, image // 2, ramp[image]]))
    return list(enumerate(samples, start=40))
