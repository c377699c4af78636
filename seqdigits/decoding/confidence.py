"""How sure a net is of each character it wrote."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from seqdigits.decoding.best_path import Span


def label_confidences(
    log_probs: NDArray[np.float64], labels: Sequence[int], spans: Sequence[Span]
) -> list[float]:
    """Confidence in 0..1 of each of `labels`: its highest probability at a timestep of its span.

    CTC nets answer in spikes (Graves et al. 2006, figure 1): the timesteps beside a spike are
    blank or doubtful, so a mean over the span would punish wide spans and tell little. The
    value compares the character with its rivals at that place; that none was missed or added
    is told by the probability of the whole string alone (`log_prob`). `log_probs` is (T, C).
    """
    return [
        float(np.exp(log_probs[start:end, label].max()))
        for label, (start, end) in zip(labels, spans, strict=True)
    ]
