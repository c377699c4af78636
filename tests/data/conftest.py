"""A few strings, written by strokes: one without text, one with a leading zero, one in colour."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from synth import Sample, Synthesizer
from synth.glyphs import open_sources
from synth.style import style_named


@pytest.fixture(scope="session")
def samples() -> list[Sample]:
    synthesizer = Synthesizer(open_sources({"strokes": 1.0}, "val"), style_named("clean"), seed=3)
    found = [synthesizer.write(text, np.random.default_rng(7)) for text in ("0042", "", "7")]
    found += [synthesizer.sample(index) for index in range(4)]
    image = found[3].image
    found[3] = replace(found[3], image=cv2.merge([image, image // 2, 255 - image]))
    return found
