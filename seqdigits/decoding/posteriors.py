"""Of a given text: how likely other labels are at each place, and where each label lies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from seqdigits.decoding.automaton import Acceptor
from seqdigits.decoding.best_path import Span
from seqdigits.decoding.prefixes import Prefix, Prefixes

Floats = NDArray[np.float64]


def posteriors(
    log_probs: Floats, acceptor: Acceptor | None, labels: Sequence[int]
) -> tuple[dict[int, float], ...]:
    """For each place of the text `labels`, the probability of each label there, likeliest first.

    It is the probability that the text has this label at this place, given that it is the text
    `labels` save perhaps at this one place, and accepted: exact forward sums of the texts that
    differ by one substitution, normalised to one at each place. Texts of another length and texts
    that differ in two places have no say; the probability of the whole text tells of those.

    Args:
        log_probs: (T, C), rows normalised.
        acceptor: what texts are accepted; None for all.
        labels: an accepted text, as a rule the likeliest.

    Raises:
        ValueError: if the text is not accepted or cannot be spelt in T timesteps.
    """
    ahead = Prefixes(log_probs)
    before = _text(ahead, labels)
    after = Prefixes(log_probs[::-1]).text(labels[::-1])[::-1]
    allowed = _substitutes(acceptor, labels, ahead.labels)
    places = []
    for place, candidates in enumerate(allowed):
        rest = after[place + 1]
        on_label = ahead.entered(before[place], candidates)
        onward = np.stack([rest.before(label)[::-1] for label in candidates])
        sums = ahead.possible(np.logaddexp.reduce(on_label + onward, axis=1))
        shares = np.exp(sums - np.logaddexp.reduce(sums))
        order = np.argsort(-shares, kind="stable")
        places.append({candidates[i]: float(shares[i]) for i in order if shares[i] > 0.0})
    return tuple(places)


def align(log_probs: Floats, labels: Sequence[int]) -> list[Span]:
    """Timesteps [start, end) of each of `labels` on the best path that spells them. Viterbi's.

    Args:
        log_probs: (T, C).
        labels: the text.

    Raises:
        ValueError: if it cannot be spelt in T timesteps.
    """
    grown = _text(Prefixes(log_probs, np.maximum), labels)
    spans: list[Span] = []
    step, blank_due = len(log_probs), False
    for text, shorter in zip(grown[:0:-1], grown[-2::-1], strict=True):
        before = shorter.before(text.labels[-1])
        while blank_due or text.on_blank[step] > text.on_label[step]:
            step, blank_due = step - 1, False
        end = step
        while before[step - 1] <= text.on_label[step - 1]:
            step -= 1
        step -= 1
        spans.append((step, end))
        blank_due = shorter.labels[-1:] == text.labels[-1:]
    return spans[::-1]


def _text(prefixes: Prefixes, labels: Sequence[int]) -> list[Prefix]:
    """Every prefix of `labels`; raise ValueError if they are no text or cannot be spelt."""
    wrong = [label for label in labels if not 1 <= label < len(prefixes.log_probs)]
    if wrong:
        raise ValueError(
            f"labels lie in 1..{len(prefixes.log_probs) - 1}. Received: {sorted(set(wrong))}."
        )
    grown = prefixes.text(labels)
    if prefixes.log_prob(grown[-1]) == -np.inf:
        steps = prefixes.log_probs.shape[1]
        raise ValueError(
            "a text needs a timestep for each label, one more between equal neighbours, and no "
            f"forbidden label. Received: {list(labels)} for {steps} timesteps."
        )
    return grown


def _substitutes(
    acceptor: Acceptor | None, labels: Sequence[int], possible: list[int]
) -> list[list[int]]:
    """For each place, the labels it may have if the others stay, out of `possible`."""
    if acceptor is None:
        return [possible] * len(labels)
    fronts = [set(acceptor.starts.tolist())]
    for label in labels:
        fronts.append(_led(acceptor, fronts[-1], label))
    if not any(map(acceptor.is_final, fronts[-1])):
        raise ValueError(f"the text has to be an accepted one. Received: {list(labels)}.")
    allowed = []
    for place, front in enumerate(fronts[:-1]):
        following = sorted({label for state in front for label, _ in acceptor.moves(state)})
        allowed.append(
            [
                c
                for c in following
                if c in possible and _ends(acceptor, _led(acceptor, front, c), labels[place + 1 :])
            ]
        )
    return allowed


def _led(acceptor: Acceptor, states: Iterable[int], label: int) -> set[int]:
    """The states that `label` leads to."""
    return {target for state in states for c, target in acceptor.moves(state) if c == label}


def _ends(acceptor: Acceptor, states: set[int], labels: Sequence[int]) -> bool:
    """True if `labels` lead from one of `states` to the end of an accepted text."""
    for label in labels:
        states = _led(acceptor, states, label)
        if not states:
            return False
    return any(map(acceptor.is_final, states))
