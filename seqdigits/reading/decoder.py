"""Line images and their logits -> readings, under whatever is known of the texts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from seqdigits.alphabet import Alphabet
from seqdigits.bundle import Calibration
from seqdigits.constraints import Constraint
from seqdigits.decoding import Span, erase, greedy, label_confidences, log_softmax, posteriors
from seqdigits.images import LineImage
from seqdigits.reading.answers import Answer, answers, given
from seqdigits.reading.reading import Alternative, ReadDigit, Reading, Status
from seqdigits.runtime import Output, by_length
from seqdigits.segmentation import Box, find_boxes


@dataclass(frozen=True, eq=False)
class Decoder:
    """Turns logits into readings.

    Attributes:
        alphabet: the characters of the labels.
        erased: labels that count as blank.
        stride: image columns a timestep.
        reach: how far a character's ink goes from its spike at most, pixels of the line image.
        constraint: what a text must be; None for anything.
        top: how many of the likeliest texts to give.
        verify: labels of a text whose probability to give; None for none.
        calibration: the bundle's; None for the net's own probabilities.
        least: confidence below which a reading is rejected; None rejects none.
        max_ood: probability of showing what is no number above which a reading is rejected.
    """

    alphabet: Alphabet
    erased: Sequence[int]
    stride: int
    reach: float
    constraint: Constraint | None = None
    top: int = 1
    verify: tuple[int, ...] | None = None
    calibration: Calibration | None = None
    least: float | None = None
    max_ood: float = 1.0

    def blank(self) -> Reading:
        """The reading of an image without ink."""
        if self.constraint is not None and not self.constraint.accepts([]):
            return self._unmatched(f"no ink, where {self.constraint.description} is asked for")
        verified = None if self.verify is None else float(not self.verify)
        return Reading("", 1.0, verified=verified)

    def _unmatched(self, reason: str) -> Reading:
        verified = None if self.verify is None else 0.0
        return Reading(
            "", 0.0, status=Status.UNMATCHED, agreement=0.0, verified=verified, reason=reason
        )

    def decode(self, lines: Sequence[LineImage], outputs: Sequence[Output]) -> list[Reading]:
        """Readings of `lines` from what the net gives of them; equal T are scored together."""
        readings = [Reading("", 1.0)] * len(lines)
        acceptor = None if self.constraint is None else self.constraint.acceptor
        temperature = 1.0 if self.calibration is None else self.calibration.temperature
        for members, logits in by_length(outputs):
            full = log_softmax(logits / temperature)
            kept = erase(full, self.erased)
            found = answers(kept, acceptor, self.top)
            for row, index in enumerate(members):
                reading = self._reading(lines[index], full[row], kept[row], found[row])
                readings[index] = self._judged(reading, outputs[index].ood)
        return readings

    def _reading(
        self,
        line: LineImage,
        full: NDArray[np.float64],
        kept: NDArray[np.float64],
        answer: Answer | None,
    ) -> Reading:
        """The reading of one image from its log-probabilities (T, C), `full` and erased."""
        if answer is None:
            asked = self.constraint.description if self.constraint is not None else "any text"
            return self._unmatched(f"nothing found that is as asked: {asked}")
        text = self.alphabet.decode(answer.labels)
        confidence = self._sure(answer.log_prob - answer.log_mass, text)
        boxes = self._boxes(line, full, answer.spans)
        digits = self._digits(kept, answer, boxes, line)
        status, reason = Status.READ, ""
        # Against all texts, not the allowed ones alone: what is accepted so would be accepted
        # without a constraint too, and a constraint that is true only takes errors away.
        if self.least is not None and self._sure(answer.log_prob, text) < self.least:
            status = Status.REJECTED
            reason = f"less sure than {self.least:.4g}, which the wanted error rate asks for"
        return Reading(
            text="" if status is Status.REJECTED else text,
            confidence=confidence,
            digits=digits,
            status=status,
            best_guess=text,
            agreement=math.exp(answer.log_mass),
            alternatives=tuple(
                Alternative(
                    self.alphabet.decode(other.labels),
                    _beside(answer, confidence, other.labels, answer.share(other.log_prob)),
                )
                for other in answer.others
            ),
            verified=self._verified(kept, answer, confidence),
            reason=reason,
            exact=answer.exact,
        )

    def _judged(self, reading: Reading, ood: float | None) -> Reading:
        """`reading` with its `ood`, rejected if that is too high."""
        if ood is None or ood <= self.max_ood or reading.status is not Status.READ:
            return replace(reading, ood=ood)
        reason = f"it shows what is no number (probability {ood:.2g})"
        return replace(reading, ood=ood, text="", status=Status.REJECTED, reason=reason)

    def _sure(self, log_prob: float, text: str) -> float:
        """Confidence, calibrated if the bundle is, in a text of this log-probability."""
        if self.calibration is None:
            return math.exp(min(log_prob, 0.0))
        lengths = np.array([len(text)], np.int64)
        return float(self.calibration.confidences(np.array([min(log_prob, 0.0)]), lengths)[0])

    def _verified(
        self, kept: NDArray[np.float64], answer: Answer, confidence: float
    ) -> float | None:
        if self.verify is None:
            return None
        if self.constraint is not None and not self.constraint.accepts(self.verify):
            return 0.0
        return _beside(answer, confidence, self.verify, given(kept, answer, self.verify))

    def _boxes(
        self, line: LineImage, log_probs: NDArray[np.float64], spans: Sequence[Span]
    ) -> list[Box]:
        """Boxes of `spans` in the line image; signs the profile erases keep their own ink."""
        found = zip(*greedy(log_probs), strict=True)
        signs = [span for label, span in found if label in self.erased]
        apart = [s for s in signs if all(s[1] <= span[0] or span[1] <= s[0] for span in spans)]
        ordered = sorted([*spans, *apart])
        boxes = find_boxes(line.image, ordered, self.stride, self.reach)
        by_span = dict(zip(ordered, boxes, strict=True))
        return [by_span[span] for span in spans]

    def _digits(
        self,
        log_probs: NDArray[np.float64],
        answer: Answer,
        boxes: Sequence[Box],
        line: LineImage,
    ) -> tuple[ReadDigit, ...]:
        confidences = label_confidences(log_probs, answer.labels, answer.spans)
        places: Sequence[dict[int, float]] = [{}] * len(boxes)
        if self.top > 1:
            acceptor = None if self.constraint is None else self.constraint.acceptor
            places = posteriors(log_probs, acceptor, answer.labels)
        return tuple(
            ReadDigit(
                self.alphabet.decode([label]),
                confidence,
                line.to_source(box),
                tuple(Alternative(self.alphabet.decode([c]), p) for c, p in place.items()),
            )
            for label, confidence, box, place in zip(
                answer.labels, confidences, boxes, places, strict=True
            )
        )


def _beside(answer: Answer, confidence: float, labels: Sequence[int], share: float) -> float:
    """Probability of a text of `labels` where the answer's own share was mapped to `confidence`.

    What the answer gains by the map the others lose alike; what it loses is nobody's. No other
    text is likelier than the answer.
    """
    if tuple(labels) == answer.labels:
        return confidence
    rest = 1.0 - answer.share(answer.log_prob)
    kept = min(1.0, (1.0 - confidence) / rest) if rest > 0 else 1.0
    return min(confidence, kept * share)
